"""What the tests of reminders share: a sweep of everything, ways out that only keep what they were given, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.notifier import Channel, Message, Notifier, NotSent
from app.reminders.kinds import GROUPS, KindGroup, ReminderKind
from app.reminders.models import ContactAddress, Reminder
from app.reminders.registry import sources
from app.reminders.rules.sending import send_due
from app.reminders.rules.sweeping import sweep

WORKER = system_actor("test")
SITE = "https://tongxing.example"


class Kept:
    """A way out that keeps what it was given; while ``fails`` is set, it gives that back."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.fails: NotSent | None = None

    def send(self, message: Message) -> None:
        """Keep it."""
        if self.fails is not None:
            raise self.fails
        self.messages.append(message)


@contextmanager
def ways_out(app: Flask, *channels: Channel) -> Iterator[Kept]:
    """The app with these ways open, all of which end in one drawer."""
    before, drawer = app.extensions["notifier"], Kept()
    app.extensions["notifier"] = Notifier(dict.fromkeys(channels, drawer), SITE)
    try:
        yield drawer
    finally:
        app.extensions["notifier"] = before


def sweep_all(*groups: KindGroup) -> int:
    """Every source of these groups, else of pairings and records, whosever turn it is."""
    wanted = groups or (KindGroup.PAIRING, KindGroup.RECORD)
    return sum(sweep(db.session, WORKER, source) for source in sources() if GROUPS[source.kind] in wanted)


def send_all(app: Flask) -> None:
    """What is due goes out."""
    send_due(db.session, WORKER, app.extensions["notifier"])


def reminders(account: Account, kind: ReminderKind | None = None) -> list[Reminder]:
    """What there is for somebody, open or done, the first first."""
    db.session.expire_all()
    wanted = select(Reminder).where(Reminder.account_id == account.id).order_by(Reminder.created_at)
    return [one for one in db.session.scalars(wanted) if kind in {None, one.kind}]


def reach(account: Account, channel: Channel = Channel.EMAIL, address: str = "lin@example.cn") -> None:
    """The account has proven an address."""
    now = clock.now()
    db.session.add(
        ContactAddress(account_id=account.id, channel=channel, destination=address, asked_at=now, verified_at=now)
    )
    db.session.commit()
