"""What the worker does every minute: look for what waits, plan what goes out, send it, and clear away what is old."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import DbSession
from app.foundation.jobs import chore
from app.foundation.notifier import notifier
from app.reminders.kinds import DeliveryState, Purpose
from app.reminders.models import Delivery, Reminder
from app.reminders.rules.digesting import plan_digests, plan_groups
from app.reminders.rules.sending import send_due
from app.reminders.rules.sweeping import sweep_due
from app.reminders.rules.turns import take_turn

KEPT = timedelta(days=120)
"""Longer than a piece of news is known, so that none is told again."""
NEWS_FADE = timedelta(days=30)
DAILY, EVERY_TEN = timedelta(hours=20), timedelta(minutes=10)


@chore
def sweep_reminders(session: DbSession) -> int:
    """What waits now, of the sources whose turn it is."""
    return sweep_due(session, system_actor("reminders"))


@chore
def send_reminders(session: DbSession) -> int:
    """Digests and groups whose hour has come, and everything that is due to go out."""
    if not notifier().channels:
        return 0
    if take_turn(session, "digests", EVERY_TEN):
        plan_digests(session)
        plan_groups(session)
    return sum(send_due(session, system_actor("reminders"), notifier()).states.values())


@chore
def clear_reminders(session: DbSession) -> int:
    """News that nobody read fade; what is long over is deleted, and who was told what with it."""
    if not take_turn(session, "clear", DAILY):
        return 0
    now = clock.now()
    faded = update(Reminder).where(Reminder.news, Reminder.done_at.is_(None), Reminder.created_at < now - NEWS_FADE)
    session.execute(faded.values(done_at=now))
    gone: Any = session.execute(delete(Reminder).where(Reminder.done_at < now - KEPT))
    over = Delivery.state.not_in((DeliveryState.WAITING, DeliveryState.SENDING))
    session.execute(
        delete(Delivery).where(over, Delivery.created_at < now - KEPT, Delivery.purpose != Purpose.REMINDER)
    )
    session.commit()
    return int(gone.rowcount)
