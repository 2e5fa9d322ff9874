"""Reads of ledgers: a page of rows, how many there are, the district's figures. Always within the actor's scope."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, or_, select, true

from app.children.consent_text import material_version
from app.children.models import Child, LeftBehindKind, Need, Sex
from app.coverage.ledgers.access import counted, named, on_ledger
from app.coverage.ledgers.codes import Due, Sort
from app.coverage.ledgers.source import Source
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.chinese.ordering import by_name, place_key
from app.foundation.database import DbSession
from app.pairing.models import PairingState
from app.places.models import Area, AreaLevel, School
from app.places.queries import area_names, townships
from app.visits.codes import ParentContact

PAGE = 20
CHUNK = 500
"""Ids in one statement."""
LARGEST = 10**6
"""No number that a ledger is sorted by reaches it; a database would refuse what passes its integers."""


@dataclass(frozen=True)
class Filters:
    """What a ledger is narrowed to; empty is everything."""

    village: uuid.UUID | None = None
    school: uuid.UUID | None = None
    risk: int | None = None
    due: Due | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """On ``Child``; what is due is asked of the rows."""
        wanted = ((Child.village_id, self.village), (Child.school_id, self.school), (Child.risk, self.risk))
        return and_(true(), *(column == value for column, value in wanted if value is not None))


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A child on a ledger. ``name`` is None to who reads codes only; ``due`` the most urgent first."""

    id: uuid.UUID
    code: str
    name: str | None
    sex: Sex | None
    birth_date: date
    township_id: uuid.UUID
    village_id: uuid.UUID | None
    village: str | None
    village_code: str
    school: str | None
    grade: int | None
    class_name: str | None
    left_behind: LeftBehindKind
    guardianship: str | None
    risk: int
    registered_on: date
    consented_until: date | None
    text_outdated: bool
    pairing: PairingState | None
    volunteer: str | None
    """The volunteer's code."""
    served_at: datetime | None
    visited_on: date | None
    visit_due_on: date
    agreed_until: date | None
    parent_contact: ParentContact | None
    checked_on: date | None
    score: int
    due: tuple[Due, ...]
    needs: tuple[Any, ...]
    """Rows of ``area``, ``subject``, ``must``."""


COLUMNS = tuple(one.name for one in fields(LedgerRow) if one.name not in {"due", "needs"})


@dataclass(frozen=True)
class Counts:
    """How many children, how many of them with consent, and of how many each thing is due."""

    children: int = 0
    consented: int = 0
    due: Mapping[Due, int] = field(default_factory=dict)

    def __add__(self, other: Counts) -> Counts:
        due = {one: self.due.get(one, 0) + other.due.get(one, 0) for one in {**self.due, **other.due}}
        return Counts(self.children + other.children, self.consented + other.consented, due)


@dataclass(frozen=True)
class Page:
    """Some rows of a ledger, and where the next page begins (None: there is none)."""

    rows: list[LedgerRow]
    after: str | None


def source_for(session: DbSession, actor: Actor, narrowed: ColumnElement[bool]) -> Source:
    """The rows that the actor may see listed, narrowed to a place or a child."""
    scope = true() if actor.is_system else on_ledger(actor)
    names = true() if actor.is_system else named(actor)
    return Source(and_(scope, narrowed), names, clock.today(), material_version(session))


def whole(source: Source, actor: Actor, narrowed: ColumnElement[bool]) -> Source:
    """All children of a place whose number the actor is told: for counting only."""
    return replace(source, scope=and_(counted(actor), narrowed))


def beyond(source: Source, actor: Actor, narrowed: ColumnElement[bool]) -> Source:
    """Of a place the children who are not listed, and only a number to the actor."""
    return replace(source, scope=and_(counted(actor), ~on_ledger(actor), narrowed))


def page(session: DbSession, source: Source, filters: Filters, sort: Sort, after: str = "", limit: int = PAGE) -> Page:
    """A page of rows in the order asked for, from the row ``after`` on."""
    narrowed = replace(source, scope=and_(source.scope, filters.condition))
    table = narrowed.rows()
    key = _sort_key(table, sort)
    statement = select(table, key.label("sort_key")).order_by(key, table.c.code).limit(limit + 1)
    if filters.due is not None:
        statement = statement.where(_flag(table, filters.due) == 1)
    found = session.execute(_from(statement, table, key, after)).mappings().all()
    shown, last = found[:limit], found[limit - 1] if len(found) > limit else None
    needs = needs_of(session, [one["id"] for one in shown])
    rows = [_row(one, needs.get(one["id"], [])) for one in shown]
    return Page(rows, None if last is None else f"{last['sort_key']}~{last['code']}")


def all_rows(session: DbSession, source: Source, filters: Filters, sort: Sort) -> list[LedgerRow]:
    """Every row, for a file."""
    return page(session, source, filters, sort, limit=10**6).rows


def one_row(session: DbSession, source: Source) -> LedgerRow | None:
    """The row of the one child that the source is narrowed to."""
    return next(iter(page(session, source, Filters(), Sort.CODE, limit=1).rows), None)


def counts(session: DbSession, source: Source, filters: Filters) -> Counts:
    """How many rows the filters leave, what is due aside, and of how many each thing is due."""
    narrowed = replace(source, scope=and_(source.scope, filters.condition))
    return _counts(narrowed, session.execute(select(*_numbers(narrowed))).one())


def counts_by(session: DbSession, source: Source, place: str) -> dict[uuid.UUID | None, Counts]:
    """The same by a place of the children: ``township_id`` or ``village_id``."""
    key = source.facts.c[place]
    found: Any = session.execute(select(*_numbers(source), key).group_by(key))
    return {row[-1]: _counts(source, row) for row in found.all()}


def district_rows(session: DbSession, actor: Actor, district: Area) -> list[tuple[Area, Counts]]:
    """Each township of the district, by code, with its counts: of all children, listed for the actor or not."""
    source = whole(source_for(session, actor, true()), actor, Child.district_id == district.id)
    found = counts_by(session, source, "township_id")
    none = Counts(due=dict.fromkeys(source.dues, 0))
    return [(one, found.get(one.id, none)) for one in townships(session, district.id)]


def unlisted(
    session: DbSession, actor: Actor, narrowed: ColumnElement[bool], filters: Filters
) -> list[tuple[str | None, int]]:
    """Villages by name (None: not recorded) with how many of their children the filters leave who are not listed."""
    source = beyond(source_for(session, actor, true()), actor, and_(narrowed, filters.condition))
    found = counts_by(session, source, "village_id")
    numbers = {id_: one.children if filters.due is None else one.due[filters.due] for id_, one in found.items()}
    names = area_names(session, [id_ for id_ in numbers if id_ is not None])
    counted = [(names.get(id_) if id_ is not None else None, number) for id_, number in numbers.items() if number]
    return sorted(counted, key=lambda one: (one[0] is None, place_key(one[0] or "")))


def villages_and_schools(session: DbSession, source: Source) -> tuple[list[Area], list[School]]:
    """The villages and schools of the children, for filters."""
    villages = select(Area).where(Area.id.in_(select(Child.village_id).where(source.on_ledger)))
    schools = select(School).where(School.id.in_(select(Child.school_id).where(source.on_ledger)))
    return (
        list(session.scalars(villages.order_by(Area.code.is_(None), Area.code, Area.name))),
        by_name(session.scalars(schools)),
    )


def places_of(session: DbSession, actor: Actor) -> list[Area]:
    """The places whose ledger is the actor's own, the widest first."""
    ids = {grant.scope_id for grant in actor.grants if grant.scope_id is not None}
    found = session.scalars(select(Area).where(Area.id.in_(ids)).order_by(Area.code.is_(None), Area.code, Area.name))
    wide = list(AreaLevel)
    return sorted(found, key=lambda area: wide.index(area.level))


def _numbers(source: Source) -> list[ColumnElement[int]]:
    conditions = (source.consented, *source.dues.values())
    flags = (func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions)
    return [func.count(source.facts.c.id), *flags]


def _counts(source: Source, row: Any) -> Counts:
    every, consented, *due = (int(number) for number in row[: len(source.dues) + 2])
    return Counts(every, consented, dict(zip(source.dues, due, strict=True)))


def _flag(table: Any, due: Due) -> ColumnElement[Any]:
    flag: ColumnElement[Any] = table.c[f"due_{due.value}"]
    return flag


def _sort_key(table: Any, sort: Sort) -> ColumnElement[Any]:
    """One column that ascends, never NULL."""
    keys: dict[Sort, Any] = {
        Sort.DUE: -table.c.score,
        Sort.CODE: table.c.code,
        Sort.AGE: table.c.birth_date,
        Sort.RISK: -table.c.risk,
        Sort.VILLAGE: table.c.village_code,
        Sort.VISIT: table.c.visit_due_on,
    }
    key: ColumnElement[Any] = keys[sort]
    return key


def _from(statement: Select[Any], table: Any, key: ColumnElement[Any], after: str) -> Select[Any]:
    """From the row after the one whose key and code ``after`` names; what is no such thing begins at the beginning."""
    text, found, code = after.rpartition("~")
    value = _parsed(key, text) if found else None
    if value is None:
        return statement
    return statement.where(or_(key > value, and_(key == value, table.c.code > code)))


def _parsed(key: ColumnElement[Any], text: str) -> Any:
    if isinstance(key.type, String):
        return text
    try:
        return date.fromisoformat(text) if key.type.python_type is date else _small(int(text))
    except ValueError:
        return None


def _small(number: int) -> int | None:
    return number if abs(number) < LARGEST else None


def _row(found: Mapping[Any, Any], needs: list[Any]) -> LedgerRow:
    due = tuple(one for one in Due if found.get(f"due_{one.value}"))
    return LedgerRow(**{name: found[name] for name in COLUMNS}, due=due, needs=tuple(needs))


def needs_of(session: DbSession, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """Area, subject and must of the needs of these children, in order."""
    found: dict[uuid.UUID, list[Any]] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(Need.child_id, Need.area, Need.subject, Need.must)
        query = query.where(Need.child_id.in_(ids[start : start + CHUNK]))
        for row in session.execute(query.order_by(Need.position)):
            found.setdefault(row.child_id, []).append(row)
    return found
