"""The three best for one child or one volunteer, from the engine itself, with everybody who is free today."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app import matching
from app.children.gates import missing as missing_of_child
from app.children.models import Child
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.messages import message
from app.pairing.computing import best_three
from app.pairing.feed import as_child, as_volunteer, forbidden_pairs, free_volunteers, policy_of, waiting_children
from app.pairing.models import Pairing
from app.pairing.queries import free_slots, open_child_ids
from app.pairing.rules.proposing import Wanted
from app.pairing.solving import Input, solve
from app.seasons.models import Season
from app.volunteers.gates import missing as missing_of_volunteer
from app.volunteers.models import Availability, Volunteer


@dataclass(frozen=True)
class Suggestion:
    """One of the three: who, and why."""

    person: Any
    score: int
    reasons: Sequence[tuple[str, int]]
    mode: str


@dataclass(frozen=True)
class Answer:
    """The three best, or why there is none: gates that do not hold, or how many people each rule removed."""

    suggestions: Sequence[Suggestion] = ()
    shut: Sequence[Any] = ()
    paired: bool = False
    removed: Sequence[tuple[str, int]] = ()
    pool: int = 0


def best_for_child(session: DbSession, child: Child, season: Season) -> Answer:
    """The three best volunteers for a child, whatever a run would do with them."""
    today = clock.today()
    shut = missing_of_child(child, today)
    if shut or open_child_ids(session, [child.id]):
        return Answer(shut=shut, paired=not shut)
    pool = free_volunteers(session, season, today)
    given = _given(session, season, pool, [as_child(child, today, season)])
    pairs = best_three(given)
    removed = () if pairs else solve(given, None).why_waiting(str(child.id)).removed
    people = _people(session, Volunteer, [pair.volunteer_id for pair in pairs])
    suggestions = [_suggestion(people[pair.volunteer_id], pair) for pair in pairs]
    return Answer(suggestions=suggestions, removed=removed, pool=len(pool))


def best_for_volunteer(session: DbSession, volunteer: Volunteer, season: Season) -> Answer:
    """The three best waiting children for a volunteer: the most at risk first, as in every run."""
    today = clock.today()
    shut = missing_of_volunteer(volunteer, season, today)
    if shut or not free_slots(session, season, [volunteer.id]):
        return Answer(shut=shut, paired=not shut)
    mine = [replace(one, capacity=1) for one in free_volunteers(session, season, today, volunteer.id)]
    pool = waiting_children(session, season, today)
    given = _given(session, season, mine, pool)
    pairs = best_three(given)
    people = _people(session, Child, [pair.child_id for pair in pairs])
    suggestions = [_suggestion(people[pair.child_id], pair) for pair in pairs]
    return Answer(suggestions=suggestions, pool=len(pool))


def wanted_pair(session: DbSession, child: Child, volunteer: Volunteer, season: Season) -> Wanted:
    """A pair to propose, with the score the engine gives it now.

    Raises:
        Refused: the engine's rules keep the two apart.
    """
    today = clock.today()
    mine = [replace(one, capacity=1) for one in free_volunteers(session, season, today, volunteer.id)]
    if not mine:
        # A gate shuts this volunteer out, or no place is free: the rule that proposes says which.
        return Wanted(child.id, volunteer.id, season.id, matching.IN_PERSON)
    given = _given(session, season, mine, [as_child(child, today, season)])
    plan = solve(given, None)
    if not plan.pairs:
        rule = plan.why_not(str(volunteer.id), str(child.id)).rule
        raise Refused("matching.kept_apart", rule=message(f"matching.rule.{rule}"))
    (pair,) = plan.pairs
    reasons = [[reason.name, reason.points] for reason in pair.reasons]
    return Wanted(child.id, volunteer.id, season.id, pair.mode, pair.score, reasons)


def others_of_childs_sex(session: DbSession, pairing: Pairing) -> int | None:
    """How many free volunteers of the child's sex no rule keeps from this child today; None: its sex is not known."""
    child, season, today = pairing.child, pairing.season, clock.today()
    if child.sex is None:
        return None
    one = as_child(child, today, season)
    same = [who for who in free_volunteers(session, season, today) if who.gender == one.gender]
    kept_apart = {volunteer_id for volunteer_id, _ in forbidden_pairs(session, season, same, [one])}
    asked = [replace(who, capacity=0) for who in same if who.id not in kept_apart]
    # Without a place every other rule is asked first: whom only the missing place removes could have come.
    plan = matching.match(asked, [one], policy_of(session, season))
    return dict(plan.why_waiting(one.id, priced=False).removed).get("capacity", 0)


def scored_pair(child: Child, volunteer: Volunteer, offered: Availability, season: Season) -> Wanted | None:
    """These two alone, by the engine's rules and its default weights; None where a rule keeps them apart."""
    plan = matching.match([as_volunteer(volunteer, offered, season, 1)], [as_child(child, clock.today(), season)])
    if not plan.pairs:
        return None
    (pair,) = plan.pairs
    reasons = [[reason.name, reason.points] for reason in pair.reasons]
    return Wanted(child.id, volunteer.id, season.id, pair.mode, pair.score, reasons)


def _given(
    session: DbSession, season: Season, volunteers: list[matching.Volunteer], children: list[matching.Child]
) -> Input:
    kept_apart = forbidden_pairs(session, season, volunteers, children)
    return Input(volunteers, children, policy_of(session, season), kept_apart)


def _people(session: DbSession, kind: type[Any], ids: list[str]) -> dict[str, Any]:
    wanted = select(kind).where(kind.id.in_([uuid.UUID(id_) for id_ in ids]))
    return {str(one.id): one for one in session.scalars(wanted)}


def _suggestion(person: Any, pair: matching.Pair) -> Suggestion:
    return Suggestion(person, pair.score, tuple((one.name, one.points) for one in pair.reasons), pair.mode)
