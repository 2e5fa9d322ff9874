"""Choosing by which ways one hears, and when not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from app.foundation import audit, clock
from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.notifier.base import PERSONAL
from app.reminders.kinds import DigestEvery, KindGroup
from app.reminders.models import ReminderChoice

PAIRS = frozenset(f"{group.value}:{channel.value}" for group in KindGroup for channel in PERSONAL)


@dataclass(frozen=True)
class Wish:
    """What was chosen. ``open`` holds ``group:channel``; equal ends of the quiet hours mean none."""

    open: frozenset[str]
    quiet_from: time
    quiet_until: time
    digest: DigestEvery = DigestEvery.NEVER


def choose(session: DbSession, actor: Actor, wish: Wish) -> ReminderChoice:
    """Keep the actor's own choice. Commits.

    Raises:
        Missing: the actor is nobody.
        Refused: a digest, by a volunteer: what waits for them is urgent by itself.
    """
    if actor.id is None:
        raise Missing
    if wish.digest is not DigestEvery.NEVER and not works(actor):
        raise Refused("reminders.digest_for_staff", field="digest")
    row = session.get(ReminderChoice, actor.id) or ReminderChoice(account_id=actor.id)
    row.closed, row.digest = PAIRS - wish.open, wish.digest
    row.quiet_from, row.quiet_until, row.changed_at = wish.quiet_from, wish.quiet_until, clock.now()
    session.add(row)
    audit.record(session, actor, audit.Action.REMINDER_CHOSEN, row, closed=len(row.closed), digest=wish.digest.value)
    session.commit()
    return row


def works(actor: Actor) -> bool:
    """Whether the actor has any role of staff."""
    return any(grant.role is not Role.VOLUNTEER for grant in actor.grants)


def pairs_open(closed: Iterable[str]) -> frozenset[str]:
    """What is open where these are closed."""
    return PAIRS - frozenset(closed)
