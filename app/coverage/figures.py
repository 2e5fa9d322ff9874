"""The figures themselves: plain numbers that add up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from app.foundation import clock
from app.seasons.models import Season


class By(StrEnum):
    """What the figures are grouped by."""

    TOWNSHIP = "township"
    VILLAGE = "village"
    SCHOOL = "school"


@dataclass(frozen=True)
class Figures:
    """How many children are on the ledger, consented, paired, met and reached; and the minutes served.

    registered: on the ledger today. consented: of these, with a consent that reaches today. paired: of the consented,
    with an approved or active pairing of the season. met: of the registered, with a confirmed session in the month.
    reached: of the registered, with a confirmed session in the season or at an activity in it. minutes: of all
    confirmed sessions of the season, also with children who left the ledger since: what was served stays served.
    """

    registered: int = 0
    consented: int = 0
    paired: int = 0
    met: int = 0
    reached: int = 0
    minutes: int = 0

    @property
    def waiting(self) -> int:
        """Consented and not paired."""
        return self.consented - self.paired

    @property
    def rate(self) -> float | None:
        """Share of the consented who are paired, 0 to 1; None without a denominator."""
        return self.paired / self.consented if self.consented else None

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True)
class Row:
    """The figures of one place; ``id`` is None for children whose place is not recorded."""

    id: uuid.UUID | None
    name: str
    figures: Figures
    parent: str = ""
    column: int | None = None
    row: int | None = None

    def plain(self) -> dict[str, Any]:
        """As the command prints it: hours with one decimal, rounded down."""
        f = self.figures
        return {
            "name": self.name,
            "registered": f.registered,
            "consented": f.consented,
            "paired": f.paired,
            "met": f.met,
            "reached": f.reached,
            "hours": f.minutes * 10 // 60 / 10,
        }


def total(rows: Iterable[Row]) -> Figures:
    """The sum of the rows, which is the whole."""
    return sum((row.figures for row in rows), Figures())


def largest_gaps(rows: Iterable[Row], most: int) -> list[Row]:
    """The places where most consented children wait, the largest gap first; none where nobody waits."""
    waiting = [row for row in rows if row.figures.waiting > 0]
    return sorted(waiting, key=lambda row: (row.figures.waiting, row.name), reverse=True)[:most]


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month where the children are."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month | None:
        """``YYYY-MM``; None for anything else."""
        try:
            return cls.of(datetime.strptime(text, "%Y-%m").date())  # noqa: DTZ007 - a month has no zone
        except ValueError:
            return None

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first one after it, in UTC."""
        return _start(date(self.year, self.number, 1)), _start(date(self.next.year, self.next.number, 1))


def season_bounds(season: Season) -> tuple[datetime, datetime]:
    """The season's first moment, and the first one after it, in UTC."""
    return _start(season.starts_on), _start(season.ends_on + timedelta(days=1))


def months_of(season: Season) -> list[Month]:
    """The months the season touches, in order."""
    months, last = [Month.of(season.starts_on)], Month.of(season.ends_on)
    while months[-1] < last:
        months.append(months[-1].next)
    return months


def month_shown(season: Season, today: date) -> Month:
    """This month; outside the season, the season's first or last."""
    months = months_of(season)
    return min(max(Month.of(today), months[0]), months[-1])


def _start(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time()))
