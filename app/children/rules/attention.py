"""The level of attention, changed only with a reason; and the children who became too old for the ledger."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select

from app.children.codes import CHOSEN_RISK_REASONS
from app.children.events import ChildGateShut
from app.children.gates import HIGHEST_RISK, missing
from app.children.models import Child, ChildStatus, RiskReason
from app.children.rules.files import locked_child
from app.children.rules.history import note_risk
from app.children.rules.values import UNDER_AGE
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, Role, may, within
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish


def set_risk(
    session: DbSession, actor: Actor, child_id: uuid.UUID, level: int, reason: RiskReason, note: str | None = None
) -> Child:
    """Change the level of attention (0 to 3); at the highest an open pairing is judged anew at once. Commits.

    The gate of the highest level is the school's: whoever else keeps the child's card may raise a child to it, and only
    the school (the township, of a child without one) takes it off.

    Raises:
        Missing: the child is not the actor's.
        Refused: the child is off the ledger or at this level already; the level or reason is none, or lacks its words.
    """
    child = locked_child(session, actor, Permission.RISK_SET, child_id)
    words = (note or "").strip() or None
    if child.status is ChildStatus.LEFT:
        raise Refused("children.not_on_ledger")
    if level == child.risk or not 0 <= level <= HIGHEST_RISK:
        raise Refused("children.risk_same", field="level")
    if child.risk == HIGHEST_RISK and not _may_lower(actor, child):
        raise Refused("children.risk_school_lowers", field="level")
    if reason not in CHOSEN_RISK_REASONS or (reason is RiskReason.OTHER and words is None):
        raise Refused("children.risk_note", field="note")
    before, child.risk = child.risk, level
    note_risk(session, actor, child, before, reason, words)
    if missing(child, clock.today()):
        publish(session, ChildGateShut(child, actor))
    audit.record(session, actor, Action.RISK_CHANGED, child, before=before, after=level, reason=reason.value)
    session.commit()
    return child


def _may_lower(actor: Actor, child: Child) -> bool:
    if child.school_id is not None:
        return may(actor, Permission.CHILD_WRITE, child)
    return any(grant.role is Role.TOWNSHIP_SUPERVISOR and within(grant, actor, child) for grant in actor.grants)


def flag_over_age(session: DbSession, actor: Actor) -> int:
    """Flag who turned 16 on the ledger; whether they leave is for staff to decide. Return how many. Commits."""
    born_by = youngest_of_age(clock.today())
    wanted = (
        select(Child)
        .where(Child.status == ChildStatus.ACTIVE, Child.birth_date <= born_by, Child.over_age_on.is_(None))
        .with_for_update()
    )  # of two schedulers one flags them
    found = session.scalars(wanted).all()
    for child in found:
        child.over_age_on = clock.today()
        audit.record(session, actor, Action.CHILD_OVER_AGE, child)
    session.commit()
    return len(found)


def youngest_of_age(day: date) -> date:
    """The latest birth date of those who are 16 on that day; who was born on 29 February waits for 1 March."""
    try:
        return day.replace(year=day.year - UNDER_AGE)
    except ValueError:
        return date(day.year - UNDER_AGE, 2, 28)
