"""What a person may have of what is kept about them: every column the inventory gives them, third persons' left out.

Of a child's carers only the very one who asks gets back the own name, phone and whereabouts: parents live apart, and
some have their reasons.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Column, Table, or_, select

from app.catalogue.queries import term_name
from app.children.codes import LeaveReason, WithdrawReason
from app.children.wording import (
    grade_name,
    guardianship_name,
    languages_line,
    modes_line,
    relation_name,
    risk_name,
    slots_line,
)
from app.foundation.chinese import CellValue
from app.foundation.database import Base, DbSession
from app.foundation.dates import local_moment, plain_day
from app.foundation.inventory import About, Copy, DataClass, Row, inventory
from app.foundation.messages import has_label, label
from app.foundation.retention import Subject
from app.privacy.overwriting import links
from app.privacy.wording import table_name
from app.reminders.kinds import GROUPS, ReminderKind
from app.visits.codes import CareNeed
from app.volunteers.forms import study_year_name

MINE: dict[str, frozenset[About]] = {
    "child": frozenset({About.CHILD, About.CARER, About.PAIR}),
    "volunteer": frozenset({About.VOLUNTEER, About.PAIR}),
    "account": frozenset({About.HOLDER}),
}
"""Whose data each may have: a note about the child in a session's row is not the volunteer's."""
NAMED = {"area": "name", "school": "name", "site": "name", "season": "name"}
"""Places: of a link to one, the copy says what it is called."""


def _coded(codes: type[StrEnum]) -> Callable[[Any], str]:
    return lambda value: label(codes(value)) if value in set(codes) else str(value or "—")


def _why(value: Any) -> str:
    """A reason of a file's history: of a level (a word of its own), or of leaving the ledger (a code)."""
    return _written(value, None) if isinstance(value, StrEnum) else _coded(LeaveReason)(value)


def _needs_of_care(codes: Iterable[str]) -> str:
    return str(_(", ")).join(label(need) for need in CareNeed if need.value in set(codes))


def _picture(written: Any) -> str:
    """A picture does not fit into a cell: where to see it and save it."""
    return str(_("A photo; see it and save it under “My photo”")) if written else "—"


WORDS: dict[str, Callable[[Any], str]] = {
    "grade": grade_name, "grade_min": grade_name, "grade_max": grade_name, "guardianship": guardianship_name,
    "languages": languages_line, "left_reason": _coded(LeaveReason), "mode": lambda value: modes_line([value]),
    "modes": modes_line, "picture": _picture, "relation": relation_name,
    "risk": risk_name, "before": risk_name, "after": risk_name, "reason": _why, "care_needs": _needs_of_care,
    "slots": slots_line, "study_year": lambda value: study_year_name(value or ""),
    "withdrawn_reason": _coded(WithdrawReason),
}  # fmt: skip
"""Columns of codes: how each is said to people."""


@dataclass(frozen=True)
class Section:
    """One kind of record: for each of them the values by what they are called."""

    title: str
    records: tuple[tuple[tuple[str, str], ...], ...]


def copy_of(
    session: DbSession, subject: Subject, record_id: uuid.UUID, *, carer_id: uuid.UUID | None = None,
    account_id: uuid.UUID | None = None,
) -> list[Section]:  # fmt: skip
    """Everything a child's guardian, or a volunteer, may have. The caller has judged and logged it."""
    owners = {subject.value: record_id}
    if account_id is not None:
        owners["account"] = account_id
    found = []
    for owner, number in owners.items():
        for name, rows in _tables(owner):
            table = Base.metadata.tables[name]
            records = _records(session, table, rows, owner, number, carer_id)
            if records:
                found.append(Section(table_name(name), records))
    return found


def as_rows(sections: Iterable[Section]) -> tuple[tuple[str, ...], list[list[CellValue]]]:
    """Headings and rows of the file."""
    headings = (_("Kind of record"), _("Number"), _("Item"), _("Content"))
    rows: list[list[CellValue]] = [
        [section.title, number, name, value]
        for section in sections
        for number, record in enumerate(section.records, 1)
        for name, value in record
    ]
    return headings, rows


def _tables(owner: str) -> list[tuple[str, list[Row]]]:
    """The tables of one person, the person's own first, with the columns that a copy holds."""
    found: dict[str, list[Row]] = {}
    for row in inventory():
        if _theirs(row, owner) and links(Base.metadata.tables[row.table], owner):
            found.setdefault(row.table, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.kind is DataClass.PLACE)  # who it is stands before where
    return sorted(found.items(), key=lambda item: (item[0] != owner, item[0]))


def _theirs(row: Row, owner: str) -> bool:
    """What was written freely about a pair may name the child: a volunteer keeps the dates and minutes only."""
    text = row.about is About.PAIR and row.kind is DataClass.FREE_TEXT
    return row.copy is not Copy.NO and row.about in MINE[owner] and not (text and owner == "volunteer")


def _records(
    session: DbSession, table: Table, rows: list[Row], owner: str, record_id: uuid.UUID, carer_id: uuid.UUID | None
) -> tuple[tuple[tuple[str, str], ...], ...]:
    keys = links(table, owner)
    columns = [table.c[row.column] for row in rows]
    order = list(table.primary_key.columns)
    query = select(*order, *columns).where(or_(*(key == record_id for key in keys))).order_by(*order)
    rows_found = session.execute(query).all()
    written = {column: [found[place] for found in rows_found] for place, column in enumerate(columns, len(order))}
    named = _named(session, written)
    records = []
    for found in rows_found:
        values = dict(zip(columns, found[len(order) :], strict=True))
        own = table.name == "carer" and carer_id is not None and found[0] == carer_id
        records.append(tuple(
            (row.zh if str(get_locale()) != "en" else row.en, _said(row.column, values[column], named.get(column)))
            for row, column in zip(rows, columns, strict=True)
            if row.copy is Copy.YES or own
        ))  # fmt: skip
    return tuple(record for record in records if record)


def _named(session: DbSession, written: Mapping[Column[Any], Iterable[Any]]) -> dict[Column[Any], Mapping[Any, str]]:
    """What the places are called that the columns tell of."""
    found: dict[Column[Any], Mapping[Any, str]] = {}
    for column, ids in written.items():
        for key in column.foreign_keys:
            target = key.column.table
            if target.name in NAMED:
                names = select(target.c.id, target.c[NAMED[target.name]]).where(target.c.id.in_(set(ids) - {None}))
                found[column] = {number: str(name) for number, name in session.execute(names)}
    return found


def _said(name: str, value: Any, named: Mapping[Any, str] | None) -> str:
    if name in WORDS and (value is not None or name in {"slots", "languages"}):  # of these, None is "any"
        return str(WORDS[name](value)) or "—"
    return _written(value, named)


def _written(value: Any, named: Mapping[Any, str] | None) -> str:
    if value is None or value == "":
        return "—"
    if named is not None:
        return named.get(value, "—")
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, StrEnum):
        if isinstance(value, ReminderKind):
            value = GROUPS[value]  # its sentence has figures of then; what it was about says enough
        return label(value) if has_label(value) else value.value
    if isinstance(value, datetime):
        return local_moment(value)
    if isinstance(value, date):
        return plain_day(value)
    if isinstance(value, (frozenset, list, tuple)):
        return str(_(", ")).join(term_name(str(one)) for one in sorted(value, key=str)) or "—"
    return term_name(value) if isinstance(value, str) else str(value)
