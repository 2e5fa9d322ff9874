"""The step of a season's board about staff, and the page of the schools by who works there."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.queries import count_not_taken_up, schools_by_staffing, staffing_page
from app.accounts.rules.creating import Invitee
from app.accounts.views.base import blueprint
from app.foundation.access import Actor, Permission, Role, may, requires
from app.foundation.board import Act, Figure, Step, StepState, Way, add_step
from app.foundation.database import db
from app.foundation.pages import actor

NONE, ONE = "none", "one"
NUMBERS = {NONE: 0, ONE: 1}


@blueprint.get("/accounts/schools")
@requires(Permission.ACCOUNT_READ)
def schools() -> ResponseReturnValue:
    """The schools within one's scope with how many work there: where nobody does, and where nobody stands in."""
    show = request.args.get("show", "")
    counted = schools_by_staffing(db.session, actor())
    return render_template(
        "accounts/schools.html",
        page=staffing_page(db.session, actor(), NUMBERS.get(show), request.args.get("cursor")),
        show=show,
        counts={"": sum(counted.values()), **{name: counted.get(number, 0) for name, number in NUMBERS.items()}},
    )


def staff_step(who: Actor, season: Any) -> Step | None:
    """For who makes accounts in the season's district: whose slip is still out, and which schools lack somebody."""
    if not may(who, Permission.ACCOUNT_INVITE, Invitee(Role.SCHOOL_STAFF, season.district_id)):
        return None
    waiting, found = count_not_taken_up(db.session, who), schools_by_staffing(db.session, who)
    without, alone = found.get(0, 0), found.get(1, 0)
    state = StepState.HELD if without else StepState.GOING if waiting or alone else StepState.DONE
    return Step(
        _("Staff and their deputies"),
        state if found else StepState.NEXT,
        (
            Figure(_("Slips not used yet"), waiting, url_for("accounts.index", state="waiting")),
            Figure(_("Schools where nobody works yet"), without, url_for("accounts.schools", show=NONE), holds=True),
            Figure(_("Schools without a deputy"), alone, url_for("accounts.schools", show=ONE)),
        ),
        (
            *_slips(waiting),
            Act(_("Invite somebody"), url_for("accounts.new"), icon="plus"),
        ),
    )


def _slips(waiting: int) -> tuple[Act, ...]:
    if not waiting:
        return ()
    return (Act(_("Print all slips"), url_for("accounts.slips"), Way.PAPER, "print", {"all": "1"}),)


add_step("staff", order=20, make=staff_step)
