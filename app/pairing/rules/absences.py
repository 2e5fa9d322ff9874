"""A volunteer cannot come on some days: said, taken back, and told to the family. The pairing stays as it is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import STANDING_IN, Absence, AbsenceReason, Pairing, PairingState, Substitute, SubstituteState
from app.pairing.rules.steps import lock, lock_pairing

LONGEST_DAYS = 60


@dataclass(frozen=True)
class Away:
    """From when to when (both counted), and why; ``id`` is made before sending, so that sending twice says it once."""

    id: uuid.UUID
    pairing_id: uuid.UUID
    first_on: date
    last_on: date
    reason: AbsenceReason


def say_absence(session: DbSession, actor: Actor, away: Away) -> Absence:
    """Say that one cannot come. School and village director see at once whom to call. Commits.

    Raises:
        Missing: not the actor's pairing.
        Refused: the pairing is not active, or the days cannot be.
    """
    authorize(actor, Permission.ABSENCE_SAY, session.get(Pairing, away.pairing_id))
    pairing = lock_pairing(session, away.pairing_id)
    known = session.get(Absence, away.id)
    if known is not None:
        return authorize(actor, Permission.ABSENCE_SAY, known)
    if actor.id is None:
        raise Missing
    _check(session, pairing, away)
    made = Absence(
        id=away.id, pairing=pairing, first_on=away.first_on, last_on=away.last_on, reason=away.reason,
        said_by_id=actor.id,
    )  # fmt: skip
    session.add(made)
    days = (away.last_on - away.first_on).days + 1
    audit.record(session, actor, audit.Action.ABSENCE_SAID, pairing, reason=away.reason.value, days=days)
    session.commit()
    return made


def take_back_absence(session: DbSession, actor: Actor, absence_id: uuid.UUID) -> Absence:
    """Come after all: who stands in does not any more, from now on. Commits; doing it twice is doing it once.

    Raises:
        Missing: not the actor's.
    """
    found = authorize(actor, Permission.ABSENCE_SAY, session.get(Absence, absence_id))
    lock_pairing(session, found.pairing_id)
    absence = lock(session, Absence, absence_id)
    if absence.taken_back_at is None:
        absence.taken_back_at = clock.now()
        for substitute in absence.substitutes:
            stop_standing_in(session, actor, substitute)
        audit.record(session, actor, audit.Action.ABSENCE_TAKEN_BACK, absence.pairing)
        session.commit()
    return absence


def tell_family(session: DbSession, actor: Actor, absence_id: uuid.UUID) -> Absence:
    """Note that the child's family was told. Commits; noting it twice is noting it once.

    Raises:
        Missing: not the actor's.
        Conflict: the volunteer comes after all.
    """
    absence = _to_handle(session, actor, absence_id)
    if absence.taken_back_at is not None:
        raise Conflict("absence.taken_back")
    if absence.told_at is None:
        absence.told_at, absence.told_by_id = clock.now(), actor.id
        audit.record(session, actor, audit.Action.ABSENCE_TOLD, absence.pairing)
        session.commit()
    return absence


def stop_standing_in(session: DbSession, actor: Actor, substitute: Substitute) -> None:
    """End what somebody stands in for, at once; days that were served before today stay served. Does not commit."""
    if substitute.state not in STANDING_IN:
        return
    today = clock.today()
    if substitute.state is SubstituteState.ACCEPTED and substitute.first_on < today:
        substitute.state = SubstituteState.ENDED
        substitute.last_on = min(substitute.last_on, today - timedelta(days=1))
    else:
        substitute.state, substitute.answered_at = SubstituteState.CALLED_OFF, clock.now()
    audit.record(session, actor, audit.Action.SUBSTITUTE_CALLED_OFF, substitute.pairing)


def _to_handle(session: DbSession, actor: Actor, absence_id: uuid.UUID) -> Absence:
    absence = session.get(Absence, absence_id, with_for_update=True, populate_existing=True)
    authorize(actor, Permission.ABSENCE_TELL, None if absence is None else absence.pairing)
    return session.get_one(Absence, absence_id)


def _check(session: DbSession, pairing: Pairing, away: Away) -> None:
    season = pairing.season
    if pairing.state is not PairingState.ACTIVE:
        raise Refused("absence.not_active")
    if away.last_on < away.first_on:
        raise Refused("absence.ends_before_start", field="last_on")
    if away.first_on < clock.today():
        raise Refused("absence.past", field="first_on")
    if away.last_on > season.ends_on:
        raise Refused("absence.after_season", field="last_on", last=season.ends_on)
    if (away.last_on - away.first_on).days >= LONGEST_DAYS:
        raise Refused("absence.too_long", field="last_on", days=LONGEST_DAYS)
    same_days = select(Absence.id).where(
        Absence.pairing_id == pairing.id,
        Absence.taken_back_at.is_(None),
        Absence.first_on <= away.last_on,
        Absence.last_on >= away.first_on,
    )
    if session.scalars(same_days.limit(1)).first() is not None:
        raise Refused("absence.said_already", field="first_on")  # or two could stand in on one day
