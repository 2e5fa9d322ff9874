"""A person's own days of service: a column a week, a row a weekday, the darker the longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.foundation.hours import hours_of, shares_of_hours
from app.foundation.pictures.scales import MONTH_WIDE, WIDTH
from app.foundation.pictures.weeks import Week, monday_of

MOST_WEEKS, FEWEST_WEEKS = 20, 8
LEFT, TOP, GAP = 26, 22, 2
BANDS = (60, 120, 180, 240)
"""Minutes up to which a day has the first, second, third and fourth colour; beyond, the fifth."""


@dataclass(frozen=True)
class Cell:
    """One day: ``step`` 0 without service, 1 to 5 by ``BANDS``."""

    day: date
    minutes: int
    step: int
    x: float
    y: float


@dataclass(frozen=True)
class HeatMap:
    """The whole picture: the days of the last weeks up to today, and those weeks that had service, the latest first."""

    cells: tuple[Cell, ...]
    months: tuple[tuple[float, date], ...]
    weeks: tuple[Week, ...]
    size: float
    height: float
    span: int
    width: int = WIDTH
    top: int = TOP

    @property
    def paths(self) -> list[tuple[int, str]]:
        """Every colour with the outline of all its days: one path each, for a day alone would weigh as much."""
        found: dict[int, str] = {}
        square = f"h{self.size:g}v{self.size:g}h-{self.size:g}z"
        for cell in self.cells:
            found[cell.step] = f"{found.get(cell.step, '')}M{cell.x:g} {cell.y:g}{square}"
        return sorted(found.items())

    @property
    def minutes(self) -> int:
        """Of all days shown."""
        return sum(cell.minutes for cell in self.cells)

    @property
    def hours(self) -> str:
        """The same in hours, rounded down once."""
        return str(hours_of(self.minutes))

    @property
    def shown(self) -> list[tuple[Week, str]]:
        """Each week with its hours, which add up to ``hours``."""
        parts = shares_of_hours({week.first: week.minutes for week in self.weeks})
        return [(week, str(parts[week.first])) for week in self.weeks]

    @property
    def days(self) -> int:
        """On how many days something was done."""
        return sum(cell.minutes > 0 for cell in self.cells)

    @classmethod
    def of(cls, served: Mapping[date, tuple[int, int]], today: date) -> HeatMap:
        """The picture of ``served``: sessions and minutes by day. Days after ``today`` are not shown."""
        this = monday_of(today)
        earliest = monday_of(min(served, default=today))
        span = min(MOST_WEEKS, max(FEWEST_WEEKS, (this - earliest).days // 7 + 1))
        first = this - timedelta(weeks=span - 1)
        pitch = min(30.0, (WIDTH - LEFT) / span)
        cells = []
        for number in range((today - first).days + 1):
            day = first + timedelta(days=number)
            minutes = served.get(day, (0, 0))[1]
            x, y = LEFT + number // 7 * pitch, TOP + number % 7 * pitch
            cells.append(Cell(day, minutes, step_of(minutes), round(x, 1), round(y, 1)))
        return cls(
            tuple(cells), _months(first, span, pitch), _weeks(served, first, today), round(pitch - GAP, 1),
            round(TOP + 7 * pitch, 1), span,
        )  # fmt: skip


def step_of(minutes: int) -> int:
    """The colour of a day."""
    return 1 + sum(minutes > band for band in BANDS) if minutes > 0 else 0


def _months(first: date, span: int, pitch: float) -> tuple[tuple[float, date], ...]:
    """Where a month begins, as far as there is room for its number."""
    found: list[tuple[float, date]] = []
    for number in range(span):
        monday = first + timedelta(weeks=number)
        x = LEFT + number * pitch
        begins = number == 0 or monday.month != (monday - timedelta(weeks=1)).month
        if begins and x <= WIDTH - MONTH_WIDE and (not found or x - found[-1][0] >= MONTH_WIDE + 2):
            found.append((round(x, 1), monday))
    return tuple(found)


def _weeks(served: Mapping[date, tuple[int, int]], first: date, today: date) -> tuple[Week, ...]:
    sums: dict[date, tuple[int, int]] = {}
    for day, (sessions, minutes) in served.items():
        if first <= day <= today:
            monday = monday_of(day)
            before = sums.get(monday, (0, 0))
            sums[monday] = (before[0] + sessions, before[1] + minutes)
    return tuple(Week(monday, *sums[monday]) for monday in sorted(sums, reverse=True))
