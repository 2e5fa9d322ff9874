"""The step of a season's board about who handles concerns."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.foundation.access import Actor, Permission, may
from app.foundation.board import Act, Figure, Step, StepState, add_step
from app.foundation.database import db
from app.places.models import Area
from app.safeguarding.team import team_of


def team_step(actor: Actor, season: Any) -> Step | None:
    """For who names the posts of the season's district: without a lead, a concern reaches nobody who may act on it."""
    district = db.session.get(Area, season.district_id)
    if district is None or not may(actor, Permission.POST_NAME, district):
        return None
    team, page = team_of(db.session, district.id), url_for("concerns.team")
    people = len(team.members)
    acts = (
        Act(_("Name lead and second"), page, icon="people")
        if people
        else Act(_("Invite somebody"), url_for("accounts.new"), icon="plus")
    )
    state = StepState.HELD if team.lead is None else StepState.GOING if team.second is None else StepState.DONE
    return Step(
        _("Who handles concerns"),
        state,
        (
            Figure(_("People who handle concerns"), people, page),
            Figure(_("Leads still to be named"), int(team.lead is None), page, holds=True),
            Figure(_("Second persons still to be named"), int(team.second is None), page),
        ),
        (acts,),
        "" if team.second else _("A concern about the lead goes to the second person alone."),
    )


add_step("team", order=22, make=team_step)
