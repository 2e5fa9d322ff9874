"""What of sessions waits for whom: to log, to mend, to confirm, to answer; and what was confirmed or answered."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnExpressionArgument, exists, func, select
from sqlalchemy.orm import joinedload

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, may
from app.foundation.database import DbSession
from app.pairing.models import Pairing, PairingState
from app.places.models import Area
from app.reminders.counting import Lying, Pile, add_counted
from app.reminders.kinds import ReminderKind
from app.reminders.registry import HOURLY, Source, Wait, Where, add_source
from app.sessions.access import CONFIRMERS
from app.sessions.models import ServiceSession, SessionDispute, SessionState
from app.volunteers.models import Volunteer

NEWS_FOR = timedelta(days=3)
A_DAY, THREE_WEEKS = timedelta(days=1), timedelta(days=21)
SENT = ServiceSession.state == SessionState.SENT
Alike = tuple[Lying, uuid.UUID | None, int]


def returned(session: DbSession) -> Iterator[Wait]:
    """Who has sessions to mend, and how many; those of the first child may tell them."""
    wanted = (
        select(Volunteer.account_id, Child.district_id, Child.township_id, Child.village_id, Child.school_id)
        .select_from(ServiceSession)
        .join(ServiceSession.volunteer)
        .join(ServiceSession.child)
        .where(ServiceSession.state == SessionState.RETURNED)
        .order_by(ServiceSession.logged_at)
    )
    counted: dict[uuid.UUID, tuple[int, Where]] = {}
    for row in session.execute(wanted):
        if row.account_id is not None:
            count, where = counted.get(row.account_id, (0, Where.of(row)))
            counted[row.account_id] = (count + 1, where)
    for account_id, (count, where) in counted.items():
        yield Wait(account_id, account_id, {"count": count}, where)


def confirmed(session: DbSession) -> Iterator[Wait]:
    """How many sessions of somebody were confirmed, by the day."""
    wanted = (
        select(Volunteer.account_id, ServiceSession.confirmed_at)
        .join(ServiceSession.volunteer)
        .where(ServiceSession.state == SessionState.CONFIRMED, ServiceSession.confirmed_at > clock.now() - NEWS_FOR)
    )
    by_day: dict[tuple[uuid.UUID, str], int] = {}
    for account_id, moment in session.execute(wanted):
        if account_id is None or moment is None:
            continue
        key = (account_id, clock.local(moment).date().isoformat())
        by_day[key] = by_day.get(key, 0) + 1
    for (account_id, day), count in by_day.items():
        yield Wait(account_id, account_id, {"count": count}, occasion=day)


def answered(session: DbSession) -> Iterator[Wait]:
    """Who said that something is wrong with a session, and was answered."""
    wanted = (
        select(Volunteer.account_id, SessionDispute.id, SessionDispute.session_id)
        .join(SessionDispute.session)
        .join(ServiceSession.volunteer)
        .where(SessionDispute.answered_at > clock.now() - NEWS_FOR)
    )
    for account_id, dispute_id, session_id in session.execute(wanted):
        if account_id is not None:
            yield Wait(account_id, session_id, occasion=dispute_id.hex)


def log_missing(session: DbSession) -> Iterator[Wait]:
    """Who met for the first time a day ago or more, and has logged nothing of it yet."""
    now = clock.now()
    logged = exists().where(ServiceSession.pairing_id == Pairing.id)
    wanted = (
        select(Pairing)
        .join(Pairing.volunteer)
        .where(
            Pairing.state == PairingState.ACTIVE, Pairing.active_at < now - A_DAY,
            Pairing.active_at > now - THREE_WEEKS, Volunteer.account_id.is_not(None), ~logged,
        )
        .options(joinedload(Pairing.child), joinedload(Pairing.volunteer))
    )  # fmt: skip
    for one in session.scalars(wanted):
        if one.account_id is not None and one.active_at is not None:
            met, child = clock.local(one.active_at).date().isoformat(), one.child
            where = Where.of(child)
            yield Wait(one.account_id, one.id, {"day": met}, where)


def to_confirm(session: DbSession) -> Iterator[Pile]:
    """Sessions that wait to be confirmed."""
    for lying, _voucher, count in _lying(session, SENT):
        yield _not_ones_own(Permission.SESSION_READ, lying, count)


def to_second(session: DbSession) -> Iterator[Pile]:
    """Late entries that somebody stands for, and that need a second person."""
    for lying, voucher, count in _lying(session, SENT, ServiceSession.late, ServiceSession.vouched_by_id.is_not(None)):
        yield _not_ones_own(Permission.SESSION_READ, lying, count, voucher)


def disputes(session: DbSession) -> Iterator[Pile]:
    """What volunteers say is wrong, and nobody has answered."""
    disputed = exists().where(SessionDispute.session_id == ServiceSession.id, SessionDispute.answer.is_(None))
    for lying, _voucher, count in _lying(session, disputed):
        yield _not_ones_own(Permission.SESSION_ANSWER, lying, count)


def _lying(session: DbSession, *conditions: ColumnExpressionArgument[bool]) -> Iterator[Alike]:
    """Where sessions lie, who stands for them, and how many of them lie alike.

    A child without a school belongs to the central school its township names, as ``ServiceSession.school_id`` has it.
    """
    school = func.coalesce(Child.school_id, Area.central_school_id)
    alike = (
        Child.district_id, Child.township_id, Child.village_id, school, Volunteer.account_id,
        ServiceSession.vouched_by_id,
    )  # fmt: skip
    wanted = (
        select(*alike, func.count())
        .select_from(ServiceSession)
        .join(ServiceSession.child)
        .join(Child.township)
        .join(ServiceSession.volunteer)
        .where(*conditions)
        .group_by(*alike)
    )
    for district_id, township_id, village_id, school_id, account_id, voucher, count in session.execute(wanted):
        yield Lying(district_id, township_id, village_id, school_id, account_id=account_id), voucher, count


def _not_ones_own(permission: Permission, lying: Lying, count: int, voucher: uuid.UUID | None = None) -> Pile:
    def judge(actor: Actor) -> bool:
        return actor.id not in {lying.account_id, voucher} and may(actor, permission, lying)

    return Pile(count, lying.near, judge)


add_source(Source(ReminderKind.RETURNED, "sessions.mine", returned))
add_source(Source(ReminderKind.CONFIRMED, "sessions.mine", confirmed))
add_source(Source(ReminderKind.ANSWERED, "sessions.show", answered, argument="session_id"))
add_source(Source(ReminderKind.LOG_MISSING, "sessions.new", log_missing, every=HOURLY))
add_counted(ReminderKind.TO_CONFIRM, "sessions_queue.index", *CONFIRMERS, piles=to_confirm)
add_counted(ReminderKind.DISPUTES, "sessions_queue.index", *CONFIRMERS, piles=disputes)
add_counted(ReminderKind.SECONDS, "sessions_queue.index", Role.TOWNSHIP_SUPERVISOR, piles=to_second)
