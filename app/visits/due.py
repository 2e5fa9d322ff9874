"""When the next visit of a child is due: one place, in SQL, for lists, ledgers, reports and figures.

The due date is the last visit (before the first: the day of registration) plus the interval of the child's level of
attention. In the summer vacation the shorter interval of the summer counts, from its first day at the earliest: a child
last seen in June, monthly, is due a summer interval after 1 July, and one last seen at the end of August monthly again.
It depends on the last visit alone, not on the day one looks, so that a due date that was told does not move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Subquery, and_, case, cast, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from app.children.gates import HIGHEST_RISK
from app.children.models import Child, ChildStatus
from app.visits.codes import VisitPlace
from app.visits.models import Visit, VisitInterval

SUMMER = (7, 8)
"""First and last month of the summer vacation."""
SOON = 7
"""Days ahead from which a visit that is not due yet is on the lists."""


@dataclass(frozen=True)
class Interval:
    """Days between two visits, and in the summer vacation."""

    days: int
    summer_days: int


MONTHLY, WEEKLY = Interval(30, 30), Interval(7, 7)
LEVELS = tuple(range(HIGHEST_RISK + 1))


def shipped_interval(level: int) -> Interval:
    """What counts where the organizer set nothing: weekly at the highest level, monthly else."""
    return WEEKLY if level >= HIGHEST_RISK else MONTHLY


def due_date(last: date, interval: Interval) -> date:
    """The day on which the next visit is due; the twin in Python of ``due_on``."""
    first, end = date(last.year, SUMMER[0], 1), date(last.year, SUMMER[1] + 1, 1)
    usual = last + timedelta(days=interval.days)
    in_summer = max(last, first) + timedelta(days=interval.summer_days)
    return min(usual, in_summer) if in_summer < end else usual


class plus_days(GenericFunction[date]):  # noqa: N801 - a function of SQL
    """``plus_days(day, number)``: so many days later."""

    type = Date()
    inherit_cache = True


class first_of_month(GenericFunction[date]):  # noqa: N801 - a function of SQL
    """``first_of_month(day, month)``: the first of that month in the year of ``day``."""

    type = Date()
    inherit_cache = True


@compiles(plus_days, "sqlite")
def _plus_days_sqlite(element: Any, compiler: Any, **kwargs: Any) -> str:
    day, number = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"date({day}, '+' || ({number}) || ' days')"


@compiles(plus_days, "postgresql")
def _plus_days_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    day, number = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"(({day}) + ({number}))"


@compiles(first_of_month, "sqlite")
def _first_of_month_sqlite(element: Any, compiler: Any, **kwargs: Any) -> str:
    day, month = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"(strftime('%Y', {day}) || printf('-%02d-01', {month}))"


@compiles(first_of_month, "postgresql")
def _first_of_month_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    day, month = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"make_date(EXTRACT(YEAR FROM {day})::int, {month}, 1)"


def counted() -> ColumnElement[bool]:
    """The visits that count: those not voided."""
    return Visit.voided_at.is_(None)


def last_visit_on() -> ColumnElement[Any]:
    """For a select from ``Child``: the day of the last visit that moves the due date, or NULL.

    A call does not stand for a visit at the highest level of attention.
    """
    seen = or_(Visit.place != VisitPlace.PHONE, Child.risk < HIGHEST_RISK)
    last = select(func.max(Visit.visited_on)).where(Visit.child_id == Child.id, counted(), seen)
    return last.correlate(Child).scalar_subquery()


def due_table() -> Subquery:
    """``child_id``, ``last_on`` (NULL: never), ``due_on`` of every child on the ledger; to be joined by ``child_id``.

    Narrow what is joined to it by scope: the table itself is everybody's.
    """
    same_level = VisitInterval.level == Child.risk
    rows = (
        select(
            Child.id.label("child_id"),
            last_visit_on().label("last_on"),
            Child.registered_on,
            func.coalesce(VisitInterval.days, _shipped("days")).label("days"),
            func.coalesce(VisitInterval.summer_days, _shipped("summer_days")).label("summer_days"),
        )
        .outerjoin(VisitInterval, and_(VisitInterval.district_id == Child.district_id, same_level))
        .where(Child.status == ChildStatus.ACTIVE)
        .subquery("visit_bases")
    )
    base = func.coalesce(rows.c.last_on, rows.c.registered_on)
    due = due_on(base, rows.c.days, rows.c.summer_days)
    return select(rows.c.child_id, rows.c.last_on, due.label("due_on")).subquery("visit_due")


def due_on(last: ColumnElement[Any], days: ColumnElement[int], summer_days: ColumnElement[int]) -> ColumnElement[Any]:
    """``due_date`` in SQL."""
    first, end = (first_of_month(last, _number(month)) for month in (SUMMER[0], SUMMER[1] + 1))
    usual = plus_days(last, days)
    in_summer = plus_days(case((last > first, last), else_=first), summer_days)
    return case((and_(in_summer < end, in_summer < usual), in_summer), else_=usual)


def _number(value: int) -> ColumnElement[int]:
    return cast(literal(value, literal_execute=True), Integer)


def _shipped(name: str) -> ColumnElement[int]:
    highest, other = (getattr(shipped_interval(level), name) for level in (HIGHEST_RISK, 0))
    return case((Child.risk >= HIGHEST_RISK, _number(highest)), else_=_number(other))
