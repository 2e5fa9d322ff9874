"""The nightly backup: one job a day, whichever worker takes it; made, proven, and the oldest let go."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import current_app
from sqlalchemy import make_url, select

from app.backups import places, rules
from app.backups.errors import BackupRefused
from app.foundation import clock
from app.foundation.access import Actor, system_actor
from app.foundation.database import DbSession, db
from app.foundation.jobs import Job, JobContext, chore, enqueue, job
from config import Settings

KIND = "backup"
HOUR = 2
"""From this hour on, where the children are: before files are anonymised at three; a machine that was off, later."""
BEAT_SECONDS = 10


@chore
def back_up_daily(session: DbSession) -> bool:
    """Ask for today's backup once; whether it was asked for now."""
    settings: Settings = current_app.config["SETTINGS"]
    now = clock.local(clock.now())
    key = f"{KIND}:{now.date().isoformat()}"
    if not settings.backup_keep or now.hour < HOUR:
        return False
    if session.scalars(select(Job.id).where(Job.key == key)).first() is not None:
        return False
    enqueue(session, system_actor("backup"), KIND, key=key, payload={}, district_id=None)
    session.commit()
    return True


def ask_now(session: DbSession, actor: Actor, ask_id: uuid.UUID) -> None:
    """Ask for a backup besides the nightly one; asked twice under one id, it is one. Commits."""
    enqueue(session, actor, KIND, key=f"{KIND}:{ask_id}", payload={}, district_id=None)
    session.commit()


@job(KIND)
def back_up(context: JobContext) -> dict[str, Any]:
    """Make today's backup, put it back into an empty place, and delete what is older than are to be kept."""
    settings: Settings = current_app.config["SETTINGS"]
    engine = db.engine
    # First of all: what killed ones left is as large as the database, and open to read.
    places.sweep(settings.backup_folder, make_url(settings.database_url))
    made: rules.Made = _beating(context, lambda: rules.create(settings, engine))
    told: dict[str, Any] = {"file": made.file.name, "bytes": made.size, "rows": made.rows, "proven": False}
    try:
        _beating(context, lambda: rules.verify(made.file, settings.backup_key_file, settings.database_url))
        told["proven"] = True
    except BackupRefused as refused:  # no key here, or no empty place to be made: the backup itself is there
        told["not_proven"] = str(refused)
    told["deleted"] = len(rules.prune(settings.backup_folder, settings.backup_keep))
    return told


def _beating(context: JobContext, work: Any) -> Any:
    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work)
        while True:
            try:
                return doing.result(BEAT_SECONDS)
            except TimeoutError:
                if doing.done():
                    raise
                context.beat()
