"""Reads of visits: what is due, the visits of a child, and the codes a phone keeps."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from app.children.access import named_in_lists
from app.children.models import Child, ChildStatus
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, authorize, visible_to, within_any
from app.foundation.database import DbSession
from app.foundation.paging import Page, row_page
from app.places.models import Area
from app.visits.access import kept_by
from app.visits.due import LEVELS, SOON, Interval, due_table, shipped_interval
from app.visits.models import CareAgreement, FileCheck, Visit, VisitInterval
from app.visits.standing import Lack, Standing, agreement_lacks, standing_columns, to_check

PAGE = 30
MOST_CODES = 300


@dataclass(frozen=True)
class Due:
    """A child on the list of visits. ``last_on`` None: not visited yet; ``name`` where the list shows it."""

    child: Child
    last_on: date | None
    due_on: date
    standing: Standing
    name: str | None

    @property
    def days(self) -> int:
        """Days until it is due; negative where it is overdue."""
        return (self.due_on - clock.today()).days

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is missing beside the visit."""
        return self.standing.lacks(clock.today())


@dataclass(frozen=True)
class Counts:
    """How many of the children one keeps are overdue, due soon, on the list at all; and what else is missing."""

    overdue: int
    soon: int
    total: int
    unchecked: int
    without_agreement: int


SHOWN = {"overdue", "soon", "agreement", "check"}


def due_page(
    session: DbSession, actor: Actor, show: str = "", village_id: uuid.UUID | None = None, cursor: str | None = None
) -> Page[Due]:
    """The children whose visits the actor makes or follows, the longest overdue first.

    ``show``: of ``SHOWN``, or "" for all of them.
    """
    table = due_table()
    query = _listed(actor, table).where(*shown(table, show, clock.today()))
    if village_id is not None:
        query = query.where(Child.village_id == village_id)
    page = row_page(session, query, (table.c.due_on, Child.code), cursor, PAGE)
    return Page([_due(actor, *row) for row in page.rows], page.next, page.previous)


def due_first(session: DbSession, actor: Actor, limit: int, *, near: bool) -> list[Due]:
    """The first of them; ``near``: in one round, what is overdue, then what is due soon, each village by village.

    A phone is not asked where it is.
    """
    table = due_table()
    order = (*(_round(table, clock.today()) if near else ()), table.c.due_on, Child.code)
    return [_due(actor, *row) for row in session.execute(_listed(actor, table).order_by(*order).limit(limit))]


def _listed(actor: Actor, table: Any) -> Select[Any]:
    query = _kept(actor, table).add_columns(table.c.last_on, table.c.due_on, *standing_columns())
    return query.options(joinedload(Child.village), joinedload(Child.school), joinedload(Child.township))


def _round(table: Any, today: date) -> tuple[ColumnElement[Any], ...]:
    """Overdue, soon, later; within each by village as the division code has them, those without one last."""
    due = table.c.due_on
    pressing = case((due < today, 0), (due <= today + timedelta(days=SOON), 1), else_=2)
    village = select(func.coalesce(Area.code, Area.name)).where(Area.id == Child.village_id)
    place = village.correlate(Child).scalar_subquery()
    return pressing, Child.village_id.is_(None), place


def counts(session: DbSession, actor: Actor) -> Counts:
    """The figures above the list, in one query."""
    table, today = due_table(), clock.today()
    number = [func.count().filter(*shown(table, show, today)) for show in ("overdue", "soon", "", "check", "agreement")]
    row: Any = session.execute(_kept(actor, table).with_only_columns(*number, maintain_column_froms=True)).one()
    return Counts(*row)


def overdue_unseen(session: DbSession, actor: Actor) -> int:
    """How many overdue children of one's townships have a file that is closed to oneself: a number and no more."""
    table = due_table()
    query = select(func.count()).select_from(Child).join(table, table.c.child_id == Child.id)
    mine = within_any(actor, (Role.TOWNSHIP_SUPERVISOR,), Child)
    return session.scalar(query.where(mine, ~kept_by(actor), *shown(table, "overdue", clock.today()))) or 0


def due_of(session: DbSession, actor: Actor, child: Child) -> Due | None:
    """When this child is to be visited next, and how its guardianship stands; None off the ledger, or not one's own."""
    table = due_table()
    query = _kept(actor, table).add_columns(table.c.last_on, table.c.due_on, *standing_columns())
    row = session.execute(query.where(Child.id == child.id)).one_or_none()
    return None if row is None else _due(actor, *row)


def villages(session: DbSession, actor: Actor) -> Sequence[Area]:
    """The villages a supervisor can narrow the list to."""
    here = actor.scope_ids(Role.TOWNSHIP_SUPERVISOR)
    return session.scalars(select(Area).where(Area.parent_id.in_(here)).order_by(Area.code, Area.name)).all()


def visit(session: DbSession, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """One visit, of a child the actor keeps.

    Raises:
        Missing: there is none, or it is not the actor's.
    """
    return authorize(actor, Permission.VISIT_READ, session.get(Visit, visit_id))


def voidable(session: DbSession, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """One visit that the actor may void.

    Raises:
        Missing: there is none, or it is not the actor's to void.
    """
    return authorize(actor, Permission.VISIT_VOID, session.get(Visit, visit_id))


def visits_of(session: DbSession, child: Child, limit: int = PAGE) -> Sequence[Visit]:
    """The visits of a child that the caller has judged, the latest first."""
    query = select(Visit).where(Visit.child_id == child.id).options(joinedload(Visit.visited_by))
    return session.scalars(query.order_by(Visit.visited_on.desc(), Visit.recorded_at.desc()).limit(limit)).all()


def agreements_of(session: DbSession, child: Child) -> Sequence[CareAgreement]:
    """The care agreements of a child that the caller has judged, the latest first."""
    query = select(CareAgreement).where(CareAgreement.child_id == child.id)
    return session.scalars(query.order_by(CareAgreement.signed_on.desc(), CareAgreement.recorded_at.desc())).all()


def checks_of(session: DbSession, child: Child, limit: int = 8) -> Sequence[FileCheck]:
    """The last looks through the file of a child that the caller has judged, the latest first."""
    query = select(FileCheck).where(FileCheck.child_id == child.id)
    return session.scalars(query.order_by(FileCheck.checked_on.desc(), FileCheck.checked_at.desc()).limit(limit)).all()


def known_ids(session: DbSession, actor: Actor, ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the ids under which a visit of the actor's children is recorded."""
    query = visible_to(actor, Visit).where(Visit.id.in_(ids))
    return list(session.scalars(query.with_only_columns(Visit.id)))


def children_to_visit(session: DbSession, actor: Actor) -> list[Child]:
    """The children to choose from in the form, the next due first."""
    table = due_table()
    return list(session.scalars(_kept(actor, table).order_by(table.c.due_on, Child.code).limit(MOST_CODES)))


def intervals_of(session: DbSession, district_id: uuid.UUID) -> dict[int, Interval]:
    """The intervals of a district by level: those set, else those the program ships with."""
    rows = session.scalars(select(VisitInterval).where(VisitInterval.district_id == district_id))
    known = {row.level: Interval(row.days, row.summer_days) for row in rows}
    return {level: known.get(level, shipped_interval(level)) for level in LEVELS}


def first_district(session: DbSession, ids: Iterable[uuid.UUID]) -> Area | None:
    """The first by name of some districts."""
    return session.scalars(select(Area).where(Area.id.in_(list(ids))).order_by(Area.name, Area.id).limit(1)).first()


def _kept(actor: Actor, table: Any) -> Select[Any]:
    query: Select[Any] = visible_to(actor, Child).where(kept_by(actor), Child.status == ChildStatus.ACTIVE)
    return query.join(table, table.c.child_id == Child.id)


def shown(table: Any, show: str, today: date) -> list[ColumnElement[bool]]:
    """The conditions of one of ``SHOWN``, over ``Child`` joined with ``due_table()``; of anything else, none."""
    due = table.c.due_on
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "overdue": [due < today],
        "soon": [due >= today, due <= today + timedelta(days=SOON)],
        "check": [to_check(today)],
        "agreement": [agreement_lacks(today)],
    }
    return conditions.get(show, [Child.id.is_not(None)])


def _due(actor: Actor, child: Child, last_on: date | None, due_on: date, *columns: Any) -> Due:
    standing = Standing(child.registered_on, *columns)
    return Due(child, last_on, due_on, standing, child.name if named_in_lists(actor, child) else None)
