"""The table itself and the rules its numbers must obey: plain numbers in, plain numbers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """Age on the day, in whole years; nobody older than 16 belongs on the ledger, and whoever is there is shown."""

    TO_5 = "0-5"
    TO_13 = "6-13"
    TO_16 = "14-16"
    OLDER = "17+"


class Group(StrEnum):
    """What the lines of a block tell apart."""

    SEX = "sex"
    SCHOOLING = "schooling"
    BOARDING = "boarding"
    PARENTS = "parents"
    GUARDIANSHIP = "guardianship"
    RELIEF = "relief"


NOT_RECORDED = "not_recorded"
"""The line of what the file does not say; it is never guessed."""
ANY, NONE = "any", "none"

LINES: dict[Group, tuple[str, ...]] = {
    Group.SEX: ("female", "male", NOT_RECORDED),
    Group.SCHOOLING: ("preschool", "primary", "junior", "senior", NOT_RECORDED),
    Group.BOARDING: ("yes", "no", NOT_RECORDED),
    Group.PARENTS: ("both_away", "one_away_other_unable", "other"),
    Group.GUARDIANSHIP: ("good", "fair", "insufficient", "nobody", NOT_RECORDED),
    Group.RELIEF: ("paired", "met", "activity", "visited", "agreement", ANY, NONE),
}
"""The lines of each group. Those of relief overlap, but for ``any`` and ``none``; those of the others do not."""
EXCLUSIVE = tuple(group for group in Group if group is not Group.RELIEF)
KINDS_OF_RELIEF = LINES[Group.RELIEF][:-2]


@dataclass(frozen=True)
class Tally:
    """So many children who are alike: of one band, on one line of each exclusive group, with these kinds of relief."""

    band: Band
    lines: tuple[tuple[Group, str], ...]
    relief: frozenset[str]
    number: int


Cell = tuple[Group, str]


@dataclass(frozen=True)
class Table:
    """Numbers by line and band, with a total per line, and the line of all children."""

    cells: dict[Cell, dict[Band, int]]
    line_totals: dict[Cell, int]
    children: dict[Band, int]
    total: int

    def line(self, group: Group, line: str) -> dict[Band, int]:
        """One line by band."""
        return self.cells[group, line]


class Rule(StrEnum):
    """The cross-footing rules, and two about what cannot be."""

    ACROSS = "across"
    """The bands of a line add up to its total."""
    DOWN = "down"
    """The lines of an exclusive group add up to all children, in each band and in total."""
    AT_MOST = "at_most"
    """No line is more than all children."""
    ANY_BOUNDS = "any_bounds"
    """With any relief: at least the largest kind, at most all kinds together."""
    ANY_AND_NONE = "any_and_none"
    """With any and with none are all children."""
    TOO_OLD = "too_old"
    """Nobody is older than 16."""
    SCHOOL_OF_AGE = "school_of_age"
    """No child of 0 to 5 is in junior or senior school, none of 6 to 13 in senior school."""


@dataclass(frozen=True)
class Broken:
    """A rule that does not hold: where (``band`` None: the total column), what it should be, and what it is."""

    rule: Rule
    group: Group | None
    line: str | None
    band: Band | None
    expected: int
    found: int


def make_table(tallies: Iterable[Tally]) -> Table:
    """Add up tallies into the table."""
    cells = {(group, line): dict.fromkeys(Band, 0) for group, lines in LINES.items() for line in lines}
    children = dict.fromkeys(Band, 0)
    for tally in tallies:
        children[tally.band] += tally.number
        relief = {*tally.relief, ANY} if tally.relief else {NONE}
        for group, line in (*tally.lines, *((Group.RELIEF, line) for line in relief)):
            cells[group, line][tally.band] += tally.number
    totals = {cell: sum(numbers.values()) for cell, numbers in cells.items()}
    return Table(cells, totals, children, sum(children.values()))


def check(table: Table) -> tuple[Broken, ...]:
    """Every rule that does not hold, in the order of the rules; empty where the table is sound."""
    return (*_across(table), *_down(table), *_relief(table), *_what_cannot_be(table))


def _columns(table: Table) -> Iterator[tuple[Band | None, int, dict[Cell, int]]]:
    """Each column: its band (None: totals), all children of it, and its lines."""
    for band in Band:
        yield band, table.children[band], {cell: numbers[band] for cell, numbers in table.cells.items()}
    yield None, table.total, table.line_totals


def _across(table: Table) -> Iterator[Broken]:
    whole = sum(table.children.values())
    if whole != table.total:
        yield Broken(Rule.ACROSS, None, None, None, whole, table.total)
    for (group, line), numbers in table.cells.items():
        added, said = sum(numbers.values()), table.line_totals[group, line]
        if added != said:
            yield Broken(Rule.ACROSS, group, line, None, added, said)


def _down(table: Table) -> Iterator[Broken]:
    for band, everybody, lines in _columns(table):
        for group in EXCLUSIVE:
            added = sum(lines[group, line] for line in LINES[group])
            if added != everybody:
                yield Broken(Rule.DOWN, group, None, band, everybody, added)
        for line in KINDS_OF_RELIEF:
            if lines[Group.RELIEF, line] > everybody:
                yield Broken(Rule.AT_MOST, Group.RELIEF, line, band, everybody, lines[Group.RELIEF, line])


def _relief(table: Table) -> Iterator[Broken]:
    for band, everybody, lines in _columns(table):
        kinds = [lines[Group.RELIEF, line] for line in KINDS_OF_RELIEF]
        some, none = lines[Group.RELIEF, ANY], lines[Group.RELIEF, NONE]
        if not max(kinds) <= some <= sum(kinds):
            bound = max(kinds) if some < max(kinds) else sum(kinds)
            yield Broken(Rule.ANY_BOUNDS, Group.RELIEF, ANY, band, bound, some)
        if some + none != everybody:
            yield Broken(Rule.ANY_AND_NONE, Group.RELIEF, NONE, band, everybody, some + none)


def _what_cannot_be(table: Table) -> Iterator[Broken]:
    if table.children[Band.OLDER]:
        yield Broken(Rule.TOO_OLD, None, None, Band.OLDER, 0, table.children[Band.OLDER])
    for line, band in (("junior", Band.TO_5), ("senior", Band.TO_5), ("senior", Band.TO_13)):
        found = table.line(Group.SCHOOLING, line)[band]
        if found:
            yield Broken(Rule.SCHOOL_OF_AGE, Group.SCHOOLING, line, band, 0, found)
