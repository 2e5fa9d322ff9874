"""What a volunteer says about a session, and what can be judged of it without the database."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.foundation import clock
from app.foundation.errors import Refused
from app.sessions.models import SessionPlace

MOST_MINUTES = 4 * 60
MOST_MINUTES_A_DAY = 8 * 60
LATE_AFTER_DAYS = 3
# At home and online nobody meets in the evening and at night.
OPENS, CLOSES = time(7, 30), time(20, 30)
NOT_AT_NIGHT = frozenset({SessionPlace.HOME, SessionPlace.ONLINE})


@dataclass(frozen=True)
class Entry:
    """A session as it was sent. ``id`` is made before sending, so that sending twice records once; moments are aware.

    How long it was is never sent: ``minutes`` follow from start, end and break.
    """

    id: uuid.UUID
    pairing_id: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    place: SessionPlace
    service_area: str
    adult_present: bool
    safe: bool
    note: str = ""
    late_reason: str = ""

    @property
    def minutes(self) -> int:
        """Whole minutes served: end less start less break."""
        return served_minutes(self.starts_at, self.ends_at, self.break_minutes)

    @property
    def day(self) -> date:
        """The day it began, where the children are."""
        return clock.local(self.starts_at).date()


def served_minutes(starts_at: datetime, ends_at: datetime, break_minutes: int) -> int:
    """Whole minutes from start to end, breaks off."""
    return int((ends_at - starts_at) / timedelta(minutes=1)) - break_minutes


def check_entry(entry: Entry, now: datetime) -> None:
    """Refuse what cannot be, whoever sends it.

    Raises:
        Refused: naming the field and the limit.
    """
    if entry.ends_at <= entry.starts_at:
        raise Refused("sessions.end_before_start", field="end")
    if entry.ends_at > now:
        raise Refused("sessions.future", field="end")
    if clock.local(entry.ends_at).date() != entry.day:
        raise Refused("sessions.two_days", field="end")
    if entry.break_minutes < 0 or entry.minutes <= 0:
        raise Refused("sessions.break_too_long", field="break_minutes")
    if entry.minutes > MOST_MINUTES:
        raise Refused("sessions.too_long", field="end", hours=MOST_MINUTES // 60)
    if entry.place in NOT_AT_NIGHT and _at_night(entry):
        raise Refused("sessions.night", field="start", opens=f"{OPENS:%H:%M}", closes=f"{CLOSES:%H:%M}")
    if entry.place is SessionPlace.HOME and not entry.adult_present:
        raise Refused("sessions.home_adult", field="adult_present")


def check_late(entry: Entry, entered_on: date) -> None:
    """Refuse a late entry that does not say why."""
    if (entered_on - entry.day).days > LATE_AFTER_DAYS and not entry.late_reason:
        raise Refused("sessions.late", field="late_reason", days=LATE_AFTER_DAYS)


def check_day(entry: Entry, others: Collection[int]) -> None:
    """Refuse what makes the day's sum too large; ``others`` are the minutes of that day's other sessions."""
    if entry.minutes + sum(others) > MOST_MINUTES_A_DAY:
        raise Refused("sessions.day_full", field="day", hours=MOST_MINUTES_A_DAY // 60)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day and of the day after it, in UTC."""
    start = datetime.combine(day, time())
    return clock.from_local(start), clock.from_local(start + timedelta(days=1))


def _at_night(entry: Entry) -> bool:
    return clock.local(entry.starts_at).time() < OPENS or clock.local(entry.ends_at).time() > CLOSES
