"""Sessions: read by staff and by their volunteer, logged by the volunteer, confirmed or returned by who can know."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, load_only

from app.api.codes import ApiScope
from app.api.operation import blueprint, reads, writes
from app.api.paging import page_of
from app.api.schemas import sessions as shapes
from app.children.models import Child
from app.children.views.base import log_list
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, visible_to
from app.foundation.database import db
from app.foundation.pages import actor
from app.pairing.models import Pairing
from app.sessions import rules
from app.sessions.access import own_sessions, staff_sessions
from app.sessions.entry import Entry
from app.sessions.models import ServiceSession
from app.sessions.queries import sees_name, shows_details
from app.volunteers.models import Volunteer

sessions = blueprint("sessions")
Plain = dict[str, Any]
_OF_CHILD = (
    Child.code, Child.district_id, Child.township_id, Child.village_id, Child.school_id, Child.consented_until,
)  # fmt: skip


@reads(
    sessions, "/sessions", Permission.SESSION_READ, ApiScope.SESSIONS, query=shapes.SessionQuery,
    gives=shapes.SessionPage, logs=True,
)  # fmt: skip
def index(asked: Plain) -> Plain:
    """Sessions of the children within one's scope as staff."""
    query = visible_to(actor(), ServiceSession).where(staff_sessions(actor()), ~own_sessions(actor()))

    def look(rows: Sequence[ServiceSession]) -> None:
        if rows:
            log_list(db.session, actor(), "api_sessions", [one.child for one in rows])

    return page_of(_narrowed(query, asked), ServiceSession.id, asked, _staff_shape, look=look)


@reads(
    sessions, "/me/sessions", Permission.SESSION_OWN, ApiScope.SESSIONS, query=shapes.SessionQuery,
    gives=shapes.SessionPage,
)  # fmt: skip
def own(asked: Plain) -> Plain:
    """The sessions that the volunteer behind the token has served."""
    query = visible_to(actor(), ServiceSession).where(own_sessions(actor()))
    return page_of(_narrowed(query, asked), ServiceSession.id, asked, _own_shape)


@reads(
    sessions, "/sessions/<uuid:session_id>", Permission.SESSION_READ, ApiScope.SESSIONS, gives=shapes.SessionSchema,
    logs=True,
)  # fmt: skip
def show(session_id: uuid.UUID) -> Plain:
    """One session."""
    row = authorize(actor(), Permission.SESSION_READ, db.session.get(ServiceSession, session_id))
    shape = _staff_shape(row)
    audit.record_and_commit(db.session, actor(), audit.Action.SESSION_READ, row)
    return shape


@writes(
    sessions, "/sessions", Permission.SESSION_LOG, ApiScope.SESSIONS_WRITE, takes=shapes.EntrySchema,
    gives=shapes.SessionSchema, status=201,
)  # fmt: skip
def log(sent: Plain) -> Plain:
    """Log a session of a pairing of one's own, as on the phone's page: the same limits and gates."""
    tags = tuple(sorted(set(sent.pop("tags")) - {sent["service_area"]}))
    entry = Entry(**{**sent, "tags": tags, "done": tuple(dict.fromkeys(sent["done"]))})
    return _own_shape(rules.log_session(db.session, actor(), entry))


@writes(
    sessions, "/sessions/<uuid:session_id>/confirm", Permission.SESSION_SECOND, ApiScope.SESSIONS_WRITE,
    gives=shapes.SessionSchema,
)  # fmt: skip
def confirm(session_id: uuid.UUID) -> Plain:
    """Say that a session took place as it was logged; of a late entry the first who says so vouches for it."""
    return _shape(rules.confirm_session(db.session, actor(), session_id))


@writes(
    sessions, "/sessions/<uuid:session_id>/return", Permission.SESSION_CONFIRM, ApiScope.SESSIONS_WRITE,
    takes=shapes.ReturnSchema, gives=shapes.SessionSchema,
)  # fmt: skip
def send_back(sent: Plain, session_id: uuid.UUID) -> Plain:
    """Send a session back to its volunteer, with a reason."""
    return _shape(rules.return_session(db.session, actor(), session_id, sent["reason"], sent["remark"]))


@writes(
    sessions, "/sessions/<uuid:session_id>/dispute", Permission.SESSION_DISPUTE, ApiScope.SESSIONS_WRITE,
    takes=shapes.DisputeSchema, gives=shapes.DisputedSchema, status=201,
)  # fmt: skip
def dispute(sent: Plain, session_id: uuid.UUID) -> Plain:
    """Say that what became of one's own session is wrong; staff answer on their page."""
    said = rules.Objection(sent["id"], session_id, sent["reason"], sent["words"])
    made = rules.dispute_session(db.session, actor(), said)
    return {"id": made.id, "session_id": made.session_id, "raised_at": made.raised_at}


def _narrowed(query: Select[Any], asked: Plain) -> Select[Any]:
    if "state" in asked:
        query = query.where(ServiceSession.state == asked["state"])
    if "logged_since" in asked:
        query = query.where(ServiceSession.logged_at >= asked["logged_since"])
    if "season_id" in asked:
        of_season = select(Pairing.id).where(Pairing.season_id == asked["season_id"])
        query = query.where(ServiceSession.pairing_id.in_(of_season))
    return query.options(
        joinedload(ServiceSession.child).load_only(*_OF_CHILD, raiseload=True),
        joinedload(ServiceSession.volunteer).load_only(Volunteer.code, Volunteer.account_id, raiseload=True),
        joinedload(ServiceSession.pairing),
        joinedload(ServiceSession.substitute),
        load_only(*(getattr(ServiceSession, name) for name in _NAMES)),
    )


_NAMES = (
    "id", "state", "pairing_id", "starts_at", "ends_at", "break_minutes", "minutes", "place", "service_area", "late",
    "reason", "logged_at", "confirmed_at",
)  # fmt: skip


def _shape(one: ServiceSession) -> Plain:
    return {name: getattr(one, name) for name in _NAMES} | {"child": one.child.code, "volunteer": one.volunteer.code}


def _staff_shape(one: ServiceSession) -> Plain:
    """As on the pages: to who is far, a child without consent is not even a code."""
    told = one.child.consented(clock.today()) or sees_name(actor(), one)
    return _shape(one) | ({} if told else {"child": None})


def _own_shape(one: ServiceSession) -> Plain:
    """To its volunteer: once the pairing is over, minutes, dates and service areas are left."""
    return _shape(one) | ({} if shows_details(db.session, one) else {"child": None})
