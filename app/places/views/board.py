"""The step of a season's board about places."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.foundation.access import Actor, Permission, may
from app.foundation.board import Act, Figure, Step, StepState, add_step
from app.foundation.database import db
from app.places.models import Area
from app.places.queries import schools, townships


def places_step(actor: Actor, season: Any) -> Step | None:
    """For who keeps the places of the season's district: how many there are."""
    district = db.session.get(Area, season.district_id)
    if district is None or not may(actor, Permission.PLACE_READ, district):
        return None
    towns, found = len(townships(db.session, district.id)), len(schools(db.session, district.id))
    return Step(
        _("Areas and schools"),
        StepState.DONE if towns and found else StepState.GOING if towns or found else StepState.NEXT,
        (
            Figure(_("Townships"), towns, url_for("places.index", district=district.id)),
            Figure(_("Schools"), found, url_for("places.schools", district=district.id)),
        ),
        (Act(_("Add a school"), url_for("places.new_school", district=district.id), icon="plus"),),
    )


add_step("places", order=10, make=places_step)
