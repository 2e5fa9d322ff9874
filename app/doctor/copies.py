"""Could everything be restored, and by whom?"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.backups.rules import newest
from app.backups.tasks import KIND
from app.doctor.findings import Finding, State, check
from app.foundation import clock
from app.foundation.database import db
from app.foundation.jobs import Job, JobState
from config import Settings

COPIED_WITHIN = timedelta(days=2)


@check
def there_is_a_backup() -> Iterator[Finding]:
    """The newest file in the folder of backups, and whether it was put back to try it."""
    settings: Settings = current_app.config["SETTINGS"]
    folder, last = settings.backup_folder, newest(settings.backup_folder)
    if last is None or last.stat().st_mtime < (clock.now() - COPIED_WITHIN).timestamp():
        yield Finding(
            State.BAD,
            _l("No backup of the last two days lies in %(folder)s.", folder=folder),
            _l("Run: flask backup create — and see that the worker runs at night and BACKUP_KEEP is not 0."),
        )
        return
    done = select(Job).where(Job.kind == KIND, Job.state == JobState.DONE).order_by(Job.finished_at.desc()).limit(1)
    job = db.session.scalars(done).first()
    if job is not None and job.result["proven"]:
        yield Finding(State.GOOD, _l("There is a backup of the last two days, and the last was restored to try it."))
    else:
        yield Finding(
            State.LOOK,
            _l("There is a backup of the last two days; nobody has tried to restore it."),
            _l("Run: flask backup verify (on PostgreSQL as a role that may create databases)"),
        )
    yield Finding(
        State.LOOK,
        _l("Backups on the same machine are lost with it."),
        _l("Copy %(folder)s to another machine every day.", folder=folder),
    )


@check
def somebody_can_open_it() -> Iterator[Finding]:
    """The key that opens backups: its owner's alone, and not here alone."""
    settings: Settings = current_app.config["SETTINGS"]
    path = settings.backup_key_file
    if not path.exists():
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(
            State.BAD,
            _l("Others on this machine can read the key of the backups %(name)s.", name=path.name),
            _l("Run: chmod 600 %(path)s", path=path),
        )
    if not settings.backup_recipients:
        yield Finding(
            State.LOOK,
            _l("Without %(name)s no backup can be opened.", name=path.name),
            _l("Keep a copy of it with that of the file of secrets, never beside the backups."),
        )
