"""A season as a line: its days, those without meetings, its milestones by number, and today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.foundation.dates import runs_of
from app.foundation.pictures.scales import MONTH_WIDE, WIDTH

EDGE = 12
FULL = WIDTH - 2 * EDGE
DOT = 22
LINE_Y, HIGH, HEIGHT = 62, 18, 112


@dataclass(frozen=True)
class Mark:
    """A milestone: its number on the picture, its day and name; ``passed``: that day is over or today."""

    number: int
    day: date
    name: str
    passed: bool
    x: float
    y: float


@dataclass(frozen=True)
class Span:
    """Days from ``first`` to ``last``, drawn from ``x``."""

    first: date
    last: date
    x: float
    wide: float


@dataclass(frozen=True)
class SeasonLine:
    """The whole picture: ``before`` the season begins, the season, what of it is over, and the days without meetings.

    ``now``: where today is; None outside the picture.
    """

    before: Span
    season: Span
    over: Span | None
    blackout: tuple[Span, ...]
    marks: tuple[Mark, ...]
    months: tuple[tuple[float, date], ...]
    now: float | None
    today: date
    width: int = WIDTH
    height: int = HEIGHT
    y: int = LINE_Y
    high: int = HIGH

    @classmethod
    def of(
        cls, first: date, last: date, today: date, blackout: Iterable[date], moments: Sequence[tuple[date, str]]
    ) -> SeasonLine:
        """The picture of a season, from the earliest of ``moments`` (day and name) to the latest."""
        days = [first, last, *(day for day, _name in moments)]
        scale = _Scale(min(days), max(days))
        return cls(
            before=scale.span(scale.first, first - timedelta(days=1)),
            season=scale.span(first, last),
            over=scale.span(first, min(today, last)) if today >= first else None,
            blackout=tuple(scale.span(*run) for run in runs_of(blackout)),
            marks=_marks(scale, moments, today),
            months=_months(scale),
            now=round(scale.x(today) + scale.day / 2, 1) if scale.first <= today <= scale.last else None,
            today=today,
        )


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    @property
    def day(self) -> float:
        """How wide a day is."""
        return FULL / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        return EDGE + (day - self.first).days * self.day

    def span(self, first: date, last: date) -> Span:
        return Span(first, last, round(self.x(first), 1), round(max(0, (last - first).days + 1) * self.day, 1))


def _marks(scale: _Scale, moments: Sequence[tuple[date, str]], today: date) -> tuple[Mark, ...]:
    """The milestones by their days, one above the other where they would touch."""
    marks: list[Mark] = []
    for number, (day, name) in enumerate(sorted(moments, key=lambda moment: moment[0]), 1):
        x = round(scale.x(day) + scale.day / 2, 1)
        level = 0
        while any(one.y == _level(level) and abs(one.x - x) < DOT for one in marks):
            level += 1
        marks.append(Mark(number, day, name, day <= today, x, _level(level)))
    return tuple(marks)


def _level(number: int) -> float:
    return 46.0 - number * DOT


def _months(scale: _Scale) -> tuple[tuple[float, date], ...]:
    """Where months begin, as far as there is room for their names below the line."""
    found: list[tuple[float, date]] = []
    day = scale.first
    while day <= scale.last:
        x = round(scale.x(day), 1)
        if x <= WIDTH - MONTH_WIDE and (not found or x - found[-1][0] >= MONTH_WIDE + 2):
            found.append((x, day))
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return tuple(found)
