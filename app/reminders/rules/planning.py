"""By which ways a reminder goes out, and when: as its person chose, and never in the night that was asked for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import select

from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.notifier import Channel, notifier
from app.foundation.notifier.base import PERSONAL
from app.reminders.kinds import GROUPS, URGENT, DeliveryState, DigestEvery, KindGroup, Purpose
from app.reminders.models import QUIET_FROM, QUIET_UNTIL, ContactAddress, Delivery, Reminder, ReminderChoice

CHUNK = 500
T = TypeVar("T")


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at once as one question to the database may name."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


@dataclass(frozen=True)
class Choice:
    """What somebody chose, or what holds for who chose nothing."""

    closed: frozenset[str] = frozenset()
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    digest: DigestEvery = DigestEvery.NEVER

    def wants(self, group: KindGroup, channel: Channel) -> bool:
        """Whether reminders of the group go out by this way."""
        return f"{group.value}:{channel.value}" not in self.closed

    def awake(self, moment: datetime) -> datetime:
        """``moment``, or the end of the quiet hours it falls into. Equal ends are no quiet hours at all."""
        here = clock.local(moment)
        begin, end, now = self.quiet_from, self.quiet_until, here.time()
        over_midnight = begin > end
        quiet = (now >= begin or now < end) if over_midnight else begin <= now < end
        if not quiet:
            return moment
        day = here.date() + timedelta(days=1) if over_midnight and now >= begin else here.date()
        return clock.from_local(datetime.combine(day, end))


NOTHING_CHOSEN = Choice()


def choices_of(session: DbSession, account_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Choice]:
    """What those of them chose who chose something."""
    rows = session.scalars(select(ReminderChoice).where(ReminderChoice.account_id.in_(account_ids)))
    return {row.account_id: Choice(row.closed, row.quiet_from, row.quiet_until, row.digest) for row in rows}


def choice_of(session: DbSession, account_id: uuid.UUID) -> Choice:
    """What one person chose."""
    return choices_of(session, [account_id]).get(account_id, NOTHING_CHOSEN)


def open_ways() -> tuple[Channel, ...]:
    """The ways to one person that this installation has."""
    return tuple(channel for channel in PERSONAL if channel in notifier().channels)


def plan(session: DbSession, reminders: Sequence[Reminder]) -> None:
    """Add what goes out for new reminders with the running transaction; nothing where no way is open."""
    ways = open_ways()
    for some in chunks(reminders if ways else ()):
        people = [one.account_id for one in some]
        chosen, verified = choices_of(session, people), _verified(session, people)
        for reminder in some:
            choice = chosen.get(reminder.account_id, NOTHING_CHOSEN)
            channels = (channel for channel in ways if channel in verified.get(reminder.account_id, ()))
            session.add_all(_deliveries(reminder, choice, channels))


def _deliveries(reminder: Reminder, choice: Choice, channels: Iterable[Channel]) -> list[Delivery]:
    urgent, now = reminder.kind in URGENT, clock.now()
    if choice.digest is not DigestEvery.NEVER and not urgent:
        return []
    return [
        Delivery(
            key=f"reminder:{reminder.id}:{channel.value}", purpose=Purpose.REMINDER, channel=channel,
            account_id=reminder.account_id, reminder_id=reminder.id, state=DeliveryState.WAITING,
            not_before=now if urgent else choice.awake(now),
        )
        for channel in channels
        if choice.wants(GROUPS[reminder.kind], channel)
    ]  # fmt: skip


def _verified(session: DbSession, account_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[Channel]]:
    rows = session.execute(
        select(ContactAddress.account_id, ContactAddress.channel).where(
            ContactAddress.account_id.in_(account_ids), ContactAddress.verified_at.is_not(None)
        )
    )
    found: dict[uuid.UUID, set[Channel]] = {}
    for account_id, channel in rows:
        found.setdefault(account_id, set()).add(channel)
    return found
