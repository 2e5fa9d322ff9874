"""Reading sessions and hours, always scoped."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.catalogue.queries import service_areas, things_done
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Permission, authorize, may, visible_to
from app.foundation.database import DbSession
from app.foundation.panels import once_a_landing
from app.pairing.models import Pairing, PairingState, Substitute
from app.pairing.standing_in import sees_child
from app.sessions.access import own_sessions, staff_sessions
from app.sessions.entry import PHONE_DAYS
from app.sessions.hours import Hours
from app.sessions.models import ServiceSession, SessionDispute, SessionState
from app.sessions.serving import SERVED
from app.volunteers.models import Volunteer

PAGE = 50


@dataclass(frozen=True)
class Offered:
    """Codes of the catalogue to choose from, in order: service areas, and what can have been done together."""

    areas: Sequence[str]
    done: Sequence[str]


@dataclass(frozen=True)
class Whom:
    """Somebody for whom sessions can be logged: one's own pairing, or one for which one stands in.

    ``known``: whether the child may be named or its code said to the volunteer today.
    """

    pairing: Pairing
    substitute: Substitute | None = None
    known: bool = True

    @property
    def number(self) -> uuid.UUID:
        """By which the form says whom: the id of the pairing, or of standing in."""
        return self.pairing.id if self.substitute is None else self.substitute.id


def whom_to_log(session: DbSession, actor: Actor) -> list[Whom]:
    """For whom the actor may log sessions now, one's own first."""
    own = [Whom(pairing) for pairing in active_pairings(session, actor)]
    today = clock.today()
    wanted = select(Substitute).where(
        Substitute.volunteer.has(Volunteer.account_id == actor.id),
        Substitute.state.in_(SERVED),
        Substitute.first_on <= today,
        Substitute.last_on >= today - timedelta(days=PHONE_DAYS),
        Substitute.pairing.has(Pairing.state == PairingState.ACTIVE),
    )
    found = session.scalars(wanted.order_by(Substitute.first_on, Substitute.id))
    return own + [Whom(one.pairing, one, sees_child(session, one, today)) for one in found]


def shows_details(session: DbSession, row: ServiceSession) -> bool:
    """Whether its volunteer may still read what was noted of the child: not once pairing, or standing in, is over."""
    if row.substitute is not None:
        return sees_child(session, row.substitute, clock.today())
    return row.pairing.state is not PairingState.ENDED


@once_a_landing
def active_pairings(session: DbSession, actor: Actor) -> list[Pairing]:
    """The actor's own pairings that are active now."""
    return list(
        session.scalars(
            select(Pairing)
            .join(Volunteer, Volunteer.id == Pairing.volunteer_id)
            .where(Volunteer.account_id == actor.id, Pairing.state == PairingState.ACTIVE)
            .options(joinedload(Pairing.child).selectinload(Child.needs), joinedload(Pairing.volunteer))
            .order_by(Pairing.active_at, Pairing.id)
        )
    )


def offered_for(session: DbSession, pairings: Sequence[Pairing]) -> Offered:
    """What a form offers: the service areas, those the children need first, and what can have been done."""
    needed = {need.area for pairing in pairings for need in pairing.child.needs}
    areas = [term.code for term in sorted(service_areas(session), key=lambda term: term.code not in needed)]
    return Offered(areas, [term.code for term in things_done(session)])


def own_list(session: DbSession, actor: Actor, limit: int = 200) -> list[ServiceSession]:
    """The actor's own sessions as a volunteer, the latest first, without replaced versions."""
    statement = visible_to(actor, ServiceSession).where(
        own_sessions(actor), ServiceSession.state != SessionState.REPLACED
    )
    return list(session.scalars(_loaded(statement).order_by(ServiceSession.starts_at.desc()).limit(limit)))


def own_ids(session: DbSession, actor: Actor, ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the ids under which a session of the actor's is recorded, whatever became of it."""
    statement = visible_to(actor, ServiceSession).where(own_sessions(actor), ServiceSession.id.in_(ids))
    return list(session.scalars(statement.with_only_columns(ServiceSession.id)))


def own_hours(session: DbSession, actor: Actor) -> Hours:
    """The actor's confirmed minutes as a volunteer."""
    statement = select(ServiceSession.starts_at, ServiceSession.service_area, ServiceSession.minutes).where(
        own_sessions(actor), ServiceSession.state == SessionState.CONFIRMED
    )
    months: dict[str, dict[str, int]] = {}
    days: dict[date, tuple[int, int]] = {}
    for starts_at, area, minutes in session.execute(statement.order_by(ServiceSession.starts_at.desc())):
        month = months.setdefault(f"{clock.local(starts_at):%Y-%m}", {})
        month[area] = month.get(area, 0) + minutes
        day = clock.local(starts_at).date()
        number, so_far = days.get(day, (0, 0))
        days[day] = (number + 1, so_far + minutes)
    return Hours(months, days)


def waiting_minutes(session: DbSession, actor: Actor) -> int:
    """The actor's minutes that are sent and not yet confirmed."""
    total = select(func.sum(ServiceSession.minutes)).where(
        own_sessions(actor), ServiceSession.state == SessionState.SENT
    )
    return session.scalar(total) or 0


def own_session(session: DbSession, actor: Actor, session_id: uuid.UUID) -> ServiceSession:
    """One of the actor's own sessions."""
    return authorize(actor, Permission.SESSION_OWN, session.get(ServiceSession, session_id))


def last_of(session: DbSession, actor: Actor) -> ServiceSession | None:
    """The session the actor logged last, for "like last time"."""
    statement = (
        select(ServiceSession)
        .where(own_sessions(actor), ServiceSession.state != SessionState.VOID)
        .order_by(ServiceSession.starts_at.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def staff_page(
    session: DbSession, actor: Actor, state: SessionState, after: tuple[datetime, uuid.UUID] | None = None
) -> tuple[list[ServiceSession], tuple[datetime, uuid.UUID] | None]:
    """A page of the scope's sessions in a state, the oldest first where they wait, and the key of the next page."""
    statement = _staff(actor).where(ServiceSession.state == state)
    if after is not None:
        moment, last_id = after
        statement = statement.where(
            (ServiceSession.starts_at < moment) | ((ServiceSession.starts_at == moment) & (ServiceSession.id > last_id))
        )
    ordered = _loaded(statement).order_by(ServiceSession.starts_at.desc(), ServiceSession.id)
    rows = list(session.scalars(ordered.limit(PAGE + 1)))
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return rows, (rows[-1].starts_at, rows[-1].id) if more else None


def staff_counts(session: DbSession, actor: Actor) -> Counter[SessionState]:
    """How many sessions of the scope are in each state."""
    statement = (
        _staff(actor)
        .with_only_columns(ServiceSession.state, func.count(), maintain_column_froms=True)
        .group_by(ServiceSession.state)
    )
    return Counter({row[0]: row[1] for row in session.execute(statement)})


def count_seconds(session: DbSession, actor: Actor) -> int:
    """How many late entries of the scope somebody else stands for, and need a second person."""
    statement = _staff(actor).where(
        ServiceSession.state == SessionState.SENT, ServiceSession.late, ServiceSession.vouched_by_id != actor.id
    )
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def count_returned(session: DbSession, actor: Actor) -> int:
    """How many of the actor's own sessions wait to be mended."""
    statement = select(func.count()).where(own_sessions(actor), ServiceSession.state == SessionState.RETURNED)
    return session.scalar(statement) or 0


def staff_session(session: DbSession, actor: Actor, session_id: uuid.UUID) -> ServiceSession:
    """One session within the actor's scope as staff."""
    return authorize(actor, Permission.SESSION_READ, session.get(ServiceSession, session_id))


def earlier_versions(session: DbSession, row: ServiceSession) -> list[ServiceSession]:
    """The versions a session replaced, the latest first."""
    versions: list[ServiceSession] = []
    current = row
    while current.replaces_id is not None and len(versions) < 20:
        found = session.get(ServiceSession, current.replaces_id)
        if found is None:
            break
        versions.append(found)
        current = found
    return versions


def sees_name(actor: Actor, row: ServiceSession) -> bool:
    """Whether the child's name is for the actor: those who may confirm know the child; to others it is a code."""
    return may(actor, Permission.SESSION_CONFIRM, row)


def _staff(actor: Actor) -> Select[Any]:
    return visible_to(actor, ServiceSession).where(staff_sessions(actor), ~own_sessions(actor))


def _loaded(statement: Select[Any]) -> Select[Any]:
    return statement.options(
        joinedload(ServiceSession.child).joinedload(Child.township),
        joinedload(ServiceSession.volunteer),
        selectinload(ServiceSession.pairing),
    )


def open_disputes(session: DbSession, actor: Actor) -> list[SessionDispute]:
    """Disputes that the actor may answer, the longest waiting first."""
    rows = _staff(actor).with_only_columns(ServiceSession.id)
    wanted = (
        select(SessionDispute)
        .where(SessionDispute.answer.is_(None), SessionDispute.session_id.in_(rows))
        .options(joinedload(SessionDispute.session).joinedload(ServiceSession.child).joinedload(Child.township))
        .order_by(SessionDispute.raised_at, SessionDispute.id)
    )
    found = session.scalars(wanted)
    return [one for one in found if may(actor, Permission.SESSION_ANSWER, one.session)]


def disputes_of(session: DbSession, row: ServiceSession) -> list[SessionDispute]:
    """What was disputed of a session and of the versions it replaced, the latest first."""
    ids = [row.id, *(version.id for version in earlier_versions(session, row))]
    wanted = select(SessionDispute).where(SessionDispute.session_id.in_(ids))
    return list(session.scalars(wanted.order_by(SessionDispute.raised_at.desc())))


def dispute_to_answer(session: DbSession, actor: Actor, dispute_id: uuid.UUID) -> SessionDispute:
    """A dispute that the actor may answer.

    Raises:
        Missing: there is none, or it is not the actor's.
    """
    found = session.get(SessionDispute, dispute_id)
    authorize(actor, Permission.SESSION_ANSWER, None if found is None else found.session)
    return session.get_one(SessionDispute, dispute_id)
