"""A report as its reader sees it: the same lines for the page, the PDF and the spreadsheet.

Who holds the whole district reads every number. A supervisor reads the own township in full, and of the others counts
of children; school staff those of all. What is too small is withheld there as on the public page (decision 19), and so
is a total that would tell it by what the reader knows already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from app.coverage.published.withholding import LEAST, tell
from app.coverage.registry import FIGURES, FigureCode, Unit
from app.foundation.access import Actor, Role
from app.foundation.messages import knows, message
from app.foundation.pages import grouped, hours, percent
from app.reports.behind import Behind, falls_behind
from app.reports.figures import Numbers, ReportFigures, TaskNumbers, TownshipFigures
from app.reports.models import MonthlyReport

HIDDEN = "＊"
"""Stands for what is not told: too small, or withheld beside something too small."""
DASH = "—"
COLUMNS = ("registered", "consented", "paired", "waiting", "visited", "reached", "hours")
"""What the table of townships shows, as far as there are such figures."""
WITHHELD = -1
"""Stands for a number that is not told."""
_TOGETHER = frozenset({"consented", "paired", "waiting"})
"""Two of them give the third."""
_TOLD_BY_OTHERS = frozenset({"waiting"})
"""What a table that withholds numbers leaves out, for its neighbours would tell it."""


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
    """One township: its figures as texts by column, its tasks (None: not told), and where it falls behind."""

    id: str | None
    name: str
    cells: dict[str, str]
    tasks: TaskNumbers | None
    behind: tuple[Behind, ...]


@dataclass(frozen=True)
class Shown:
    """What one reader sees. ``behind`` are all townships that fall behind; its numbers only where ``told`` says so.

    ``month`` and ``figures`` are the numbers of the district and of its townships, ``WITHHELD`` what is not told.
    """

    lines: tuple[Line, ...]
    columns: tuple[tuple[str, str], ...]
    places: tuple[PlaceLine, ...]
    behind: tuple[tuple[TownshipFigures, tuple[Behind, ...]], ...]
    holds: bool
    own: frozenset[str]
    month: Numbers
    figures: tuple[TownshipFigures, ...]

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
        return not self.holds


def show(report: MonthlyReport, figures: ReportFigures, reader: Actor) -> Shown:
    """The report for a reader who may read it."""
    holds = reader.is_system or report.district_id in reader.scope_ids(Role.ORGANIZER)
    own = frozenset(str(one) for one in reader.scope_ids(Role.TOWNSHIP_SUPERVISOR))
    month, before, season, places = figures.total, figures.before, figures.season, figures.townships
    if not holds:
        known = [place.figures for place in places if place.id in own]
        month = told(month, known)
        gone = {code for code, number in month.items() if number == WITHHELD}
        before, season = (_without(told(numbers, ()), gone) for numbers in (before, season))
        places = tuple(_told_places(places, own))
    columns = tuple((code, figure_name(code)) for code in COLUMNS if code in figures.total)
    behind = ((one, tuple(falls_behind(one.figures, figures.total))) for one in figures.townships)
    return Shown(
        lines=tuple(_line(code, month, before, season, figures.goals) for code in figures.total),
        columns=tuple((code, name) for code, name in columns if holds or code not in _TOLD_BY_OTHERS),
        places=tuple(_place(place, figures) for place in places),
        behind=tuple((place, shares) for place, shares in behind if shares),
        holds=holds,
        own=own,
        month=month,
        figures=places,
    )


def told(total: Numbers, parts: Iterable[Numbers]) -> Numbers:
    """The totals without those that count too few children, less what the reader's own ``parts`` count.

    What is not told is ``WITHHELD``.
    """
    known = list(parts)
    few = {
        code
        for code, number in total.items()
        if number is not None and _of_children(code) and number - sum(part.get(code) or 0 for part in known) < LEAST
    }
    return _without(total, few | (_TOGETHER - {"consented"} if few & _TOGETHER else set()))


def _without(numbers: Numbers, codes: Set[str]) -> Numbers:
    return {code: WITHHELD if code in codes else number for code, number in numbers.items()}


def _told_places(places: Sequence[TownshipFigures], own: Set[str]) -> list[TownshipFigures]:
    """The own townships as they are; of the others what can be told of counts of children, and nothing else."""
    others = [place for place in places if place.id not in own]
    cells: list[Numbers] = [{} for _place in others]
    for code in COLUMNS:
        shown = tell([place.figures.get(code) or 0 for place in others]).places if _of_children(code) else ()
        for cell, number in zip(cells, shown or [None] * len(others), strict=True):
            cell[code] = number if not _of_children(code) or number is not None else WITHHELD
    by_id = {place.id: replace(place, figures=cell, tasks=None) for place, cell in zip(others, cells, strict=True)}
    return [by_id.get(place.id, place) for place in places]


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
    shares = tuple(falls_behind(place.figures, figures.total)) if place.tasks is not None else ()
    return PlaceLine(place.id, place.name, cells, place.tasks, shares)


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
