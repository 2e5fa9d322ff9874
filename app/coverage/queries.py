"""The figures from the rows under them, by a few grouped queries, always within a scope."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, has_request_context
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import aliased

from app.activities.models import Activity, ActivityState, Attendance
from app.children.models import Child, ChildStatus
from app.coverage.access import READERS
from app.coverage.figures import By, Figures, Month, Row, season_bounds
from app.foundation.access import Actor, Permission, Role, may, once_a_request, within_any
from app.foundation.chinese.ordering import place_key
from app.foundation.database import DbSession
from app.pairing.models import Pairing, PairingState
from app.places.models import Area, AreaLevel, School
from app.seasons.models import Season
from app.sessions.models import ServiceSession, SessionState

PAIRED = (PairingState.APPROVED, PairingState.ACTIVE)
KEYS: dict[By, Any] = {By.TOWNSHIP: Child.township_id, By.VILLAGE: Child.village_id, By.SCHOOL: Child.school_id}


@dataclass(frozen=True)
class View:
    """What is counted: the children within ``scope`` of the season's district, in a season, with a month for "met"."""

    season: Season
    month: Month
    today: date
    scope: ColumnElement[bool]

    def narrowed(self, condition: ColumnElement[bool]) -> View:
        """The same for some of the children."""
        return View(self.season, self.month, self.today, and_(self.scope, condition))

    @property
    def children(self) -> ColumnElement[bool]:
        """All children counted in the hours, left ones too."""
        return and_(Child.district_id == self.season.district_id, self.scope)

    @property
    def registered(self) -> ColumnElement[bool]:
        """On the ledger."""
        return and_(Child.status == ChildStatus.ACTIVE, self.children)

    @property
    def consented(self) -> ColumnElement[bool]:
        """With a consent that reaches today."""
        return Child.is_consented(self.today)

    @property
    def paired(self) -> ColumnElement[bool]:
        """Consented, with an approved or active pairing of the season."""
        served = select(Pairing.id).where(
            Pairing.child_id == Child.id, Pairing.season_id == self.season.id, Pairing.state.in_(PAIRED)
        )
        return and_(self.consented, served.correlate(Child).exists())

    @property
    def waiting(self) -> ColumnElement[bool]:
        """Consented and not paired."""
        return and_(self.consented, ~self.paired)

    @property
    def met(self) -> ColumnElement[bool]:
        """With a confirmed session in the month."""
        first, after = self.month.bounds
        return self.served(ServiceSession.starts_at >= first, ServiceSession.starts_at < after)

    @property
    def reached(self) -> ColumnElement[bool]:
        """With a confirmed session in the season, or at a group activity of its days."""
        first, after = season_bounds(self.season)
        attended = (
            select(Activity.id)
            .join(Attendance, Activity.id == Attendance.activity_id)
            .where(
                Attendance.child_id == Child.id,
                Activity.district_id == self.season.district_id,
                Activity.state == ActivityState.HELD,
                Activity.starts_at >= first,
                Activity.starts_at < after,
            )
        )
        return or_(self.served(), attended.correlate(Child).exists())

    def served(self, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        """With a confirmed session of the season, of those that meet the conditions: looked up child by child."""
        theirs = self.confirmed(ServiceSession.id).where(ServiceSession.child_id == Child.id, *conditions)
        return theirs.correlate(Child).exists()

    def confirmed(self, *columns: Any) -> Select[Any]:
        """Columns of the season's confirmed sessions."""
        return (
            select(*columns)
            .join(Pairing, Pairing.id == ServiceSession.pairing_id)
            .where(Pairing.season_id == self.season.id, ServiceSession.state == SessionState.CONFIRMED)
        )


@once_a_request
def scope_of(actor: Actor) -> ColumnElement[bool]:
    """The children whose figures the actor sees."""
    return true() if actor.is_system else within_any(actor, READERS, Child)


def seasons_of(session: DbSession, actor: Actor) -> list[Season]:
    """The seasons of the districts the actor's scopes lie in, the latest first."""
    townships = select(Area.district_id).where(Area.id.in_(actor.scope_ids(Role.TOWNSHIP_SUPERVISOR)))
    schools = select(School.district_id).where(School.id.in_(actor.scope_ids(Role.SCHOOL_STAFF)))
    own = or_(
        Season.district_id.in_(actor.scope_ids(Role.ORGANIZER)),
        Season.district_id.in_(townships),
        Season.district_id.in_(schools),
    )
    ordered = select(Season).where(own).order_by(Season.starts_on.desc(), Season.code)
    return list(session.scalars(ordered))


def figures_by(session: DbSession, view: View, by: By) -> dict[uuid.UUID | None, Figures]:
    """Figures by place id, in two queries; places without any child are not in it."""
    key = KEYS[by]
    counted = (
        select(
            key,
            func.count(),
            _how_many(view.consented),
            _how_many(view.paired),
            _how_many(view.met),
            _how_many(view.reached),
        )
        .where(view.registered)
        .group_by(key)
    )
    found = {place: Figures(*map(int, numbers)) for place, *numbers in session.execute(counted)}
    served = (
        view.confirmed(key, func.sum(ServiceSession.minutes))
        .join(Child, Child.id == ServiceSession.child_id)
        .where(view.children)
        .group_by(key)
    )
    for place, minutes in session.execute(served):
        found[place] = found.get(place, Figures()) + Figures(minutes=int(minutes))
    return found


def _shown(session: DbSession, view: View, by: By) -> dict[uuid.UUID | None, Figures]:
    """``figures_by``, read once for all that one page says of them."""
    if not has_request_context():
        return figures_by(session, view, by)
    known: dict[tuple[View, By], dict[uuid.UUID | None, Figures]] = g.setdefault("figures_shown", {})
    if (view, by) not in known:
        known[view, by] = figures_by(session, view, by)
    return known[view, by]


def rows_by(session: DbSession, actor: Actor, view: View, by: By, under: Area | None = None) -> list[Row]:
    """A row per place of the actor's, those without any child too; at the end the children whose place is not recorded.

    ``under`` limits villages to those of one township.
    """
    found = _shown(session, view, by)
    if by is By.SCHOOL:
        rows = _school_rows(session, actor, view, found)
    else:
        rows = _area_rows(session, actor, view, by, found, under)
    if None in found:
        name = _("No school") if by is By.SCHOOL else _("Village not recorded")
        rows.append(Row(None, name, found[None]))
    return rows


def figures_of(session: DbSession, view: View) -> Figures:
    """The figures of all children of a view."""
    return sum(_shown(session, view, By.TOWNSHIP).values(), Figures())


def home_townships(session: DbSession, school: School) -> frozenset[uuid.UUID]:
    """The townships in which the school's children are at home."""
    homes = select(Child.township_id).where(Child.school_id == school.id, Child.status == ChildStatus.ACTIVE)
    return frozenset(session.scalars(homes.distinct()))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


Found = dict[uuid.UUID | None, Figures]


def _is_theirs(actor: Actor, place: Area | School, found: Found) -> bool:
    """Whether the place has a row for the actor: it lies in their scope, or children of theirs belong to it."""
    return place.id in found or may(actor, Permission.COVERAGE_READ, place)


def _area_rows(session: DbSession, actor: Actor, view: View, by: By, found: Found, under: Area | None) -> list[Row]:
    level = AreaLevel.TOWNSHIP if by is By.TOWNSHIP else AreaLevel.VILLAGE
    parent = aliased(Area)
    statement = (
        select(Area, parent.name)
        .join(parent, parent.id == Area.parent_id)
        .where(Area.level == level, Area.district_id == view.season.district_id)
        .order_by(parent.code, Area.code.is_(None), Area.code, Area.name)
    )
    if under is not None:
        statement = statement.where(Area.parent_id == under.id)
    told = by is By.VILLAGE and under is None
    return [
        Row(area.id, area.name, found.get(area.id, Figures()), above if told else "", area.column, area.row)
        for area, above in session.execute(statement)
        if _is_theirs(actor, area, found)
    ]


def _school_rows(session: DbSession, actor: Actor, view: View, found: Found) -> list[Row]:
    statement = (
        select(School, Area.name, Area.code)
        .outerjoin(Area, Area.id == School.township_id)
        .where(School.district_id == view.season.district_id)
    )
    rows = sorted(session.execute(statement), key=lambda row: (row[2] or "", place_key(row[0].name)))
    return [
        Row(school.id, school.name, found.get(school.id, Figures()), above or "")
        for school, above, _code in rows
        if _is_theirs(actor, school, found)
    ]


class Show:
    """Which children a list shows; the words in the URL."""

    ALL, WAITING, PAIRED, MET, REACHED = "all", "waiting", "paired", "met", "reached"
    EACH = (ALL, WAITING, PAIRED, MET, REACHED)


@dataclass(frozen=True)
class ChildRow:
    """A child as it stands in the figures; ``name`` only for the staff of its own school."""

    id: uuid.UUID
    code: str
    name: str | None
    grade: int | None
    consented: bool
    paired: bool
    met: bool
    reached: bool
    minutes: int


def child_rows(
    session: DbSession, view: View, actor: Actor, show: str = Show.ALL, after: str = "", limit: int = 100
) -> tuple[list[ChildRow], str | None]:
    """A page of the children under the figures, by code, and the code after which the next page begins.

    Children without consent are listed for the staff of their own school only; to others they are a number.
    """
    own_school = Child.school_id.in_(actor.scope_ids(Role.SCHOOL_STAFF)) if not actor.is_system else false()
    minutes = view.confirmed(func.sum(ServiceSession.minutes)).where(ServiceSession.child_id == Child.id)
    served = func.coalesce(minutes.correlate(Child).scalar_subquery(), 0)
    shown = {Show.WAITING: view.waiting, Show.PAIRED: view.paired, Show.MET: view.met, Show.REACHED: view.reached}
    statement = (
        select(
            Child.id, Child.code, case((own_school, Child.name), else_=None), Child.grade,
            view.consented, view.paired, view.met, view.reached, served,
        )
        .where(view.registered, or_(view.consented, own_school), shown.get(show, true()))
        .order_by(Child.code)
        .limit(limit + 1)
    )  # fmt: skip
    if after:
        statement = statement.where(Child.code > after)
    rows = [
        ChildRow(row[0], row[1], row[2], row[3], bool(row[4]), bool(row[5]), bool(row[6]), bool(row[7]), int(row[8]))
        for row in session.execute(statement)
    ]
    return rows[:limit], rows[limit - 1].code if len(rows) > limit else None


def named_places(rows: Sequence[Row]) -> list[Row]:
    """The rows with names that tell them apart: where two villages share one, the township stands before it."""
    names = [row.name for row in rows]
    return [
        Row(row.id, f"{row.parent}{row.name}", row.figures) if names.count(row.name) > 1 and row.parent else row
        for row in rows
    ]
