"""Runs of the engine: started, stored with their proof, and one pair taken out before publishing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.children.models import Sex
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs import Job, enqueue
from app.pairing import gates
from app.pairing.computing import Computed
from app.pairing.models import MatchPair, MatchRecruit, MatchReserve, MatchRun, MatchWait, RemoveReason, RunKind
from app.pairing.queries import RUN_JOB, running_job
from app.pairing.rules.approving import never_pair
from app.pairing.rules.steps import lock
from app.seasons.models import Season


def start_run(session: DbSession, actor: Actor, season_id: uuid.UUID, kind: RunKind = RunKind.FULL) -> MatchRun:
    """Have the season matched by a job; at most one matching of a district is under way.

    Raises:
        Refused: the season is over.
        Conflict: a matching of this district is under way.
    """
    season = lock(session, Season, season_id)
    authorize(actor, Permission.MATCH_RUN, season)
    if not gates.is_running(season, clock.today()):
        raise Refused("matching.season_over")
    if running_job(session, season.district_id) is not None:
        raise Conflict("matching.running")
    run = MatchRun(
        id=uuid.uuid4(), season_id=season.id, district_id=season.district_id, kind=kind, started_by_id=actor.id
    )
    run.job_id = enqueue(
        session,
        actor,
        RUN_JOB,
        key=_key(session, season.district_id),
        payload={"run_id": str(run.id)},
        district_id=season.district_id,
    ).id
    session.add(run)
    audit.record(session, actor, audit.Action.MATCH_RUN_STARTED, run)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("matching.running") from error
    return run


def _key(session: DbSession, district_id: uuid.UUID) -> str:
    """One key per matching of the district, in turn: of two started at once, the database refuses the second."""
    before = select(func.count()).select_from(Job).where(Job.kind == RUN_JOB, Job.district_id == district_id)
    return f"{RUN_JOB}:{district_id}:{session.scalar(before)}"


def run_in_progress(session: DbSession, district_id: uuid.UUID) -> MatchRun | None:
    """The run whose job is queued or under way in a district."""
    job = running_job(session, district_id)
    return None if job is None else session.scalars(select(MatchRun).where(MatchRun.job_id == job.id)).one_or_none()


def store_result(
    session: DbSession,
    actor: Actor,
    run_id: uuid.UUID,
    computed: Computed | None,
    *,
    policy: Mapping[str, Any],
    fed: tuple[int, int],
    held_back: Mapping[str, Any],
    outlook: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Keep what a run found, once; None where nothing was proven: then the run is kept as failed, without pairs.

    Called by the job within its transaction, under its lease; does not commit. ``fed``: children and volunteers;
    ``held_back``: whom the gates kept out, counted; ``outlook``: who was expected, None where that was not asked.
    Returns the figures of the job's result.
    """
    run = lock(session, MatchRun, run_id)
    if run.finished_at is not None:
        return figures(run)
    for found in (MatchPair, MatchWait, MatchRecruit, MatchReserve):
        session.execute(delete(found).where(found.run_id == run_id))
    run.policy, run.held_back = dict(policy), dict(held_back)
    run.outlook = None if outlook is None else dict(outlook)
    run.children, run.volunteers = fed
    run.finished_at = clock.now()
    if computed is not None and computed.exact and computed.objective == computed.bound:
        _keep(session, run, computed)
    audit.record(
        session, actor, audit.Action.MATCH_RUN_FINISHED, run,
        pairs=run.pair_count, waiting=run.waiting_count, exact=run.exact,
    )  # fmt: skip
    return figures(run)


def _keep(session: DbSession, run: MatchRun, computed: Computed) -> None:
    run.exact, run.objective, run.bound = True, computed.objective, computed.bound
    run.levels, run.seconds = computed.levels, computed.seconds
    run.pair_count, run.waiting_count = len(computed.pairs), len(computed.waits)
    for pair in computed.pairs:
        people = {"child_id": uuid.UUID(pair["child_id"]), "volunteer_id": uuid.UUID(pair["volunteer_id"])}
        why = {"mode": pair["mode"], "score": pair["score"], "reasons": pair["reasons"]}
        session.add(MatchPair(run_id=run.id, **people, **why))
    session.add_all(MatchWait(run_id=run.id, child_id=uuid.UUID(id_), why=why) for id_, why in computed.waits.items())
    run.fairness, run.retention = computed.fairness, computed.retention
    for row in computed.reserved:
        reserve = MatchReserve(volunteer_id=uuid.UUID(row["volunteer_id"]), slots=row["slots"], kinds=row["kinds"])
        run.reserves.append(reserve)
    session.add_all(_recruit(run.id, place, row) for place, row in enumerate(computed.recruits, 1))


def _recruit(run_id: uuid.UUID, place: int, row: Mapping[str, Any]) -> MatchRecruit:
    known = {name: value for name, value in row.items() if name not in {"township", "gender"}}
    return MatchRecruit(
        run_id=run_id,
        place=place,
        township_id=uuid.UUID(row["township"]) if row["township"] is not None else None,
        sex=Sex(row["gender"]) if row["gender"] is not None else None,
        **known,
    )


def figures(run: MatchRun) -> dict[str, Any]:
    """What ``flask match run`` prints."""
    return {
        "pairs": run.pair_count,
        "waiting": run.waiting_count,
        "objective": run.objective,
        "bound": run.bound,
        "exact": run.exact,
        "seconds": run.seconds,
    }


def remove_pair(session: DbSession, actor: Actor, pair_id: uuid.UUID, reason: RemoveReason) -> MatchPair:
    """Take a pair out of a run before it is published; where the two know a conflict, the next run obeys.

    Raises:
        Conflict: the run is published already.
    """
    pair, run = _locked_pair(session, actor, pair_id)
    if pair.removed_at is not None:
        return pair
    pair.removed_at, pair.removed_by_id, pair.removed_reason = clock.now(), actor.id, reason.value
    if reason is RemoveReason.KNOWN_CONFLICT:
        never_pair(session, actor, pair.child_id, pair.volunteer_id, reason.value)
    audit.record(session, actor, audit.Action.MATCH_PAIR_REMOVED, run, reason=reason.value)
    session.commit()
    return pair


def put_back_pair(session: DbSession, actor: Actor, pair_id: uuid.UUID) -> MatchPair:
    """Take a removal back before the run is published; that it was removed stays on the log. Commits.

    Raises:
        Refused: the two were kept apart for good: that is lifted with a reason, not undone.
        Conflict: the run is published already.
    """
    pair, run = _locked_pair(session, actor, pair_id)
    if pair.removed_at is None:
        return pair
    if pair.removed_reason == RemoveReason.KNOWN_CONFLICT.value:
        raise Refused("matching.pair_kept_apart")
    pair.removed_at = pair.removed_by_id = pair.removed_reason = None
    audit.record(session, actor, audit.Action.MATCH_PAIR_PUT_BACK, run)
    session.commit()
    return pair


def _locked_pair(session: DbSession, actor: Actor, pair_id: uuid.UUID) -> tuple[MatchPair, MatchRun]:
    found = session.get(MatchPair, pair_id)
    if found is None:
        raise Missing
    run = lock(session, MatchRun, found.run_id)
    authorize(actor, Permission.MATCH_PUBLISH, run)
    pair = lock(session, MatchPair, pair_id)
    if run.published_at is not None:
        raise Conflict("matching.already_published")
    return pair, run
