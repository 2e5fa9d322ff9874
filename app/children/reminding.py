"""What of children's files waits for whom: consents that run out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func

from app.children.models import Child, ChildStatus
from app.foundation import clock
from app.foundation.access import Actor, Role, visible_to
from app.foundation.database import DbSession
from app.reminders.kinds import ReminderKind
from app.reminders.registry import SOMETIMES, add_counted

AHEAD = timedelta(days=30)


def consents_ending(session: DbSession, actor: Actor) -> int:
    """How many consents of the actor's children run out within a month."""
    today = clock.today()
    ending = visible_to(actor, Child).where(
        Child.status == ChildStatus.ACTIVE, Child.consented_until >= today, Child.consented_until < today + AHEAD
    )
    return session.scalar(ending.with_only_columns(func.count(), maintain_column_froms=True)) or 0


add_counted(ReminderKind.CONSENTS_ENDING, "children.index", Role.SCHOOL_STAFF, count=consents_ending, every=SOMETIMES)
