"""The rows of a table, in the actor's scope. Names, notes and marks are not even read from the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, or_

from app.children.access import NEAR
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, visible_to, within_any
from app.foundation.database import DbSession
from app.pairing.models import Pairing
from app.places.models import Area
from app.reports.tables.kinds import TableKind
from app.seasons.models import Season
from app.sessions.access import own_sessions, staff_sessions
from app.sessions.models import ServiceSession, SessionState
from app.visits.models import Visit
from app.volunteers.models import Volunteer

Row = dict[str, Any]


def rows_of(session: DbSession, actor: Actor, kind: TableKind, season: Season) -> list[Row]:
    """By column; moments are texts with their zone. The caller has found the season for the actor."""
    return _READ[kind](session, actor, season)


def _sessions(session: DbSession, actor: Actor, season: Season) -> list[Row]:
    one = ServiceSession
    wanted = (
        visible_to(actor, one)
        .where(staff_sessions(actor), ~own_sessions(actor), one.state == SessionState.CONFIRMED)
        .join(Pairing, Pairing.id == one.pairing_id)
        .join(Child, Child.id == one.child_id)
        .join(Area, Area.id == Child.township_id)
        .join(Volunteer, Volunteer.id == one.volunteer_id)
        .where(Pairing.season_id == season.id)
        .with_only_columns(
            one.id.label("session_id"), one.pairing_id, _code(actor), Volunteer.code.label("volunteer"),
            Area.code.label("township_code"), one.starts_at, one.ends_at, one.minutes, one.place, one.service_area,
            one.late, one.confirmed_at, maintain_column_froms=True,
        )
        .order_by(one.starts_at, one.id)
    )  # fmt: skip
    return [
        {**row, "session_id": str(row["session_id"]), "pairing_id": str(row["pairing_id"]), "place": row["place"].value,
         **{name: _moment(row[name]) for name in ("starts_at", "ends_at", "confirmed_at")}}
        for row in session.execute(wanted).mappings()
    ]  # fmt: skip


def _visits(session: DbSession, actor: Actor, season: Season) -> list[Row]:
    one = Visit
    wanted = (
        visible_to(actor, one)
        .join(Child, Child.id == one.child_id)
        .join(Area, Area.id == Child.township_id)
        .where(one.voided_at.is_(None), one.district_id == season.district_id)
        .where(one.visited_on.between(season.starts_on, season.ends_on))
        .with_only_columns(
            one.id.label("visit_id"), Child.code.label("child"), Area.code.label("township_code"), one.visited_on,
            one.place, one.met_child, one.met_carer, one.topics, one.recorded_at, maintain_column_froms=True,
        )
        .order_by(one.visited_on, one.id)
    )  # fmt: skip
    return [
        {**row, "visit_id": str(row["visit_id"]), "visited_on": row["visited_on"].isoformat(),
         "place": row["place"].value, "topics": " ".join(sorted(row["topics"])),
         "recorded_at": _moment(row["recorded_at"])}
        for row in session.execute(wanted).mappings()
    ]  # fmt: skip


def _code(actor: Actor) -> ColumnElement[str]:
    """The child's code. As on the pages: to who is far, a child without consent is not even that."""
    told = or_(Child.is_consented(clock.today()), within_any(actor, NEAR, Child))
    return case((told, Child.code), else_="").label("child")


def _moment(value: datetime) -> str:
    return clock.local(value).isoformat(timespec="seconds")


_READ: dict[TableKind, Callable[[DbSession, Actor, Season], list[Row]]] = {
    TableKind.SESSIONS: _sessions,
    TableKind.VISITS: _visits,
}
