"""Has the machine room, the right time, and secrets that only it can read?"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.doctor.findings import Finding, State, check
from app.foundation import clock
from app.foundation.audit import AuditEvent
from app.foundation.database import db

GIB = 1024**3
LEAST, LITTLE = GIB, 5 * GIB
"""Bytes: below the first nothing may be saved any more within days; below the second it is time to make room."""
STRAY = timedelta(minutes=5)


@check
def room_on_the_disk() -> Iterator[Finding]:
    """Free bytes where the data lies."""
    free = shutil.disk_usage(current_app.instance_path).free
    gib = f"{free / GIB:.1f}"
    if free >= LITTLE:
        yield Finding(State.GOOD, _l("%(gib)s GiB are free on the disk of the data.", gib=gib))
        return
    yield Finding(
        State.BAD if free < LEAST else State.LOOK,
        _l("Only %(gib)s GiB are free on the disk of the data.", gib=gib),
        _l("Move old backups and archived logs to another disk, or give the machine a larger one."),
    )


@check
def clock_goes_right() -> Iterator[Finding]:
    """The log cannot know the true time, but it knows times that have been."""
    last = db.session.scalar(select(func.max(AuditEvent.at)))
    now = clock.now()
    if last is not None and last > now + STRAY:
        yield Finding(
            State.BAD,
            _l(
                "The clock of the machine is behind: the log has an entry of %(at)s.",
                at=clock.local(last).strftime("%Y-%m-%d %H:%M"),
            ),
            _l("Set the clock by a time server (NTP), then start the site again."),
        )
    else:
        yield Finding(
            State.GOOD, _l("The clock says %(at)s, Beijing time.", at=clock.local(now).strftime("%Y-%m-%d %H:%M"))
        )


@check
def secrets_are_secret() -> Iterator[Finding]:
    """The file of secrets is its owner's alone."""
    source = current_app.config["SETTINGS"].secrets_source
    if source is None or not source.path.exists():
        yield Finding(State.GOOD, _l("The secrets come from the environment."))
        return
    loose = stat.S_IMODE(source.path.stat().st_mode) & 0o077
    if loose:
        yield Finding(
            State.BAD,
            _l("Others on this machine can read the file of secrets %(name)s.", name=source.path.name),
            _l("Run: chmod 600 %(path)s — and if others had accounts here, run: flask keys rotate", path=source.path),
        )
    else:
        yield Finding(State.GOOD, _l("Only the site's own account can read the file of secrets."))
        yield Finding(
            State.LOOK,
            _l("Without the file of secrets every backup is unreadable."),
            _l("Keep a copy of %(name)s on paper or in a safe, never beside the backups.", name=source.path.name),
        )
