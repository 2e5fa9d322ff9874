"""The pledge, to be read and signed on a phone."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.foundation.access import Permission, authorize, requires
from app.foundation.database import db
from app.foundation.errors import Refused
from app.foundation.messages import explain
from app.foundation.pages import actor
from app.texts.kinds import TextKind
from app.texts.queries import current, version
from app.volunteers.forms import PledgeForm
from app.volunteers.gates import has_pledged, latest_checks
from app.volunteers.models import VettingKind
from app.volunteers.queries import volunteer_of
from app.volunteers.rules.pledging import sign_pledge
from app.volunteers.views.base import blueprint


@blueprint.route("/my-pledge", methods=["GET", "POST"])
@requires(Permission.SIGNUP_WRITE)
def pledge() -> ResponseReturnValue:
    """Read the pledge, tick, sign; afterwards: what was signed, and when."""
    volunteer = volunteer_of(db.session, actor().id)
    if volunteer is None:
        return redirect(url_for(".sign_up"))
    authorize(actor(), Permission.SIGNUP_WRITE, volunteer)
    text = current(db.session, TextKind.PLEDGE)
    form = PledgeForm(data={"version": text.number})
    if form.validate_on_submit():
        try:
            sign_pledge(db.session, actor(), volunteer, form.version.data)
        except Refused as refused:
            db.session.rollback()
            flash(explain(refused), "error")
            return redirect(url_for(".pledge"))
        flash(_("Thank you. Your pledge is signed."), "success")
        return redirect(url_for(".status"))
    last = latest_checks(volunteer).get(VettingKind.PLEDGE)
    signed = last if last is not None and has_pledged(last) else None
    if signed is not None and signed.text_version is not None:
        text = version(db.session, TextKind.PLEDGE, signed.text_version) or text  # what was signed, word for word
    page = render_template(
        "volunteers/pledge.html",
        form=form,
        signed=signed,
        text=text,
    )
    return page, 422 if form.is_submitted() else 200
