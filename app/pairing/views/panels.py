"""What the landing page says to volunteers, schools and organizers about pairings."""

from __future__ import annotations

from typing import Any

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Role
from app.foundation.database import db
from app.foundation.panels import add_panel, add_to_page
from app.pairing.absences import absences_to_handle, seen_standing_in, standing
from app.pairing.family import who_comes
from app.pairing.models import PairingState, RunKind
from app.pairing.queries import (
    count_by_state,
    count_queue,
    meetings_due,
    pairings_of_volunteer,
    runs_of,
    suspended_pairings,
)
from app.pairing.rules.running import run_in_progress
from app.pairing.stages import seen_by_volunteer
from app.pairing.views.course import course_panel, late_panel, say_panel
from app.pairing.views.figures import recruits_shown
from app.pairing.views.wording import still_shut
from app.seasons.queries import current_season
from app.volunteers.models import Volunteer

TOP = 5


def register() -> None:
    """Add them all."""
    add_panel("first_meetings", Role.VOLUNTEER, order=5, template="pairing/panels/first.html", make=_first_meetings)
    add_panel("my_pairings", Role.VOLUNTEER, order=4, template="pairing/panels/mine.html", make=_for_volunteer)
    add_panel(
        "absences", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, order=5, template="pairing/panels/absences.html",
        make=_whom_to_call,
    )  # fmt: skip
    add_panel("standing_in", Role.VOLUNTEER, order=7, template="pairing/panels/standing_in.html", make=_standing_in)
    add_panel("approvals", Role.SCHOOL_STAFF, order=10, template="pairing/panels/school.html", make=_for_school)
    add_panel("meetings", Role.VILLAGE_DIRECTOR, order=10, template="pairing/panels/village.html", make=_for_director)
    add_panel(
        "matching", Role.ORGANIZER, order=10, template="pairing/panels/organizer.html", make=_for_organizer, asks=False,
    )  # fmt: skip
    add_panel(
        "suspended", Role.SAFEGUARDING_LEAD, order=10, template="pairing/panels/lead.html", make=_for_lead, asks=False,
    )  # fmt: skip
    add_panel("late", Role.SCHOOL_STAFF, order=30, template="pairing/panels/late.html", make=late_panel)
    add_to_page("pairing", "course", order=10, template="pairing/panels/course.html", make=course_panel)
    add_to_page("my_pairing", "relay", order=10, template="pairing/panels/say.html", make=say_panel)
    add_to_page("my_sign_up", "proposal", order=10, template="pairing/panels/proposal.html", make=_on_sign_up)
    add_to_page("family.receipt", "who_comes", order=10, template="pairing/panels/family.html", make=_for_family)
    add_panel(
        "recruits", Role.ORGANIZER, order=40, template="pairing/panels/recruits.html", make=_whom_to_recruit,
        asks=False,
    )  # fmt: skip


def _for_family(child: Child) -> dict[str, Any] | None:
    return {"comer": who_comes(db.session, child)} if child.consented(clock.today()) else None


def _whom_to_call(actor: Actor) -> dict[str, Any] | None:
    found = absences_to_handle(db.session, actor, clock.today())
    untold = [one for one in found if one.told_at is None]
    declined = [one for one in found if one.substitutes and standing(one) is None]
    about = frozenset() if declined else frozenset(one.id for one in untold)  # a call tells the family, no stand-in
    return {"untold": untold, "declined": declined, "about": about} if untold or declined else None


def _standing_in(actor: Actor) -> dict[str, Any] | None:
    found = seen_standing_in(db.session, actor, clock.today())
    return {"found": found} if found else None


def _for_volunteer(actor: Actor) -> dict[str, Any] | None:
    if actor.id is None:
        return None
    now, pairings = clock.now(), pairings_of_volunteer(db.session, actor.id)
    asked = [one for one in pairings if one.state is PairingState.PROPOSED and one.answer_due_at > now]
    return {"asked": len(asked)} if asked else None


def _on_sign_up(volunteer: Volunteer) -> dict[str, Any] | None:
    """The proposal that waits for this volunteer's answer, the one to answer first."""
    if volunteer.account_id is None:
        return None
    now, pairings = clock.now(), pairings_of_volunteer(db.session, volunteer.account_id)
    waiting = [one for one in pairings if one.state is PairingState.PROPOSED and one.answer_due_at > now]
    return {"proposed": min(waiting, key=lambda one: one.answer_due_at)} if waiting else None


def _first_meetings(actor: Actor) -> dict[str, Any] | None:
    """Agreed and not recorded yet, the soonest first; nothing of one that is paused."""
    if actor.id is None:
        return None
    approved = [one for one in pairings_of_volunteer(db.session, actor.id) if one.state is PairingState.APPROVED]
    seen = [seen_by_volunteer(db.session, one) for one in approved]
    coming = sorted(((one.meeting.at, one) for one in seen if one.meeting is not None), key=lambda pair: pair[0])
    return {"coming": [one for _, one in coming]} if coming else None


def _for_school(actor: Actor) -> dict[str, Any] | None:
    queue, meetings = count_queue(db.session, actor), meetings_due(db.session, actor)
    suspended = [(one, still_shut(one)) for one in suspended_pairings(db.session, actor)]
    found = {"queue": queue, "meetings": meetings, "suspended": suspended}
    return found if any(found.values()) else None


def _for_director(actor: Actor) -> dict[str, Any] | None:
    meetings = meetings_due(db.session, actor)
    return {"meetings": meetings} if meetings else None


def _for_organizer(actor: Actor) -> dict[str, Any] | None:
    district_id = next(iter(actor.scope_ids(Role.ORGANIZER)), None)
    season = current_season(db.session, district_id, clock.today()) if district_id is not None else None
    if season is None:
        return None
    counted = count_by_state(db.session, actor)
    return {
        "running": run_in_progress(db.session, season.district_id),
        "unanswered": counted[PairingState.PROPOSED],
        "undecided": counted[PairingState.ACCEPTED],
        "active": counted[PairingState.ACTIVE],
    }


def _whom_to_recruit(actor: Actor) -> dict[str, Any] | None:
    district_id = next(iter(actor.scope_ids(Role.ORGANIZER)), None)
    season = current_season(db.session, district_id, clock.today()) if district_id is not None else None
    runs = [] if season is None else runs_of(db.session, actor, season.id)
    latest = next((run for run in runs if run.exact and run.kind is RunKind.FULL), None)
    recruits = recruits_shown(latest.id)[:TOP] if latest is not None else []
    return {"run": latest, "recruits": recruits} if recruits else None


def _for_lead(actor: Actor) -> dict[str, Any]:
    counted = count_by_state(db.session, actor)
    paused = counted[PairingState.SUSPENDED]
    return {"suspended": paused, "active": counted[PairingState.ACTIVE], "asks": paused > 0}
