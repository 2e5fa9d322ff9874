"""One message that says it all: a digest for who asked for one, and the counts of a place for its WeCom group."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.notifier import Channel, notifier
from app.reminders.kinds import DigestEvery, Purpose
from app.reminders.models import QUIET_UNTIL, ContactAddress, Delivery, GroupRobot, Reminder, ReminderChoice
from app.reminders.rules.planning import open_ways

MONDAY = 0
LATEST = timedelta(hours=12)
"""So long after its hour a digest still goes out, where no worker ran before."""


def plan_digests(session: DbSession) -> int:
    """Add the digests of today whose hour has come; return how many. Commits."""
    today, made = clock.today(), 0
    every = [DigestEvery.DAILY] + ([DigestEvery.WEEKLY] if today.weekday() == MONDAY else [])
    waiting = exists().where(Reminder.account_id == ContactAddress.account_id, Reminder.done_at.is_(None))
    rows = session.execute(
        select(ContactAddress.account_id, ContactAddress.channel, ReminderChoice.quiet_until)
        .join(ReminderChoice, ReminderChoice.account_id == ContactAddress.account_id)
        .join(Account, Account.id == ContactAddress.account_id)
        .where(
            ContactAddress.verified_at.is_not(None), ContactAddress.channel.in_(open_ways()),
            ReminderChoice.digest.in_(every), Account.active, waiting,
        )
    ).all()  # fmt: skip
    session.rollback()
    for account_id, channel, hour in rows:
        if _has_come(today, hour):
            key = f"digest:{account_id}:{channel.value}:{today.isoformat()}"
            made += _add(session, key, Purpose.DIGEST, channel, account_id=account_id)
    return made


def plan_groups(session: DbSession) -> int:
    """Add what the robots of WeCom groups say this morning; return how many. Commits."""
    today = clock.today()
    if Channel.WECOM not in notifier().channels or not _has_come(today, QUIET_UNTIL):
        return 0
    robots = session.scalars(select(GroupRobot.id).where(GroupRobot.ended_at.is_(None))).all()
    session.rollback()
    return sum(
        _add(session, f"group:{robot_id}:{today.isoformat()}", Purpose.GROUP, Channel.WECOM, robot_id=robot_id)
        for robot_id in robots
    )


def _has_come(today: date, hour: time) -> bool:
    moment = clock.from_local(datetime.combine(today, hour))
    return moment <= clock.now() < moment + LATEST


def _add(
    session: DbSession, key: str, purpose: Purpose, channel: Channel, *, account_id: uuid.UUID | None = None,
    robot_id: uuid.UUID | None = None,
) -> int:  # fmt: skip
    if session.scalar(select(Delivery.id).where(Delivery.key == key)) is not None:
        session.rollback()
        return 0
    session.add(Delivery(key=key, purpose=purpose, channel=channel, account_id=account_id, robot_id=robot_id))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # another worker was first
        return 0
    return 1
