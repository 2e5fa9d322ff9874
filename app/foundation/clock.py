"""One clock: UTC inside, the people's time zone on the page; tests move it with time-machine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date it is where the children are."""
    return now().astimezone(LOCAL).date()


def local(moment: datetime) -> datetime:
    """``moment`` in the people's time zone."""
    return moment.astimezone(LOCAL)


def from_local(moment: datetime) -> datetime:
    """A naive local moment, as typed on a page, in UTC; the first hours of the year 1 have none and are its first."""
    try:
        return moment.replace(tzinfo=LOCAL).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def age_on(birth: date, day: date) -> int:
    """Whole years lived on ``day``."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
