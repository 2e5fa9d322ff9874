"""The page about files names every file's columns and addresses as they are."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.certificates.hours_file import KNOWN, OWN, OWN_HEADINGS
from app.coverage.published.table import TABLE
from app.reports.tables.kinds import TABLES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


def test_the_page_names_every_column_in_its_order() -> None:
    for table in (*TABLES.values(), TABLE):
        found = [PAGE.index(f"`{one.name}`", PAGE.index(f"`{table.columns[0].name}`")) for one in table.columns]
        assert found == sorted(found), table.name
        for one in table.columns:
            assert all(f"`{value}`" in PAGE for value in one.one_of), one.name
    headings = {OWN_HEADINGS.get(one.name, one.headings[0]) for one in KNOWN.fields}
    assert {one for one in headings if one not in PAGE} == set()
    assert {name for names in OWN.values() for name in names} <= {one.name for one in KNOWN.fields}


def test_no_heading_means_two_things() -> None:
    for one in KNOWN.fields:
        assert {KNOWN.field_of(heading) for heading in one.headings} == {one.name}, one.name


def test_its_addresses_are_there(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert {"/certificates/hours", "/tables", "/open-figures/<any(zh, en):language>/<string:code>/figures.csv"} <= rules
