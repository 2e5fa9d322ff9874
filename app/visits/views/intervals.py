"""The organizer's page of how many days may lie between two visits."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, Role, requires
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.foundation.pages import actor
from app.places.models import Area
from app.visits import queries
from app.visits.due import LEVELS
from app.visits.forms import IntervalsForm
from app.visits.rules.recording import set_intervals
from app.visits.views.base import blueprint


@blueprint.route("/visits/intervals", methods=["GET", "POST"])
@requires(Permission.VISIT_INTERVAL_SET)
def intervals() -> ResponseReturnValue:
    """Days between visits by level of attention, and in the summer vacation."""
    district = _district()
    values: dict[str, Any] = {}
    for level, one in queries.intervals_of(db.session, district.id).items():
        values |= {f"days_{level}": one.days, f"summer_days_{level}": one.summer_days}
    form = IntervalsForm(data=values)
    if form.validate_on_submit():
        try:
            set_intervals(db.session, actor(), district, form.intervals())
        except Refused as error:
            db.session.rollback()
            form.refuse(error)
        else:
            flash(_("Saved. The lists follow at once."), "success")
            return redirect(url_for(".intervals"))
    return render_template("visits/intervals.html", form=form, levels=reversed(LEVELS))


def _district() -> Area:
    """The organizer's district; of several the first by name."""
    ids = actor().scope_ids(Role.ORGANIZER)
    found = queries.first_district(db.session, ids)
    if found is None:
        raise Missing
    return found
