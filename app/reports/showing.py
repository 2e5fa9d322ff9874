"""A report as its reader sees it: the same lines for the page, the PDF and the spreadsheet.

Who holds the whole district reads every number. A township's supervisor reads the own township and the district; school
staff the district. To them a count of children under five is not told, nor a total that would give one away by what the
reader knows of it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.coverage.registry import FIGURES, FigureCode, Unit
from app.foundation.access import Actor, Role
from app.foundation.messages import knows, message
from app.foundation.pages import grouped, hours, percent
from app.reports.behind import Behind, falls_behind
from app.reports.figures import Numbers, ReportFigures, TownshipFigures
from app.reports.models import MonthlyReport

FEW = 5
HIDDEN = "<5"
DASH = "—"
COLUMNS = ("registered", "consented", "paired", "waiting", "visited", "reached", "hours")
"""What the table of townships shows, as far as there are such figures."""
_TOGETHER = frozenset({"consented", "paired", "waiting"})
"""Two of them give the third."""


@dataclass(frozen=True)
class Line:
    """One figure of the district, as texts."""

    code: str
    name: str
    month: str
    before: str
    change: str
    season: str
    goal: str
    share: str


@dataclass(frozen=True)
class PlaceLine:
    """One township: its figures as texts by column, its tasks, and where it falls behind."""

    id: str | None
    name: str
    cells: dict[str, str]
    open: int
    overdue: int
    behind: tuple[Behind, ...]


@dataclass(frozen=True)
class Shown:
    """What one reader sees. ``behind`` are all townships that fall behind; its numbers only where ``told`` says so."""

    lines: tuple[Line, ...]
    columns: tuple[tuple[str, str], ...]
    places: tuple[PlaceLine, ...]
    behind: tuple[tuple[TownshipFigures, tuple[Behind, ...]], ...]
    holds: bool
    own: frozenset[str]

    def told(self, place: TownshipFigures) -> bool:
        """Whether the reader sees the township's numbers."""
        return self.holds or place.id in self.own

    @property
    def in_season(self) -> bool:
        """Whether the month lies in a season."""
        return any(line.season != DASH for line in self.lines)

    @property
    def aims(self) -> bool:
        """Whether the season has goals."""
        return any(line.goal != DASH for line in self.lines)

    @property
    def hidden(self) -> bool:
        """Whether some number is not told."""
        return any(HIDDEN in (line.month, line.before, line.season) for line in self.lines)


def show(report: MonthlyReport, figures: ReportFigures, reader: Actor) -> Shown:
    """The report for a reader who may read it."""
    holds = reader.is_system or report.district_id in reader.scope_ids(Role.ORGANIZER)
    own = frozenset(str(one) for one in reader.scope_ids(Role.TOWNSHIP_SUPERVISOR))
    known = [place for place in figures.townships if place.id in own]
    month = figures.total if holds else told(figures.total, [place.figures for place in known])
    before, season = figures.before, figures.season
    if not holds:
        before, season = told(before, ()), told(season, ())
    behind = ((one, tuple(falls_behind(one.figures, figures.total))) for one in figures.townships)
    return Shown(
        lines=tuple(_line(code, month, before, season, figures.goals) for code in figures.total),
        columns=tuple((code, figure_name(code)) for code in COLUMNS if code in figures.total),
        places=tuple(_place(place, figures) for place in (figures.townships if holds else known)),
        behind=tuple((place, shares) for place, shares in behind if shares),
        holds=holds,
        own=own,
    )


def told(total: Numbers, parts: Iterable[Numbers]) -> Numbers:
    """The totals without those that count too few children, or that do less what the reader's own ``parts`` count.

    What is not told is -1.
    """
    known = list(parts)
    few = {
        code
        for code, number in total.items()
        if number is not None
        and _of_children(code)
        and any(0 < one < FEW for one in (number, number - sum(part.get(code) or 0 for part in known)))
    }
    if few & _TOGETHER:
        few |= _TOGETHER - {"consented"}
    return {code: -1 if code in few else number for code, number in total.items()}


def _of_children(code: str) -> bool:
    """Whether a figure counts children; one that is not known any more might."""
    return code not in set(FigureCode) or FIGURES[FigureCode(code)].unit is Unit.CHILDREN


def _line(code: str, month: Numbers, before: Numbers, season: Numbers, goals: Mapping[str, int]) -> Line:
    now, then, so_far, goal = month.get(code), before.get(code), season.get(code), goals.get(code)
    reached = so_far // 60 if so_far is not None and is_minutes(code) else so_far
    return Line(
        code=code,
        name=figure_name(code),
        month=text(code, now),
        before=text(code, then),
        change=_change(code, now, then),
        season=text(code, so_far),
        goal=DASH if goal is None else grouped(goal),
        share=DASH if goal is None or reached is None or reached < 0 else percent(reached, goal),
    )


def _place(place: TownshipFigures, figures: ReportFigures) -> PlaceLine:
    cells = {code: text(code, place.figures.get(code, 0)) for code in COLUMNS if code in figures.total}
    shares = tuple(falls_behind(place.figures, figures.total))
    return PlaceLine(place.id, place.name, cells, place.tasks.open, place.tasks.overdue, shares)


def _change(code: str, now: int | None, then: int | None) -> str:
    if now is None or then is None or min(now, then) < 0:
        return DASH
    number = now - then
    if number == 0:
        return "0"
    return ("+" if number > 0 else "−") + text(code, abs(number))


def figure_name(code: str) -> str:
    """What a figure is called; its code where it has no name any more."""
    return message(f"figures.{code}") if knows(f"figures.{code}") else code


def is_minutes(code: str) -> bool:
    """Whether a figure is counted in minutes and shown in hours."""
    return code in set(FigureCode) and FIGURES[FigureCode(code)].unit is Unit.MINUTES


def text(code: str, number: int | None) -> str:
    """A number as it is shown: hours of minutes, a dash for none, and what is not told as such."""
    if number is None:
        return DASH
    if number < 0:
        return HIDDEN
    return hours(number) if is_minutes(code) else grouped(number)
