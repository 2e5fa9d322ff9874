"""Life of a job: enqueue, claim, beat, finish; and the sweep that re-queues what a dead worker left."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, literal, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.foundation import audit
from app.foundation.access.actors import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.jobs import moments
from app.foundation.jobs.models import Job, JobState
from app.foundation.jobs.registry import ATTEMPTS, LostLease, attempts_of, patient_kinds

STALE_AFTER = timedelta(seconds=60)
FIRST_DELAY, GROWTH = timedelta(seconds=30), 4
SIGNAL = "job_signals"


def enqueue(
    session: DbSession,
    actor: Actor,
    kind: str,
    *,
    key: str,
    payload: dict[str, Any],
    district_id: uuid.UUID | None,
) -> Job:
    """Add a job with the running transaction; the same ``key`` twice gives the job there is. Does not commit."""
    wanted = select(Job).where(Job.key == key)
    if (existing := session.scalars(wanted).one_or_none()) is not None:
        return existing
    job = Job(id=uuid.uuid4(), kind=kind, key=key, payload=payload, created_by_id=actor.id, district_id=district_id)
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:  # the same was asked for at the same moment, and was first
        return session.scalars(wanted).one()
    _announce(session, actor, job)
    return job


def enqueue_new(
    session: DbSession,
    actor: Actor,
    kind: str,
    number: uuid.UUID,
    payload: dict[str, Any],
    district_id: uuid.UUID | None,
) -> Job:
    """Add a job whose key holds a fresh ``number``, so that no other can have it. No query, no flush, no commit.

    For who is in the middle of changing a record, which the database must not judge half done.
    """
    job = Job(
        id=uuid.uuid4(), kind=kind, key=f"{kind}:{number}", payload=payload, created_by_id=actor.id,
        district_id=district_id,
    )  # fmt: skip
    session.add(job)
    _announce(session, actor, job)
    return job


def _announce(session: DbSession, actor: Actor, job: Job) -> None:
    audit.record(session, actor, audit.Action.JOB_ENQUEUED, job, kind=job.kind)
    # Sent by `signals` once the transaction is safe: a worker must not look for a row that is not there yet.
    session.info.setdefault(SIGNAL, []).append(job.id)


def claim(session: DbSession, job_id: uuid.UUID) -> Job | None:
    """Take a waiting or abandoned job under a fresh lease; None where there is nothing to take.

    Whoever asks for a job whose next attempt is not due yet gets it: ``waiting`` is what keeps it back.
    """
    job = session.scalars(select(Job).where(Job.id == job_id).with_for_update()).one_or_none()
    now = moments.now(session)
    if job is None or not (job.state is JobState.QUEUED or _abandoned(job, now)):
        session.rollback()
        return None
    job.state, job.lease, job.attempts = JobState.RUNNING, uuid.uuid4(), job.attempts + 1
    job.started_at = job.heartbeat_at = now
    job.progress, job.step, job.error = 0, "", ""
    session.commit()
    return job


def _abandoned(job: Job, now: datetime) -> bool:
    if job.state is not JobState.RUNNING or job.attempts >= attempts_of(job.kind):
        return False
    return job.heartbeat_at is None or abs(now - job.heartbeat_at) > STALE_AFTER


def _silent(now: datetime) -> ColumnElement[bool]:
    """``_abandoned`` in SQL: no beat for a while, or one from a time that the clock has since left."""
    beat = Job.heartbeat_at
    return or_(beat.is_(None), beat < now - STALE_AFTER, beat > now + STALE_AFTER)


def beat(session: DbSession, job_id: uuid.UUID, lease: uuid.UUID, **changes: Any) -> None:
    """Say that the work goes on; commits.

    Raises:
        LostLease: the job is no longer held under ``lease``.
    """
    statement = update(Job).where(Job.id == job_id, Job.lease == lease, Job.state == JobState.RUNNING)
    result: Any = session.execute(statement.values(heartbeat_at=moments.now(session), **changes))
    session.commit()
    if result.rowcount != 1:
        raise LostLease


def hold(session: DbSession, job_id: uuid.UUID, lease: uuid.UUID) -> Job:
    """Lock the job within the running transaction.

    Raises:
        LostLease: the job is no longer held under ``lease``.
    """
    wanted = select(Job).where(Job.id == job_id, Job.lease == lease, Job.state == JobState.RUNNING)
    job = session.scalars(wanted.with_for_update()).one_or_none()
    if job is None:
        session.rollback()
        raise LostLease
    return job


def finish(session: DbSession, job_id: uuid.UUID, lease: uuid.UUID, result: dict[str, Any]) -> None:
    """Store the result; only the holder of the current lease can."""
    job = hold(session, job_id, lease)
    job.state, job.progress, job.result, job.finished_at = JobState.DONE, 100, result, moments.now(session)
    session.commit()


def fail(session: DbSession, job_id: uuid.UUID, lease: uuid.UUID, error: str) -> bool:
    """Note a failed attempt; return whether the job waits for another."""
    job = hold(session, job_id, lease)
    again, now = job.attempts < attempts_of(job.kind), moments.now(session)
    job.state = JobState.QUEUED if again else JobState.FAILED
    job.error = error[:400]
    job.finished_at = None if again else now
    job.not_before = now + delay(job.attempts) if again else None
    session.commit()
    return again


def delay(attempts: int) -> timedelta:
    """How long after so many failed attempts the next one begins: half a minute, then each time four times as long."""
    wait: timedelta = FIRST_DELAY * GROWTH ** (attempts - 1)
    return wait


def restart(session: DbSession, actor: Actor, job: Job) -> None:
    """Have a job that was given up tried again from the beginning. Commits.

    Raises:
        Refused: it was not given up.
    """
    held = session.scalars(select(Job).where(Job.id == job.id).with_for_update()).one()
    if held.state is not JobState.FAILED:
        session.rollback()
        raise Refused("jobs.not_failed")
    held.state, held.attempts, held.lease, held.error = JobState.QUEUED, 0, None, ""
    held.finished_at = held.heartbeat_at = held.not_before = None
    audit.record(session, actor, audit.Action.JOB_RESTARTED, held, kind=held.kind)
    session.info.setdefault(SIGNAL, []).append(held.id)
    session.commit()


def waiting(session: DbSession, *, early: bool = False) -> list[uuid.UUID]:
    """Jobs that a worker should take now: queued ones, and running ones whose worker fell silent.

    ``early``: those too whose next attempt is not due yet.
    """
    now = moments.now(session)
    stale = (Job.state == JobState.RUNNING) & _silent(now)
    queued = Job.state == JobState.QUEUED
    if not early:
        due = or_(Job.not_before.is_(None), Job.not_before <= now, _too_far(now))
        queued &= due
    query = select(Job.id).where(or_(queued, stale)).order_by(Job.created_at, Job.id)
    return list(session.scalars(query))


def _too_far(now: datetime) -> ColumnElement[bool]:
    """Due later than any delay can be: noted before the clock went back."""
    patient = patient_kinds()
    usual = Job.kind.not_in(patient) & (Job.not_before > now + delay(ATTEMPTS))
    return or_(usual, *((Job.kind == kind) & (Job.not_before > now + delay(n)) for kind, n in patient.items()))


def bury(session: DbSession) -> int:
    """Mark as failed what fell silent on its last attempt; return how many."""
    now = moments.now(session)
    patient = patient_kinds()
    most = case(patient, value=Job.kind, else_=ATTEMPTS) if patient else literal(ATTEMPTS)
    dead = update(Job).where(Job.state == JobState.RUNNING, Job.attempts >= most, _silent(now))
    result: Any = session.execute(
        dead.values(state=JobState.FAILED, error="the worker stopped during the last attempt", finished_at=now)
    )
    session.commit()
    return int(result.rowcount)
