"""From which day to which: whole days where the children are, both ends counted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.coverage.figures import Month
from app.foundation import clock
from app.seasons.models import Season


@dataclass(frozen=True)
class Period:
    """``first`` to ``last``. With ``season_id``, sessions and sign-ups are those *of* the season, whatever their day.

    Raises:
        ValueError: the last day lies before the first.
    """

    first: date
    last: date
    season_id: uuid.UUID | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period cannot end before it begins")

    @classmethod
    def of_month(cls, month: Month) -> Period:
        """A calendar month."""
        return cls(date(month.year, month.number, 1), date(month.next.year, month.next.number, 1) - timedelta(days=1))

    @classmethod
    def of_season(cls, season: Season) -> Period:
        """A season, from its first day to its last."""
        return cls(season.starts_on, season.ends_on, season.id)

    @property
    def month(self) -> Month | None:
        """The month it is, if it is exactly one."""
        month = Month.of(self.first)
        return month if self.season_id is None and Period.of_month(month) == self else None

    @property
    def before(self) -> Period:
        """What to compare it with: the month before a month; else as many days before its first."""
        eve = self.first - timedelta(days=1)
        if self.month is not None:
            return Period(eve.replace(day=1), eve)
        return Period(eve - (self.last - self.first), eve)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it, in UTC."""
        return start_of(self.first), start_of(self.last + timedelta(days=1))

    def until(self, today: date) -> date:
        """The day on which it is asked how things stand: its last, or today while it lasts."""
        return min(self.last, today)


def start_of(day: date) -> datetime:
    """The first moment of a day, in UTC."""
    return clock.from_local(datetime.combine(day, time()))
