"""What is due goes out: no transaction waits for a network, no message goes twice, and what failed is tried again.

A message is claimed before it is sent. A worker that dies in between leaves it claimed: whether it went out nobody
knows, and so it is not sent again.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.notifier import Channel, Message, Notifier, NotSent
from app.reminders.kinds import URGENT, DeliveryState, Purpose
from app.reminders.models import Delivery
from app.reminders.rules.composing import compose
from app.reminders.rules.planning import choice_of

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long to wait after each failure; after the last there is no further try."""
AT_ONCE, SECONDS = 60, 30.0
LOST_AFTER = timedelta(minutes=15)


@dataclass
class Sent:
    """What one run did."""

    states: Counter[DeliveryState] = field(default_factory=Counter)
    down: set[Channel] = field(default_factory=set)
    """Ways whose service does not answer: the rest waits for the next run."""


def send_due(session: DbSession, actor: Actor, door: Notifier) -> Sent:
    """Send what is due, for at most half a minute. Commits, one by one."""
    sent, started = Sent(), time.monotonic()
    _give_up_lost(session)
    due = select(Delivery.id, Delivery.channel).where(
        Delivery.state == DeliveryState.WAITING, Delivery.not_before <= clock.now()
    )
    # A code first: somebody sits before the page and waits for it.
    order = (Delivery.purpose != Purpose.CODE, Delivery.not_before, Delivery.id)
    rows = session.execute(due.order_by(*order).limit(AT_ONCE)).all()
    session.rollback()
    for number, channel in rows:
        if time.monotonic() - started > SECONDS:
            break
        if channel not in sent.down:
            _send_one(session, door, number, sent)
    if sent.states:
        audit.record(
            session, actor, audit.Action.REMINDER_SENT,
            sent=sent.states[DeliveryState.SENT], failed=sent.states[DeliveryState.FAILED],
        )  # fmt: skip
        session.commit()
    return sent


def _send_one(session: DbSession, door: Notifier, number: uuid.UUID, sent: Sent) -> None:
    claim = update(Delivery).where(Delivery.id == number, Delivery.state == DeliveryState.WAITING)
    taken: Any = session.execute(
        claim.values(state=DeliveryState.SENDING, claimed_at=clock.now(), attempts=Delivery.attempts + 1)
    )
    session.commit()
    if taken.rowcount != 1:
        return  # another worker has it
    delivery = session.get_one(Delivery, number, populate_existing=True)
    if _asleep(session, delivery):
        session.commit()
        return
    message, channel = compose(session, delivery), delivery.channel
    session.rollback()
    error = _sent(door, channel, message, sent) if message is not None else None
    _keep(session, number, error, needed=message is not None)
    sent.states[session.get_one(Delivery, number).state] += 1


def _sent(door: Notifier, channel: Channel, message: Message, sent: Sent) -> NotSent | None:
    try:
        door.send(channel, message)
    except NotSent as error:
        if error.down:
            sent.down.add(channel)
        return error
    return None


def _asleep(session: DbSession, delivery: Delivery) -> bool:
    """Put it back where the quiet hours have begun since it was planned: a try that failed may come back at night."""
    reminder = delivery.reminder
    if delivery.purpose is not Purpose.REMINDER or reminder is None or reminder.kind in URGENT:
        return False
    until = choice_of(session, reminder.account_id).awake(clock.now())
    if until <= clock.now():
        return False
    delivery.state, delivery.not_before, delivery.attempts = DeliveryState.WAITING, until, delivery.attempts - 1
    return True


def _keep(session: DbSession, number: uuid.UUID, error: NotSent | None, *, needed: bool) -> None:
    delivery = session.get_one(Delivery, number, populate_existing=True)
    if not needed:
        delivery.state = DeliveryState.DROPPED
    elif error is None:
        delivery.state, delivery.sent_at, delivery.error = DeliveryState.SENT, clock.now(), ""
    else:
        again = not error.final and delivery.attempts <= len(DELAYS) and delivery.purpose is not Purpose.CODE
        delivery.error = error.why
        delivery.state = DeliveryState.WAITING if again else DeliveryState.FAILED
        if again:
            delivery.not_before = clock.now() + DELAYS[delivery.attempts - 1]
    session.commit()


def _give_up_lost(session: DbSession) -> None:
    lost = update(Delivery).where(
        Delivery.state == DeliveryState.SENDING, Delivery.claimed_at < clock.now() - LOST_AFTER
    )
    session.execute(lost.values(state=DeliveryState.FAILED, error="lost"))
    session.commit()
