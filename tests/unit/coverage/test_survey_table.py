"""The survey's table: what is added up obeys every rule, and each tampered number is named by the rule it breaks."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.coverage.survey.reading import years_before
from app.coverage.survey.table import (
    EXCLUSIVE,
    KINDS_OF_RELIEF,
    LINES,
    Band,
    Broken,
    Group,
    Rule,
    Table,
    Tally,
    check,
    make_table,
)
from app.foundation.clock import age_on

AGES = [Band.TO_5, Band.TO_13, Band.TO_16]


def some_children(seed: int) -> Table:
    rng = random.Random(seed)  # noqa: S311 - invented rows, no secrets
    tallies = []
    for _number in range(40):
        lines = {group: rng.choice(LINES[group]) for group in EXCLUSIVE}
        lines[Group.SCHOOLING] = rng.choice(["preschool", "primary", "not_recorded"])
        relief = frozenset(rng.sample(KINDS_OF_RELIEF, rng.randint(0, 3)))
        tallies.append(Tally(rng.choice(AGES), tuple(lines.items()), relief, rng.randint(1, 9)))
    return make_table(tallies)


def tampered(table: Table, group: Group, line: str, band: Band, by: int) -> Table:
    """A number of a line was changed, and its total with it."""
    cells = {cell: dict(numbers) for cell, numbers in table.cells.items()}
    cells[group, line][band] += by
    totals = {**table.line_totals, (group, line): table.line_totals[group, line] + by}
    return replace(table, cells=cells, line_totals=totals)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_added_up_obeys_every_rule(seed: int) -> None:
    assert check(some_children(seed)) == ()
    assert check(make_table([])) == ()


def test_a_wrong_total_is_named() -> None:
    table = some_children(1)
    wrong = replace(table, total=table.total + 1)
    assert check(wrong)[0] == Broken(Rule.ACROSS, None, None, None, table.total, table.total + 1)
    cell = (Group.SEX, "female")
    said = {**table.line_totals, cell: table.line_totals[cell] - 2}
    assert Broken(Rule.ACROSS, *cell, None, said[cell] + 2, said[cell]) in check(replace(table, line_totals=said))


@pytest.mark.parametrize("group", EXCLUSIVE)
def test_a_line_that_was_changed_is_named_with_its_group_and_age(group: Group) -> None:
    table = some_children(2)
    broken = check(tampered(table, group, LINES[group][0], Band.TO_13, 3))
    everybody = table.children[Band.TO_13]
    assert broken[0] == Broken(Rule.DOWN, group, None, Band.TO_13, everybody, everybody + 3)
    assert {one.rule for one in broken} == {Rule.DOWN}
    assert {one.band for one in broken} == {Band.TO_13, None}


def test_relief_is_bounded_by_its_kinds_and_by_all_children() -> None:
    table = some_children(3)
    rules = {
        ("paired", 1000): {Rule.AT_MOST, Rule.ANY_BOUNDS},
        ("any", -1000): {Rule.ANY_BOUNDS, Rule.ANY_AND_NONE},
        ("any", 1000): {Rule.ANY_BOUNDS, Rule.ANY_AND_NONE},
        ("none", 1): {Rule.ANY_AND_NONE},
    }
    for (line, by), expected in rules.items():
        assert {one.rule for one in check(tampered(table, Group.RELIEF, line, Band.TO_5, by))} == expected


def test_children_who_cannot_be_there_are_named() -> None:
    lines = dict.fromkeys(EXCLUSIVE, "not_recorded") | {Group.PARENTS: "other", Group.SCHOOLING: "senior"}
    table = make_table([Tally(band, tuple(lines.items()), frozenset(), 2) for band in (Band.OLDER, Band.TO_13)])
    assert [(one.rule, one.band, one.found) for one in check(table)] == [
        (Rule.TOO_OLD, Band.OLDER, 2),
        (Rule.SCHOOL_OF_AGE, Band.TO_13, 2),
    ]


def test_ages_by_birth_date_are_whole_years_on_every_day_of_a_leap_year() -> None:
    for day in (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2023, 2, 28), date(2023, 3, 1)):
        for around in (date(2016, 2, 28), date(2018, 2, 28), date(2017, 2, 28), date(2018, 3, 1)):
            for off in range(-2, 3):
                birth = around + timedelta(days=off)
                for years in (6, 7, 8):
                    assert (birth > years_before(day, years)) == (age_on(birth, day) < years), (birth, day, years)
