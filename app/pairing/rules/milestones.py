"""Ticking off what happens once in every pairing."""

from __future__ import annotations

import uuid
from datetime import date

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.pairing.models import Milestone, MilestoneKind, Pairing
from app.pairing.rules.steps import lock_pairing
from app.seasons.models import SeasonStage

TICKED = (MilestoneKind.REVIEW, MilestoneKind.FAREWELL)


def tick(
    session: DbSession, actor: Actor, pairing_id: uuid.UUID, kind: MilestoneKind, done_on: date, note: str
) -> Pairing:
    """Tick a milestone off, with the day and a line of how it was; ticked twice, the first stands.

    The first contact cannot be ticked: the first meeting is recorded instead.

    Raises:
        Missing: no such pairing, or not the actor's school's.
        Refused: the pairing has not begun, the day cannot be, there is no line, or the season is closed.
    """
    pairing = lock_pairing(session, pairing_id)
    authorize(actor, Permission.MILESTONE_TICK, pairing)
    if any(one.kind is kind for one in pairing.milestones):
        session.rollback()
        return pairing
    if kind not in TICKED or pairing.active_at is None:
        raise Refused("pairing.milestone_not_begun")
    if pairing.season.stage is SeasonStage.CLOSED:
        raise Refused("seasons.closed")
    first, today = clock.local(pairing.active_at).date(), clock.today()
    if not first <= done_on <= today:
        raise Refused("pairing.milestone_day", field="done_on", first=first, last=today)
    if not note.strip():
        raise Refused("pairing.milestone_note", field="note")
    add_milestone(pairing, actor, kind, done_on, note.strip())
    audit.record(session, actor, audit.Action.MILESTONE_TICKED, pairing, milestone=kind.value)
    session.commit()
    return pairing


def add_milestone(pairing: Pairing, actor: Actor, kind: MilestoneKind, done_on: date, note: str | None = None) -> None:
    """Put a milestone on a locked pairing that has none of the kind. Does not commit."""
    if all(one.kind is not kind for one in pairing.milestones):
        made = Milestone(kind=kind, done_on=done_on, note=note, recorded_by_id=actor.id)
        pairing.milestones.append(made)
