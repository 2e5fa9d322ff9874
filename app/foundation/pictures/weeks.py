"""Hours and sessions week by week, as two rows of columns over one axis of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.foundation.hours import hours_of, shares_of_hours
from app.foundation.pictures.scales import DAY_WIDE, WIDTH, axis_top, breadth, length

HOURS_HIGH, SESSIONS_HIGH = 96, 64
HOURS_FOOT, SESSIONS_FOOT, HEIGHT = 136, 256, 282
GLYPH = 8
"""Units a digit takes; a label stands only where it fits."""


@dataclass(frozen=True)
class Week:
    """What was served in the week from Monday ``first``; ``minutes`` are exact."""

    first: date
    sessions: int
    minutes: int


@dataclass(frozen=True)
class Column:
    """One week as it is drawn: ``x`` its left edge, ``middle`` where its labels stand; labels are empty without room.

    ``shown``: its hours in the table, where they add up to the total.
    """

    week: Week
    x: float
    middle: float
    wide: float
    hours_high: float
    sessions_high: float
    day: date | None
    hours: str
    sessions: str
    shown: str


@dataclass(frozen=True)
class WeekBars:
    """The whole picture; ``busiest`` is the week of most minutes, None where nothing was served."""

    columns: tuple[Column, ...]
    minutes: int
    sessions: int
    busiest: Week | None
    width: int = WIDTH
    height: int = HEIGHT
    hours_foot: int = HOURS_FOOT
    sessions_foot: int = SESSIONS_FOOT

    @property
    def hours(self) -> str:
        """All hours, rounded down once."""
        return str(hours_of(self.minutes))

    @property
    def most(self) -> str:
        """The hours of the busiest week, as the table has them."""
        return next((one.shown for one in self.columns if one.week is self.busiest), "")

    @classmethod
    def of(cls, weeks: Sequence[Week]) -> WeekBars:
        """The picture of weeks in their order."""
        busiest = max(weeks, key=lambda week: (week.minutes, week.sessions), default=None)
        if busiest is None or not any(week.minutes or week.sessions for week in weeks):
            return cls((), 0, 0, None)
        step, shown = WIDTH / len(weeks), shares_of_hours({week.first: week.minutes for week in weeks})
        room = step >= GLYPH * max(breadth(str(hours)) for hours in shown.values())
        every = max(1, -(-(DAY_WIDE + GLYPH) // int(step)))
        highest = axis_top(max(week.minutes for week in weeks)), axis_top(max(week.sessions for week in weeks))
        columns = tuple(
            Column(
                week=week,
                x=round(number * step + min(6, step / 6), 1),
                middle=_inside((number + 0.5) * step, str(shown[week.first])),
                wide=round(step - min(12, step / 3), 1),
                hours_high=length(week.minutes, highest[0], HOURS_HIGH),
                sessions_high=length(week.sessions, highest[1], SESSIONS_HIGH),
                day=week.first if number % every == 0 and number * step + DAY_WIDE <= WIDTH else None,
                hours=str(shown[week.first]) if room or week is busiest else "",
                sessions=str(week.sessions) if room or week is busiest else "",
                shown=str(shown[week.first]),
            )
            for number, week in enumerate(weeks)
        )  # fmt: skip
        return cls(columns, sum(week.minutes for week in weeks), sum(week.sessions for week in weeks), busiest)


def _inside(middle: float, text: str) -> float:
    """Where a centred text stands so that it does not leave the picture."""
    half = GLYPH * breadth(text) / 2
    return round(min(max(middle, half), WIDTH - half), 1)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks_of(first: date, last: date, served: Mapping[date, tuple[int, int]]) -> list[Week]:
    """Every week from that of ``first`` to that of ``last``; ``served``: sessions and minutes by Monday.

    What was served in weeks before or after is not lost: they are added at the ends, with the weeks between.

    Raises:
        ValueError: ``served`` by a day that is no Monday.
    """
    if any(day.weekday() for day in served):
        raise ValueError("weeks begin on Mondays")
    begin, end = min([monday_of(first), *served]), max([monday_of(last), *served])
    mondays = (begin + timedelta(weeks=number) for number in range((end - begin).days // 7 + 1))
    return [Week(monday, *served.get(monday, (0, 0))) for monday in mondays]
