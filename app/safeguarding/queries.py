"""Reads of concerns, within what the asker may see; the counts too."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.foundation import clock
from app.foundation.access import Actor, Role, visible_to
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import DbSession
from app.foundation.paging import Page, entity_page
from app.pairing.models import OPEN_STATES, Pairing
from app.places.models import Area, AreaLevel, School
from app.safeguarding.models import (
    Concern,
    ConcernEntry,
    ConcernState,
    DutyDay,
    Post,
    SafeguardingPost,
    SilenceAlert,
    Suspension,
)
from app.seasons.calendar import SPRING_FESTIVALS
from app.volunteers.queries import volunteer_of

PAGE = 50
DISTRICTS = 20
"""Districts of a page about who handles concerns."""
SHOWN_DAYS = 42
UNCLOSED = Concern.state != ConcernState.CLOSED


def concerns_of(session: DbSession, actor: Actor, *, closed: bool) -> Sequence[Concern]:
    """Those still open, the urgent and the longest waiting first; or those closed, the latest first."""
    query = visible_to(actor, Concern).options(joinedload(Concern.assigned_to))
    if closed:
        return session.scalars(query.where(~UNCLOSED).order_by(Concern.closed_at.desc(), Concern.id).limit(PAGE)).all()
    acknowledged = Concern.state == ConcernState.ACKNOWLEDGED
    return session.scalars(
        query.where(UNCLOSED).order_by(acknowledged, Concern.urgent.desc(), Concern.raised_at, Concern.id)
    ).all()


def concern_of(session: DbSession, actor: Actor, concern_id: uuid.UUID) -> Concern | None:
    """One, with its record."""
    query = visible_to(actor, Concern).where(Concern.id == concern_id)
    loaded = query.options(
        selectinload(Concern.entries).joinedload(ConcernEntry.by),
        selectinload(Concern.entries).joinedload(ConcernEntry.target),
        selectinload(Concern.reports),
        joinedload(Concern.child),
        joinedload(Concern.volunteer),
        joinedload(Concern.reporter),
    )
    return session.scalars(loaded).one_or_none()


def counts(session: DbSession, actor: Actor) -> dict[str, int]:
    """How many wait to be acknowledged, of these how many with the actor, and how many are being handled."""
    query = visible_to(actor, Concern).where(UNCLOSED)
    found = session.execute(query.with_only_columns(Concern.state, Concern.assigned_to_id)).all()
    waiting = [row for row in found if row.state is ConcernState.OPEN]
    mine = sum(row.assigned_to_id == actor.id for row in waiting)
    return {"waiting": len(waiting), "mine": mine, "handled": len(found) - len(waiting)}


def suspensions_of(session: DbSession, concern: Concern) -> Sequence[Suspension]:
    """The suspensions of a concern; the caller has judged it."""
    query = select(Suspension).where(Suspension.concern_id == concern.id).order_by(Suspension.suspended_at)
    return session.scalars(query.options(joinedload(Suspension.volunteer))).all()


def waiting_lifts(session: DbSession, actor: Actor) -> int:
    """How many suspensions somebody else asked to lift, of concerns the actor sees."""
    seen = visible_to(actor, Concern).with_only_columns(Concern.id)
    wanted = select(func.count()).where(
        Suspension.concern_id.in_(seen), Suspension.lifted_at.is_(None),
        Suspension.lift_asked_by_id.is_not(None), Suspension.lift_asked_by_id != actor.id,
    )  # fmt: skip
    return session.scalar(wanted) or 0


def pairings_of_concern(session: DbSession, concern: Concern) -> Sequence[Pairing]:
    """The open pairings of the volunteer it is about, else of the child; the caller has judged it."""
    if concern.volunteer_id is None and concern.child_id is None:
        return []
    about = (
        Pairing.volunteer_id == concern.volunteer_id
        if concern.volunteer_id is not None
        else Pairing.child_id == concern.child_id
    )
    query = select(Pairing).where(about, Pairing.state.in_(OPEN_STATES)).order_by(Pairing.id)
    return session.scalars(query.options(joinedload(Pairing.child), joinedload(Pairing.volunteer))).all()


def openings_of(session: DbSession, concern: Concern) -> Sequence[AuditEvent]:
    """Who opened a concern, the latest first; the caller has judged it."""
    query = select(AuditEvent).where(AuditEvent.object_id == str(concern.id), AuditEvent.action == Action.CONCERN_READ)
    return session.scalars(query.order_by(AuditEvent.id.desc()).limit(20)).all()


def unreachable(session: DbSession, actor: Actor) -> int:
    """How many concerns nobody can be given: a number for who names people, and nothing else of them."""
    query = select(Concern).where(UNCLOSED, Concern.assigned_to_id.is_(None))
    return sum(actor.id not in one.hidden_from for one in session.scalars(query))


def districts_without_second(session: DbSession) -> Sequence[Area]:
    """Districts with a season or people, where a concern about the lead would have nobody to go to."""
    named = select(SafeguardingPost.district_id).where(
        SafeguardingPost.post == Post.SECOND,
        SafeguardingPost.confirmed_at.is_not(None),
        SafeguardingPost.ended_at.is_(None),
    )
    query = select(Area).where(Area.parent_id.is_(None), Area.id.not_in(named)).order_by(Area.code, Area.name)
    return session.scalars(query).all()


def calendar(session: DbSession, district_id: uuid.UUID) -> list[tuple[date, DutyDay | None, bool]]:
    """The coming weeks and the coming Spring Festival: day, who is on duty, and whether it is of the festival."""
    today = clock.today()
    days = {today + timedelta(days=offset) for offset in range(SHOWN_DAYS)}
    festival = festival_days(today)
    days |= {day for day in festival if day >= today}
    found = select(DutyDay).where(DutyDay.district_id == district_id, DutyDay.day.in_(days))
    kept = {one.day: one for one in session.scalars(found.options(joinedload(DutyDay.account)))}
    return [(day, kept.get(day), day in festival) for day in sorted(days)]


def festival_days(today: date) -> frozenset[date]:
    """New Year's Eve and the seven days after it, of the Spring Festival that is on or comes next."""
    for first in sorted(SPRING_FESTIVALS.values()):
        if first + timedelta(days=6) >= today:
            return frozenset(first + timedelta(days=offset) for offset in range(-1, 7))
    return frozenset()


def open_silences(session: DbSession, actor: Actor) -> Sequence[SilenceAlert]:
    """Alerts that are open, the longest silence first."""
    query = visible_to(actor, SilenceAlert).where(SilenceAlert.closed_at.is_(None))
    loaded = query.options(
        joinedload(SilenceAlert.pairing).joinedload(Pairing.child),
        joinedload(SilenceAlert.pairing).joinedload(Pairing.volunteer),
    )
    return session.scalars(loaded.order_by(SilenceAlert.silent_since, SilenceAlert.id)).all()


def count_silences(session: DbSession, actor: Actor) -> int:
    """How many alerts are open."""
    query = visible_to(actor, SilenceAlert).where(SilenceAlert.closed_at.is_(None))
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def district_of(session: DbSession, actor: Actor) -> uuid.UUID | None:
    """The district in which the actor works or serves; None where that is not one."""
    ids = [grant.scope_id for grant in actor.grants if grant.scope_id is not None]
    places = (
        select(Area.district_id).where(Area.id.in_(ids)).union(select(School.district_id).where(School.id.in_(ids)))
    )
    found = {row.district_id for row in session.execute(places) if row.district_id is not None}
    if not found and actor.has(Role.VOLUNTEER):
        volunteer = volunteer_of(session, actor.id)
        return volunteer.district_id if volunteer is not None else None
    return next(iter(found)) if len(found) == 1 else None


def naming_districts(actor: Actor) -> Select[Area]:
    """The districts in which the actor names who leads and who is second."""
    found = select(Area).where(Area.level == AreaLevel.DISTRICT)
    return found if actor.has(Role.ADMINISTRATOR) else found.where(Area.id.in_(actor.scope_ids(Role.ORGANIZER)))


def naming_page(session: DbSession, actor: Actor, cursor: str | None) -> Page[Area]:
    """Those, where a name waits for a second person first; then by code."""
    waits = exists().where(
        SafeguardingPost.district_id == Area.id,
        SafeguardingPost.confirmed_at.is_(None),
        SafeguardingPost.ended_at.is_(None),
    )
    keys = (case((waits, 0), else_=1), func.coalesce(Area.code, ""), Area.id)
    return entity_page(session, naming_districts(actor), keys, cursor, DISTRICTS)
