"""The steps of a season's board about the children's data: who answers for it, and the assessment of its effects."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.access import Actor, Permission, may
from app.foundation.board import Act, Figure, Step, StepState, add_step
from app.foundation.database import db
from app.foundation.dates import plain_day
from app.places.models import Area
from app.privacy.queries import last_assessment, officer_of


def officer_step(actor: Actor, season: Any) -> Step | None:
    """For who leads in the season's district: whom the public rule names."""
    district = db.session.get(Area, season.district_id)
    if district is None or not may(actor, Permission.DATA_OFFICER_SET, district):
        return None
    known, page = officer_of(db.session, district), url_for("privacy.officer", district=district.id)
    return Step(
        _("Who answers for the children's data"),
        StepState.HELD if known is None else StepState.DONE,
        (Figure(_("Still to be named"), int(known is None), page, holds=True),),
        (Act(_("Change who is named") if known else _("Say who it is"), page, icon="edit"),),
        "" if known else _("The law asks for one person, and the public rule names them."),
    )


def assessment_step(actor: Actor, season: Any) -> Step | None:
    """For who leads there: whether the assessment of what processing does to the children is made, and in date."""
    district = db.session.get(Area, season.district_id)
    if district is None or not may(actor, Permission.ASSESSMENT_WRITE, district):
        return None
    last, page = last_assessment(db.session, district), url_for("privacy.assessments")
    late = last is not None and last.next_due_on <= clock.today()
    new = url_for("privacy.new_assessment", district=district.id)
    return Step(
        _("Impact assessment"),
        StepState.DONE if last is not None and not late else StepState.HELD,
        (
            Figure(_("Assessments on record"), last.version if last else 0, page),
            Figure(_("Assessments that are due"), int(last is None or late), page, holds=True),
        ),
        () if last is not None and not late else (Act(_("Write the assessment"), new, icon="edit"),),
        _("Next due on %(day)s.", day=plain_day(last.next_due_on)) if last else "",
    )


add_step("data-officer", order=24, make=officer_step)
add_step("assessment", order=26, make=assessment_step)
