"""When a vacation is, as a suggestion an organizer edits: the dates of a season are data, not code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.seasons.models import SeasonKind

# New Year's Day of the lunar calendar, as the national observatory announces it years ahead.
SPRING_FESTIVALS = {
    day.year: day
    for day in (
        date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23),
        date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8), date(2036, 1, 28),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Vacation:
    """A vacation: first and last day, and the days on which nobody meets."""

    kind: SeasonKind
    starts_on: date
    ends_on: date
    blackout: tuple[date, ...]

    @property
    def code(self) -> str:
        """Such as ``2027-winter``."""
        return season_code(self.kind, self.starts_on)


def season_code(kind: SeasonKind, starts_on: date) -> str:
    """``2027-winter``: the year the season starts in, and its kind."""
    return f"{starts_on.year}-{kind.value}"


def vacation(kind: SeasonKind, year: int) -> Vacation:
    """The usual vacation of a year; in winter New Year's Eve and the two days after it are kept free."""
    if kind is SeasonKind.SUMMER:
        return Vacation(kind, date(year, 7, 10), date(year, 8, 28), ())
    festival = SPRING_FESTIVALS.get(year)
    blackout = () if festival is None else tuple(festival + timedelta(days=offset) for offset in (-1, 0, 1))
    return Vacation(kind, date(year, 1, 15), date(year, 2, 27), blackout)


def coming_vacation(today: date) -> Vacation:
    """The vacation that runs today or comes next."""
    usual = [
        vacation(kind, year) for year in (today.year, today.year + 1) for kind in (SeasonKind.WINTER, SeasonKind.SUMMER)
    ]
    return next(one for one in usual if one.ends_on >= today)
