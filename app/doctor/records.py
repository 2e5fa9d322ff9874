"""Is the log unbroken, does somebody do the work that waits, and could it all be restored?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.doctor.findings import Finding, State, check
from app.foundation import clock
from app.foundation.audit import sealing, verify
from app.foundation.database import db
from app.foundation.jobs import Job, JobState

UNTOUCHED = timedelta(minutes=5)
SEALED_WITHIN = timedelta(hours=36)
RECENT = timedelta(days=7)


@check
def log_is_unbroken() -> Iterator[Finding]:
    """Every row of the audit log against its chain and its seals."""
    report = verify.verify(db.session, sealing.audit_folder())
    if report.breaks:
        first = report.breaks[0]
        yield Finding(
            State.BAD,
            _l(
                "The audit log was changed: %(chains)s chains are broken, the first at row %(row)s.",
                chains=len(report.breaks),
                row=first.position,
            ),
            _l(
                "Change nothing. Keep a copy of the database, tell the safeguarding lead and the auditor, then "
                "run: flask audit verify"
            ),
        )
        return
    yield Finding(State.GOOD, _l("The audit log is unbroken: %(rows)s rows checked.", rows=report.checked))


@check
def worker_works() -> Iterator[Finding]:
    """The worker seals the log once a day, and takes up work within minutes."""
    seals = sealing.read_seals(sealing.audit_folder() / sealing.FILE).seals
    last = seals[-1].at if seals else None
    waiting = db.session.scalar(
        select(func.count()).where(Job.state == JobState.QUEUED, Job.created_at < clock.now() - UNTOUCHED)
    )
    if waiting or (last is not None and last < clock.now() - SEALED_WITHIN):
        yield Finding(
            State.BAD,
            _l("Nobody does the work that waits (%(count)s pieces): the worker does not run.", count=waiting or 0),
            _l("Start it: flask worker — or start the site with: make run"),
        )
    elif last is None:
        yield Finding(
            State.LOOK,
            _l("The log was never sealed yet; the worker does it once a day."),
            _l("Run once: flask audit seal"),
        )
    else:
        yield Finding(
            State.GOOD,
            _l("The worker works; it last sealed the log on %(day)s.", day=clock.local(last).date().isoformat()),
        )


@check
def nothing_failed() -> Iterator[Finding]:
    """Pieces of work that were given up lately."""
    query = select(Job.kind, func.count()).where(Job.state == JobState.FAILED, Job.finished_at > clock.now() - RECENT)
    for kind, count in db.session.execute(query.group_by(Job.kind).order_by(Job.kind)):
        yield Finding(
            State.LOOK,
            _l("%(count)s jobs “%(kind)s” failed in the last seven days.", count=count, kind=kind),
            _l("Open the page it was started from: it says why, and starts it again."),
        )
