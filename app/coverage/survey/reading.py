"""The survey's table from the children's files: one grouped query, and the condition of each of its numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from app.children.models import Child, LeftBehindKind, Sex
from app.children.roster.answers import Guardianship
from app.coverage.registry import conditions as where
from app.coverage.registry.asking import Ask
from app.coverage.registry.figures import Part
from app.coverage.registry.sources import CHILDREN
from app.coverage.survey.table import (
    ANY,
    EXCLUSIVE,
    KINDS_OF_RELIEF,
    NONE,
    NOT_RECORDED,
    Band,
    Group,
    Table,
    Tally,
    make_table,
)
from app.foundation.database import DbSession
from app.visits.models import CareAgreement


def survey(session: DbSession, ask: Ask) -> Table:
    """The children registered on the day of the ask, within its scope and places; relief as of the day or period."""
    columns = [_band(ask), *(_LINES[group] for group in EXCLUSIVE), *(_flag(ask, line) for line in KINDS_OF_RELIEF)]
    names = [f"c{number}" for number in range(len(columns))]
    labelled = [column.label(name) for column, name in zip(columns, names, strict=True)]
    alike = CHILDREN.rows(ask, *labelled).where(where.registered(ask)).subquery()
    found = session.execute(select(*alike.c, func.count()).group_by(*alike.c))
    return make_table(_tally(row) for row in found)


def cell(group: Group, line: str, band: Band | None) -> Part:
    """The children behind one number; ``band`` None: those of every age."""

    def counted(ask: Ask) -> ColumnElement[bool]:
        at_age = true() if band is None else _band(ask) == band.value
        return and_(where.registered(ask), at_age, _on_line(ask, group, line))

    return Part(CHILDREN, counted)


def _tally(row: Any) -> Tally:
    band, *rest = row
    lines, flags, number = rest[: len(EXCLUSIVE)], rest[len(EXCLUSIVE) : -1], rest[-1]
    relief = frozenset(kind for kind, flag in zip(KINDS_OF_RELIEF, flags, strict=True) if flag)
    return Tally(Band(band), tuple(zip(EXCLUSIVE, lines, strict=True)), relief, number)


def _on_line(ask: Ask, group: Group, line: str) -> ColumnElement[bool]:
    if group is not Group.RELIEF:
        return _LINES[group] == line  # type: ignore[no-any-return] # SQLAlchemy types no comparison of Any
    kinds = {kind: _relief(ask, kind) for kind in KINDS_OF_RELIEF}
    some = or_(*kinds.values())
    return some if line == ANY else ~some if line == NONE else kinds[line]


def _flag(ask: Ask, kind: str) -> ColumnElement[int]:
    return case((_relief(ask, kind), 1), else_=0)


def _relief(ask: Ask, kind: str) -> ColumnElement[bool]:
    """What is on record; ``agreement``: a care agreement in force on the day."""
    if kind == "agreement":
        ended = CareAgreement.ended_on
        in_force = (CareAgreement.signed_on <= ask.day) & (CareAgreement.valid_until >= ask.day)
        lasting = in_force & or_(ended.is_(None), ended > ask.day)
        return Child.id.in_(select(CareAgreement.child_id).where(lasting))
    conditions = {"paired": where.paired, "met": where.met, "activity": where.at_activity, "visited": where.visited}
    return conditions[kind](ask)


def _band(ask: Ask) -> Any:
    """Whoever was born after the day six years ago is 5 at most."""
    limits = ((Band.TO_5, 6), (Band.TO_13, 14), (Band.TO_16, 17))
    return case(
        *((Child.birth_date > years_before(ask.day, years), band.value) for band, years in limits),
        else_=Band.OLDER.value,
    )


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; of the 29th of February the 28th, so that whole years come out right."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


_GRADES = (("preschool", 0, 0), ("primary", 1, 6), ("junior", 7, 9), ("senior", 10, 14))
_LINES: dict[Group, Any] = {
    Group.SEX: case(*((Child.sex == one, one.value) for one in Sex), else_=NOT_RECORDED),
    Group.SCHOOLING: case(*((Child.grade.between(low, high), line) for line, low, high in _GRADES), else_=NOT_RECORDED),
    Group.BOARDING: case((Child.boarding.is_(True), "yes"), (Child.boarding.is_(False), "no"), else_=NOT_RECORDED),
    Group.PARENTS: case(*((Child.left_behind == one, one.value) for one in LeftBehindKind), else_="other"),
    Group.GUARDIANSHIP: case(
        *((Child.guardianship == one.value, one.value) for one in Guardianship), else_=NOT_RECORDED
    ),
}
