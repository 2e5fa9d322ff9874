"""Running jobs, and the huey queue that signals them.

huey loses a task whose worker is killed, so it carries only a job's id; a sweep each minute signals again what waits.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.foundation.database import db
from app.foundation.jobs import registry, rules, scheduling

log = logging.getLogger(__name__)
WORKER = uuid.uuid4()
"""This process, among the workers."""


def make_queue(url: str, secret: str) -> Any:
    """The queue for ``TASKS_URL``: SQLite, PostgreSQL, Redis, or ``memory://`` for tests. Payloads are signed."""
    import huey
    from huey.serializer import SignedSerializer

    serializer = SignedSerializer(secret=secret)
    if url.startswith("sqlite"):
        return huey.SqliteHuey("tongxing", filename=url.split("///", 1)[1], serializer=serializer, fsync=True)
    if url.startswith("redis"):
        return huey.RedisHuey("tongxing", url=url, serializer=serializer)
    if url.startswith("postgres"):
        return huey.PostgresHuey(
            "tongxing", dsn=url.replace("postgresql+psycopg://", "postgresql://"), serializer=serializer
        )
    return huey.MemoryHuey("tongxing", serializer=serializer)


def install_queue(app: Flask) -> None:
    """Give the app its queue with the two tasks on it, and signal jobs when their transaction has committed."""
    settings = app.config["SETTINGS"]
    queue = make_queue(settings.tasks_url, settings.secrets.secret_key)

    @queue.task()  # type: ignore[untyped-decorator] # huey ships no types
    def run(job_id: str) -> None:
        with app.app_context():
            run_job(uuid.UUID(job_id))

    @queue.periodic_task(_every_minute())  # type: ignore[untyped-decorator] # huey ships no types
    def sweep() -> None:
        with app.app_context():
            if not scheduling.lead(db.session, WORKER):
                return
            rules.bury(db.session)
            for job_id in rules.waiting(db.session):
                run(str(job_id))
            do_chores()

    app.extensions["queue"] = queue
    app.extensions["queue_run"] = run


def _every_minute() -> Any:
    from huey import crontab

    return crontab(minute="*")


@event.listens_for(Session, "after_commit")
def _signal(session: Session) -> None:
    from flask import current_app

    if session.in_nested_transaction():
        return  # a savepoint is released; the transaction may still be rolled back
    for job_id in session.info.pop(rules.SIGNAL, []):
        try:
            current_app.extensions["queue_run"](str(job_id))
        except Exception:
            # The job is saved: a full or absent queue must not tell its owner that it is not. The sweep signals again.
            log.exception("job %s could not be signalled", job_id)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(rules.SIGNAL, None)


def do_chores() -> None:
    """What time alone makes due; one that fails does not keep the others from being done."""
    for chore in registry.chores():
        try:
            chore(db.session)
        except Exception:
            db.session.rollback()
            log.exception("chore %s failed", getattr(chore, "__name__", chore))


def run_job(job_id: uuid.UUID) -> bool:
    """Claim and do one job; return whether it was this worker's to do."""
    job = rules.claim(db.session, job_id)
    if job is None or job.lease is None:
        return False
    lease = job.lease

    def progress(percent: int, step: str) -> None:
        rules.beat(db.session, job_id, lease, progress=max(0, min(100, percent)), step=step)

    context = registry.JobContext(
        job_id=job_id,
        lease=lease,
        payload=job.payload,
        session=db.session,
        beat=lambda: rules.beat(db.session, job_id, lease),
        progress=progress,
        hold=lambda: _ignore(rules.hold(db.session, job_id, lease)),
    )
    try:
        result = registry.handler(job.kind)(context)
        rules.finish(db.session, job_id, lease, result)
    except registry.LostLease:
        log.warning("job %s was taken over by another worker", job_id)
    except Exception as error:
        db.session.rollback()
        log.exception("job %s failed", job_id)
        rules.fail(db.session, job_id, lease, _told(error))
    return True


def _told(error: Exception) -> str:
    """What went wrong in one line: a database's further lines may quote the row."""
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first}"


def _ignore(value: object) -> None:
    del value


def run_waiting() -> int:
    """Do every waiting job here and now, in this process; return how many (for commands and tests)."""
    done = 0
    while todo := rules.waiting(db.session, early=True):
        done += sum(run_job(job_id) for job_id in todo)
    return done
