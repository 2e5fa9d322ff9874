"""The data inventory says of every column what it is: a column without a row, or a row without a column, fails."""

from __future__ import annotations

import importlib
import importlib.util

from sqlalchemy import Column, Table

from app.factory import PARTS
from app.foundation.database import Base
from app.foundation.inventory import (
    FILE,
    HEADINGS,
    About,
    Copy,
    DataClass,
    End,
    Ground,
    Kept,
    Row,
    Seen,
    inventory,
)
from app.foundation.types import Sealed
from app.privacy.wording import TABLES

PLAIN = "nobody,technical,no,machine,always,none,keep,no,,"
HOW = f"""
Every column has one line in {FILE} beside the models of its part, under the heading
  {",".join(HEADINGS)}
(app/foundation/inventory.py says what each word means). Nothing about a person: copy the suggested line as it is.
Something about a person, or a key, hash or free text: say whose it is, who sees it, how long, why, and how it ends when
the file is anonymised (the retention job does what the line says); in Chinese and in English what it is called.
"""
FOR_GOOD = {Kept.ALWAYS, Kept.CONCERN}
# Every table, without building an application.
for _part in PARTS:
    if importlib.util.find_spec(f"app.{_part}.models") is not None:
        importlib.import_module(f"app.{_part}.models")
importlib.import_module("app.foundation.audit.models")
importlib.import_module("app.foundation.jobs.models")
IDENTIFYING = {
    DataClass.IDENTITY, DataClass.CONTACT, DataClass.HEALTH, DataClass.FREE_TEXT, DataClass.KEY, DataClass.CREDENTIAL,
}  # fmt: skip


def _columns() -> dict[tuple[str, str], Column[object]]:
    return {(table.name, column.name): column for table in Base.metadata.sorted_tables for column in table.columns}


def _part_of(table: Table) -> str:
    owners = {mapper.local_table.name: mapper.class_.__module__.split(".")[1] for mapper in Base.registry.mappers}
    return owners.get(table.name, "?")


def _suggested(column: Column[object]) -> str:
    table = column.table
    assert isinstance(table, Table)
    sealed = isinstance(column.type, Sealed)
    kind = "link" if column.foreign_keys else "technical"
    rest = "WHOSE,free_text,yes,SEEN,KEPT,GROUND,empty,yes,ZH,EN" if sealed else PLAIN.replace("technical", kind)
    return f"app/{_part_of(table)}/{FILE}: {table.name},{column.name},{rest}"


def test_every_column_has_a_row() -> None:
    known = {(row.table, row.column) for row in inventory()}
    missing = [_suggested(column) for place, column in _columns().items() if place not in known]
    assert not missing, f"{len(missing)} columns without a row in the data inventory.{HOW}" + "\n".join(missing)


def test_every_row_has_its_column_once_and_in_its_own_part() -> None:
    places = [(row.table, row.column) for row in inventory()]
    columns = _columns()
    stray = [f"app/{row.part}/{FILE}: {row.table},{row.column}" for row in inventory()
             if (row.table, row.column) not in columns]  # fmt: skip
    assert not stray, "Rows of the inventory without a column; delete them:\n" + "\n".join(stray)
    assert len(places) == len(set(places)), sorted({place for place in places if places.count(place) > 1})
    for row in inventory():
        assert row.part == _part_of(Base.metadata.tables[row.table]), f"{row.table} stands in the file of {row.part}"


def test_encrypted_means_encrypted() -> None:
    columns = _columns()
    for row in inventory():
        kind = columns[row.table, row.column].type
        assert row.sealed == isinstance(kind, Sealed), f"{row.table}.{row.column}: sealed says {row.sealed}"
        if isinstance(kind, Sealed):
            assert kind.place == f"{row.table}.{row.column}", "the associated data must name the column itself"


def test_every_row_is_one_story() -> None:
    wrong = [
        f"app/{row.part}/{FILE}: {row.table},{row.column}: {fault}" for row in inventory() for fault in _faults(row)
    ]
    assert not wrong, "\n".join(wrong)


def _faults(row: Row) -> list[str]:
    personal, forgotten = row.about is not About.NOBODY, row.end is not End.KEEP
    secret = row.kind in {DataClass.KEY, DataClass.CREDENTIAL}
    plain = row.kind in {DataClass.TECHNICAL, DataClass.LINK, DataClass.FIGURE}
    rules = {
        "kept for good means that it stays; everything else ends somehow": (row.kept in FOR_GOOD) != forgotten,
        "what is about nobody is technical, a link or a figure": personal or plain,
        "what is about nobody needs no ground, copy or encryption": personal
        or (row.ground, row.copy, row.sealed) == (Ground.NONE, Copy.NO, False),
        "a person's data needs a ground": not personal or row.ground is not Ground.NONE,
        "a person's data needs its name in Chinese and English": not personal or bool(row.zh and row.en),
        "what identifies a person or is written freely is not kept for good": forgotten
        or row.kept is Kept.CONCERN
        or not (row.sealed or row.kind in IDENTIFYING),
        "keys and credentials are nobody's to read": not secret or (row.seen, row.copy) == (Seen.MACHINE, Copy.NO),
        "third persons' data is left out of a copy": row.about is not About.OTHER or row.copy is Copy.NO,
    }
    return [words for words, holds in rules.items() if not holds]


def test_every_table_has_a_name_in_words() -> None:
    """In a copy of one's data a table without one would stand under its name in the database."""
    assert sorted({row.table for row in inventory()} - set(TABLES)) == []
