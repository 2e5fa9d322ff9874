"""What a volunteer says about a session, and what can be judged of it without the database."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.foundation import clock
from app.foundation.errors import Refused
from app.seasons.models import Season
from app.sessions.models import FollowUp, Mood, Response, SessionPlace

PHONE_DAYS = 7
"""So many days a phone without a signal may keep what was written in time; after that it counts as it arrives."""
AT_ONCE = timedelta(minutes=10)
"""Sent within so long after it was written, it was not kept on a phone at all."""
# At home and online nobody meets in the evening and at night.
OPENS, CLOSES = time(7, 30), time(20, 30)
NOT_AT_NIGHT = frozenset({SessionPlace.HOME, SessionPlace.ONLINE})


@dataclass(frozen=True)
class Entry:
    """A session as it was sent. ``id`` is made before sending, so that sending twice records once; moments are aware.

    How long it was is never sent: ``minutes`` follow from start, end and break. ``written_at`` is by the phone's own
    clock, where the form was filled in on one; ``check_in`` the code of the day, as it was typed.
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
    tags: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    response: Response | None = None
    mood: Mood | None = None
    follow_up: FollowUp | None = None
    written_at: datetime | None = None
    check_in: str = field(default="", repr=False)

    @property
    def minutes(self) -> int:
        """Whole minutes served: end less start less break."""
        return served_minutes(self.starts_at, self.ends_at, self.break_minutes)

    @property
    def day(self) -> date:
        """The day it began, where the children are."""
        return clock.local(self.starts_at).date()


@dataclass(frozen=True)
class Limits:
    """What a season sets: minutes of one session and of one volunteer's day, and after how many days it is late."""

    session_minutes: int = 4 * 60
    day_minutes: int = 8 * 60
    late_days: int = 3

    @classmethod
    def of(cls, season: Season) -> Limits:
        """Those of a season."""
        return cls(season.session_hours * 60, season.day_hours * 60, season.late_days)


def served_minutes(starts_at: datetime, ends_at: datetime, break_minutes: int) -> int:
    """Whole minutes from start to end, breaks off."""
    return int((ends_at - starts_at) / timedelta(minutes=1)) - break_minutes


def check_entry(entry: Entry, now: datetime, limits: Limits) -> None:
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
    if entry.minutes > limits.session_minutes:
        raise Refused("sessions.too_long", field="end", hours=limits.session_minutes // 60)
    if entry.place in NOT_AT_NIGHT and _at_night(entry):
        raise Refused("sessions.night", field="start", opens=f"{OPENS:%H:%M}", closes=f"{CLOSES:%H:%M}")
    if entry.place is SessionPlace.HOME and not entry.adult_present:
        raise Refused("sessions.home_adult", field="adult_present")


def written_on_phone(entry: Entry, now: datetime) -> datetime | None:
    """When it was written, where a phone kept it for a while; None: it counts from when it arrived.

    The phone's clock is believed only where it can be right (after the end, not in the future), and for ``PHONE_DAYS``.
    """
    at = entry.written_at
    if at is None or not entry.ends_at <= at <= now - AT_ONCE or now - at > timedelta(days=PHONE_DAYS):
        return None
    return at


def check_late(entry: Entry, entered_on: date, limits: Limits) -> bool:
    """Whether it is a late entry.

    Raises:
        Refused: it is, and does not say why.
    """
    late = (entered_on - entry.day).days > limits.late_days
    if late and not entry.late_reason:
        raise Refused("sessions.late", field="late_reason", days=limits.late_days)
    return late


def check_day(entry: Entry, others: Collection[int], limits: Limits) -> None:
    """Refuse what makes the day's sum too large; ``others`` are the minutes of that day's other sessions."""
    if entry.minutes + sum(others) > limits.day_minutes:
        raise Refused("sessions.day_full", field="day", hours=limits.day_minutes // 60)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a local day and of the day after it, in UTC."""
    start = datetime.combine(day, time())
    return clock.from_local(start), clock.from_local(start + timedelta(days=1))


def _at_night(entry: Entry) -> bool:
    return clock.local(entry.starts_at).time() < OPENS or clock.local(entry.ends_at).time() > CLOSES
