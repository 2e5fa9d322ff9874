"""What of hours and certificates is news to whom: publicity, and certificates that were made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Account
from app.certificates.models import Publicity
from app.certificates.rules.issuing import SEASON_JOB
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.jobs import Job, JobState
from app.reminders.kinds import ReminderKind
from app.reminders.registry import HOURLY, Source, Wait, add_source
from app.volunteers.models import Availability, Volunteer

NEWS_FOR = timedelta(days=3)


def publicised(session: DbSession) -> Iterator[Wait]:
    """Volunteers of a season whose hours are shown in public now."""
    wanted = (
        select(Volunteer.account_id, Publicity)
        .join(Availability, Availability.volunteer_id == Volunteer.id)
        .join(Publicity, Publicity.season_id == Availability.season_id)
        .where(Publicity.last_day >= clock.today())
    )
    for account_id, publicity in session.execute(wanted):
        if account_id is not None:
            last = publicity.last_day.isoformat()
            yield Wait(account_id, publicity.id, {"day": last}, occasion=str(publicity.number))


def ended(state: JobState) -> Source:
    """Certificates of a season, for who had them made."""

    def find(session: DbSession) -> Iterator[Wait]:
        wanted = select(Job).where(
            Job.kind == SEASON_JOB, Job.state == state, Job.finished_at > clock.now() - NEWS_FOR,
            Job.created_by_id.in_(select(Account.id)),
        )  # fmt: skip
        for job in session.scalars(wanted):
            if job.created_by_id is not None:
                yield Wait(job.created_by_id, job.id, {"count": int(job.result.get("issued", 0))}, occasion=job.id.hex)

    kind = ReminderKind.CERTIFICATES_DONE if state is JobState.DONE else ReminderKind.CERTIFICATES_FAILED
    return Source(kind, "certificates.index", find)


add_source(Source(ReminderKind.PUBLICITY, "certificates.show_publicity", publicised, "publicity_id", every=HOURLY))
add_source(ended(JobState.DONE))
add_source(ended(JobState.FAILED))
