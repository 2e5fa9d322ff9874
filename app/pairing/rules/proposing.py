"""From a pair to a proposal: publishing a run, or proposing one pair by hand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing import gates
from app.pairing.models import MatchPair, MatchRun, Pairing, PairingState
from app.pairing.queries import free_slots, open_child_ids
from app.pairing.rules.steps import flush_open, judge_two, lock
from app.seasons.models import Season
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class Wanted:
    """A pair to propose, with the score it had and why: ``reasons`` are ``[name, points]``."""

    child_id: uuid.UUID
    volunteer_id: uuid.UUID
    season_id: uuid.UUID
    mode: str
    score: int | None = None
    reasons: Sequence[Any] = ()


def propose(session: DbSession, actor: Actor, wanted: Wanted) -> Pairing:
    """Propose one pair by hand; the same proposal again gives the one there is.

    Raises:
        Missing: the child is not the actor's to propose for.
        Refused: a gate does not hold.
        Conflict: the child or the volunteer is taken.
    """
    child = lock(session, Child, wanted.child_id)
    volunteer = lock(session, Volunteer, wanted.volunteer_id)
    authorize(actor, Permission.MATCH_SUGGEST, child)
    season = _held_season(session, wanted.season_id)
    standing = _standing(session, actor, wanted)
    if standing is not None:
        return standing
    if open_child_ids(session, [child.id]):
        raise Conflict("pairing.child_taken")
    judge_two(session, actor, child, volunteer, season, wanted.mode)
    free = free_slots(session, season, [volunteer.id]).get(volunteer.id)
    if not free:
        raise Conflict("pairing.volunteer_full")
    made = _add(session, actor, wanted, season, free[0])
    flush_open(session)
    session.commit()
    return made


def _held_season(session: DbSession, season_id: uuid.UUID) -> Season:
    """The season, fresh and kept from being closed while a pairing of it is made.

    Raises:
        Missing: there is none.
    """
    # Shared: proposals do not wait for each other, only for whoever closes the season.
    season = session.get(Season, season_id, with_for_update={"read": True}, populate_existing=True)
    if season is None:
        raise Missing
    return season


def _standing(session: DbSession, actor: Actor, wanted: Wanted) -> Pairing | None:
    same = select(Pairing).where(
        Pairing.child_id == wanted.child_id,
        Pairing.volunteer_id == wanted.volunteer_id,
        Pairing.state == PairingState.PROPOSED,
        Pairing.proposed_by_id == actor.id,
    )
    return session.scalars(same).one_or_none()


def publish(session: DbSession, actor: Actor, run_id: uuid.UUID) -> tuple[int, int]:
    """Propose every pair of a run that was not removed; return how many, and how many a gate kept back.

    Raises:
        Conflict: it is published already.
        Refused: the run has no proven result, or the season is over.
    """
    run = lock(session, MatchRun, run_id)
    authorize(actor, Permission.MATCH_PUBLISH, run)
    if run.published_at is not None:
        raise Conflict("matching.already_published")
    if run.finished_at is None or not run.exact:
        raise Refused("matching.not_exact")
    if not gates.is_running(_held_season(session, run.season_id), clock.today()):
        raise Refused("matching.season_over")
    pairs = [pair for pair in run.pairs if pair.removed_at is None]
    proposed = _propose_all(session, actor, run, pairs)
    run.published_at, run.published_by_id = clock.now(), actor.id
    audit.record(session, actor, audit.Action.MATCH_PUBLISHED, run, pairs=proposed)
    flush_open(session)
    session.commit()
    return proposed, len(pairs) - proposed


def _propose_all(session: DbSession, actor: Actor, run: MatchRun, pairs: list[MatchPair]) -> int:
    children, volunteers = _lock_people(session, pairs)
    taken = open_child_ids(session, children)
    free = free_slots(session, run.season, volunteers)
    today, proposed = clock.today(), 0
    for pair in pairs:
        child, volunteer = children[pair.child_id], volunteers[pair.volunteer_id]
        slots = free.get(volunteer.id, [])
        shut = [gate.value for gate in gates.missing(session, child, volunteer, run.season, today, pair.mode)]
        shut += ["child_taken"] * (child.id in taken) + ["volunteer_full"] * (not slots)
        if shut:
            audit.record(session, actor, audit.Action.PAIRING_BLOCKED, child, reason=shut[0])
            continue
        wanted = Wanted(child.id, volunteer.id, run.season_id, pair.mode, pair.score, pair.reasons)
        _add(session, actor, wanted, run.season, slots.pop(0), run)
        taken.add(child.id)
        proposed += 1
    return proposed


def _lock_people(
    session: DbSession, pairs: list[MatchPair]
) -> tuple[dict[uuid.UUID, Child], dict[uuid.UUID, Volunteer]]:
    """All children, then all volunteers, each in the order of their ids: two of these never wait in a circle."""
    children = select(Child).where(Child.id.in_({pair.child_id for pair in pairs})).order_by(Child.id)
    children = children.options(selectinload(Child.needs), selectinload(Child.consents))
    volunteers = select(Volunteer).where(Volunteer.id.in_({pair.volunteer_id for pair in pairs})).order_by(Volunteer.id)
    volunteers = volunteers.options(
        selectinload(Volunteer.skills), selectinload(Volunteer.checks), selectinload(Volunteer.availabilities)
    )
    fresh = {"populate_existing": True}
    return (
        {row.id: row for row in session.scalars(children.with_for_update().execution_options(**fresh))},
        {row.id: row for row in session.scalars(volunteers.with_for_update().execution_options(**fresh))},
    )


def _add(
    session: DbSession, actor: Actor, wanted: Wanted, season: Season, slot: int, run: MatchRun | None = None
) -> Pairing:
    now = clock.now()
    made = Pairing(
        id=uuid.uuid4(),
        season_id=season.id,
        child_id=wanted.child_id,
        volunteer_id=wanted.volunteer_id,
        slot=slot,
        run_id=run.id if run is not None else None,
        mode=wanted.mode,
        score=wanted.score,
        reasons=list(wanted.reasons),
        state=PairingState.PROPOSED,
        proposed_by_id=actor.id,
        proposed_at=now,
        answer_due_at=now + timedelta(hours=season.answer_hours),
    )
    session.add(made)
    audit.record(session, actor, audit.Action.PAIRING_PROPOSED, made)
    return made
