"""Who reaches matching, approvals, first meetings and pairings."""

from __future__ import annotations

from app.foundation import clock
from app.foundation.access import Role
from app.pairing.badge import code_of_day
from tests.guards.matrix import Arguments, row

READERS = (
    Role.SCHOOL_STAFF,
    Role.VILLAGE_DIRECTOR,
    Role.TOWNSHIP_SUPERVISOR,
    Role.ORGANIZER,
    Role.SAFEGUARDING_LEAD,
)
ENDERS = (Role.SCHOOL_STAFF, Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
RESUMERS = (Role.SCHOOL_STAFF, Role.SAFEGUARDING_LEAD)
MEETERS = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)


def _both(name: str, state: str) -> dict[str, Arguments]:
    """The record of both halves of the world, as the one URL argument ``name``."""
    return {
        "own": lambda w: {name: getattr(w.own, state).id},
        "foreign": lambda w: {name: getattr(w.foreign, state).id},
    }


RUN = _both("run_id", "run")
PAIR: dict[str, Arguments] = {
    "own": lambda w: {"run_id": w.own.run.id, "pair_id": w.own.pair.id},
    "foreign": lambda w: {"run_id": w.foreign.run.id, "pair_id": w.foreign.pair.id},
}
MEETING = _both("meeting_id", "meeting")
SEASON = _both("season_id", "season")
RECRUIT: dict[str, Arguments] = {
    "own": lambda w: {"run_id": w.own.run.id, "recruit_id": w.own.recruit.id},
    "foreign": lambda w: {"run_id": w.foreign.run.id, "recruit_id": w.foreign.recruit.id},
}
QUESTION: dict[str, Arguments] = {
    "own": lambda w: {"run_id": w.own.run.id, "job_id": w.own.question.id},
    "foreign": lambda w: {"run_id": w.foreign.run.id, "job_id": w.foreign.question.id},
}

SOON_NEAR = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR)
ABSENCE = _both("absence_id", "absence")
STANDING_IN = _both("substitute_id", "substitute")
CALLED_OFF: dict[str, Arguments] = {
    "own": lambda w: {"absence_id": w.own.absence.id, "substitute_id": w.own.substitute.id},
    "foreign": lambda w: {"absence_id": w.foreign.absence.id, "substitute_id": w.foreign.substitute.id},
}
ANSWERED: dict[str, Arguments] = {
    "own": lambda w: {"substitute_id": w.own.substitute.id, "answer": "yes"},
    "foreign": lambda w: {"substitute_id": w.foreign.substitute.id, "answer": "yes"},
}
# Once the pairing is over, paused, or the consent gone, there is nothing to see for who stood in.
NOBODY_AFTER = {fate: frozenset[Role]() for fate in ("ended", "suspended", "withdrawn")}

MILESTONE: dict[str, Arguments] = {
    "own": lambda w: {"pairing_id": w.own.active.id, "kind": "review"},
    "foreign": lambda w: {"pairing_id": w.foreign.active.id, "kind": "review"},
}
NEAR_ONLY = {"withdrawn": frozenset({Role.SCHOOL_STAFF})}

ROWS = [
    row("cards.index", *SOON_NEAR),
    row("cards.print_many", *SOON_NEAR, method="POST"),
    row("cards.one", *SOON_NEAR, **_both("pairing_id", "active")),
    row("cards.one", *SOON_NEAR, method="POST", **_both("pairing_id", "active")),
    # A picture is there only where somebody approved one; the tests of cards look at it.
    row("cards.photo", **_both("pairing_id", "active")),
    row("badge.show", Role.VOLUNTEER),
    row("badge.check", public=True, own=lambda w: {"code": code_of_day(w.own.volunteer.id, clock.today())}),
    # Before somebody calls it off.
    row("away.answer_it", Role.VOLUNTEER, method="POST", allowed_in=NOBODY_AFTER, **ANSWERED),
    row("absences.index", *SOON_NEAR),
    row("absences.show", *SOON_NEAR, **ABSENCE),
    row("absences.told", *SOON_NEAR, method="POST", **ABSENCE),
    row("absences.approve", Role.SCHOOL_STAFF, method="POST", **ABSENCE),
    row("absences.call_off", Role.SCHOOL_STAFF, method="POST", **CALLED_OFF),
    row("away.say", Role.VOLUNTEER, **_both("pairing_id", "proposed")),
    row("away.say", Role.VOLUNTEER, method="POST", **_both("pairing_id", "proposed")),
    row("away.take_back", method="POST", **ABSENCE),
    row("away.stand_in", Role.VOLUNTEER, allowed_in=NOBODY_AFTER, **STANDING_IN),
    row("matching.index", Role.ORGANIZER),
    row("matching.start", Role.ORGANIZER, method="POST"),
    row("matching.show", Role.ORGANIZER, **RUN),
    row("matching.run_without", Role.ORGANIZER, method="POST", **RUN),
    row("matching.progress", Role.ORGANIZER, **RUN),
    row("matching.waiting", Role.ORGANIZER, **RUN),
    row("matching.remove", Role.ORGANIZER, method="POST", **PAIR),
    row("matching.put_back", Role.ORGANIZER, method="POST", **PAIR),
    row("matching.publish_it", Role.ORGANIZER, method="POST", **RUN),
    row("recruits.index", Role.ORGANIZER, **RUN),
    row("recruits.show", Role.ORGANIZER, **RECRUIT),
    row("what_if.index", Role.ORGANIZER, **RUN),
    row("what_if.index", Role.ORGANIZER, method="POST", **RUN),
    row("what_if.show", Role.ORGANIZER, **QUESTION),
    row("what_if.progress", Role.ORGANIZER, **QUESTION),
    row("weights.show", Role.ORGANIZER, **SEASON),
    row("weights.show", Role.ORGANIZER, method="POST", **SEASON),
    row("weights.reset", Role.ORGANIZER, method="POST", **SEASON),
    row("suggestions.index", Role.ORGANIZER, Role.SCHOOL_STAFF),
    row(
        "suggestions.for_child",
        Role.ORGANIZER,
        Role.SCHOOL_STAFF,
        **_both("child_id", "child"),
        allowed_in={"withdrawn": frozenset({Role.SCHOOL_STAFF})},
    ),
    row("suggestions.for_volunteer", Role.ORGANIZER, **_both("volunteer_id", "volunteer")),
    row("suggestions.propose_it", Role.ORGANIZER, Role.SCHOOL_STAFF, method="POST"),
    row("approvals.index", Role.SCHOOL_STAFF),
    row("several.show", Role.SCHOOL_STAFF, **_both("ids", "accepted")),
    row("several.approve_them", Role.SCHOOL_STAFF, method="POST", **_both("ids", "accepted")),
    row("approvals.show", Role.SCHOOL_STAFF, **_both("pairing_id", "accepted")),
    row("approvals.approve_it", Role.SCHOOL_STAFF, method="POST", **_both("pairing_id", "accepted")),
    row("approvals.reject_it", Role.SCHOOL_STAFF, method="POST", **_both("pairing_id", "accepted")),
    row("meetings.index", *MEETERS),
    row("meetings.show", Role.SCHOOL_STAFF, **MEETING),
    row("meetings.again", Role.SCHOOL_STAFF, method="POST", **MEETING),
    row("meetings.met", Role.SCHOOL_STAFF, method="POST", **MEETING),
    row("pairings.index", *READERS),
    row("pairings.show", *READERS, **_both("pairing_id", "active")),
    row("pairings.end_it", *ENDERS, method="POST", **_both("pairing_id", "active")),
    row("pairings.withdraw_it", *ENDERS, method="POST", **_both("pairing_id", "proposed")),
    row("pairings.home_visits", Role.SCHOOL_STAFF, method="POST", **_both("pairing_id", "active")),
    row("pairings.resume_it", *RESUMERS, method="POST", **_both("pairing_id", "active")),
    row("do_not_pair.index", *ENDERS),
    row("do_not_pair.new", *ENDERS),
    row("do_not_pair.add", *ENDERS, method="POST"),
    # Without consent a child is a number to the League and the lead, in these entries too.
    row("do_not_pair.show", *ENDERS, **_both("entry_id", "apart"), allowed_in=NEAR_ONLY),
    row("do_not_pair.lift_it", *ENDERS, method="POST", **_both("entry_id", "apart"), allowed_in=NEAR_ONLY),
    row("my_pairings.index", Role.VOLUNTEER),
    row("my_pairings.show", Role.VOLUNTEER, **_both("pairing_id", "proposed")),
    row("my_pairings.decline_it", Role.VOLUNTEER, method="POST", **_both("pairing_id", "proposed")),
    row("my_pairings.accept_it", Role.VOLUNTEER, method="POST", **_both("pairing_id", "proposed")),
    row("course.index", *READERS),
    row("course.milestone", Role.SCHOOL_STAFF, **MILESTONE),
    row("course.milestone", Role.SCHOOL_STAFF, method="POST", **MILESTONE),
    row("course.relay", Role.SCHOOL_STAFF, **_both("pairing_id", "active")),
    row("course.relay", Role.SCHOOL_STAFF, method="POST", **_both("pairing_id", "active")),
    row("course.say_it", Role.VOLUNTEER, method="POST", **_both("pairing_id", "proposed")),
]
