"""Whose time to be kept is over: closed cases older than their term. An open case is never among them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from app.children.models import Child, ChildStatus, ChildTransfer, TransferState
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.inventory import Kept
from app.foundation.retention import Subject
from app.pairing.models import OPEN_STATES, Pairing
from app.privacy.rules.terms import cutoffs
from app.seasons.models import Season
from app.sessions.models import ServiceSession
from app.volunteers.models import Availability, Volunteer


def due_ids(
    session: DbSession, subject: Subject, today: date, districts: Iterable[uuid.UUID] | None = None
) -> list[uuid.UUID]:
    """The children, or volunteers, whose term is over today, held ones too; the longest closed first.

    ``districts`` None: everywhere.
    """
    limits, model = cutoffs(session, today), Child if subject is Subject.CHILD else Volunteer
    due = _children(limits[Kept.CHILD_FILE]) if model is Child else _volunteers(limits[Kept.VOLUNTEER_FILE])
    if districts is not None:
        due = due.where(model.district_id.in_(list(districts)))
    return list(session.scalars(due))


def case_open(session: DbSession, record: Child | Volunteer) -> bool:
    """Whether the case still runs: on the ledger, in a pairing not over, on its way to another school."""
    condition = _open_child if isinstance(record, Child) else _open_volunteer
    kind: Any = type(record)
    return bool(session.scalar(select(exists().where(kind.id == record.id, condition()))))


def _children(limit: date) -> Select[uuid.UUID]:
    closed = select(Child.id).where(Child.erased_at.is_(None), Child.left_on <= limit, ~_open_child())
    return closed.order_by(Child.left_on, Child.id)


def _volunteers(limit: date) -> Select[uuid.UUID]:
    after = clock.from_local(datetime.combine(limit + timedelta(days=1), time()))
    seasons = select(Season.id).where(Season.ends_on > limit)
    lasts = (
        _has(Availability, Availability.season_id.in_(seasons)),
        _has(ServiceSession, ServiceSession.starts_at >= after),
        _has(Pairing, or_(Pairing.proposed_at >= after, Pairing.ended_at >= after)),
        _open_volunteer(),
    )
    known = (Volunteer.erased_at.is_(None), Volunteer.created_at < after)
    idle = select(Volunteer.id).where(*known, *(~one for one in lasts))
    return idle.order_by(Volunteer.created_at, Volunteer.id)


def _open_child() -> ColumnElement[bool]:
    asked = select(ChildTransfer.child_id).where(ChildTransfer.state == TransferState.ASKED)
    paired = select(Pairing.child_id).where(Pairing.state.in_(OPEN_STATES))
    return or_(Child.status == ChildStatus.ACTIVE, Child.id.in_(asked), Child.id.in_(paired))


def _open_volunteer() -> ColumnElement[bool]:
    return _has(Pairing, Pairing.state.in_(OPEN_STATES))


def _has(model: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the volunteer has such a row: looked up for each, for a set of all would be made of the whole table."""
    return exists().where(model.volunteer_id == Volunteer.id, condition).correlate(Volunteer)
