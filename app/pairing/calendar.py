"""When a volunteer meets, for the calendar of a phone: days and hours, and nothing about whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.models import Meeting, MeetingOutcome, Pairing, PairingState, Substitute, SubstituteState
from app.reminders.registry import Meeting as Entry
from app.volunteers.models import Volunteer

LASTS = timedelta(hours=1)
SHOWN_BACK = timedelta(days=60)


def meetings_of_volunteer(session: DbSession, account_id: uuid.UUID) -> Iterator[Entry]:
    """First meetings, and the days on which one stands in; what fell through is marked as cancelled."""
    since = clock.now() - SHOWN_BACK
    own = Pairing.volunteer.has(Volunteer.account_id == account_id)
    wanted = select(Meeting).join(Meeting.pairing).where(own, Meeting.at > since).options(joinedload(Meeting.pairing))
    for one in session.scalars(wanted):
        changed = one.recorded_at or one.pairing.ended_at or one.set_at
        yield Entry(one.id, one.at, one.at + LASTS, changed, cancelled=_fell_through(one))
    asked = select(Substitute).where(
        Substitute.volunteer.has(Volunteer.account_id == account_id),
        Substitute.answered_at.is_not(None),
        Substitute.state != SubstituteState.DECLINED,
        Substitute.last_on >= clock.local(since).date(),
    )
    for each in session.scalars(asked):
        first, after = _midnight(each.first_on), _midnight(each.last_on + timedelta(days=1))
        off = each.state is SubstituteState.CALLED_OFF
        yield Entry(each.id, first, after, each.answered_at or each.approved_at, cancelled=off, whole_days=True)


def _fell_through(meeting: Meeting) -> bool:
    """Moved, or the pairing did not come to it."""
    if meeting.outcome is None:
        return meeting.pairing.state is not PairingState.APPROVED
    return meeting.outcome is MeetingOutcome.MOVED


def _midnight(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time()))
