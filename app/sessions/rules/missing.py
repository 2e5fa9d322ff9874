"""A meeting that did not take place: recorded by one tap, by whoever knows it, and never counted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.pairing.models import Pairing, Substitute
from app.pairing.rules.steps import lock_pairing
from app.sessions.models import MissedKind, MissedMeeting, MissedParty, MissedReason
from app.sessions.serving import check_agreed, check_served


@dataclass(frozen=True)
class Missed:
    """What is said of a meeting that did not take place; ``number`` is the pairing's id, or that of standing in.

    ``id`` is made before sending, so that sending twice records once.
    """

    number: uuid.UUID
    day: date
    kind: MissedKind
    missing: MissedParty
    reason: MissedReason
    id: uuid.UUID = field(default_factory=uuid.uuid4)


def pairing_to_record(session: DbSession, actor: Actor, number: uuid.UUID) -> tuple[Pairing, Substitute | None]:
    """The pairing whose missed meetings the actor may record: as its volunteer or staff, or as who stands in.

    Raises:
        Missing: neither, or not the actor's.
    """
    substitute = session.get(Substitute, number)
    if substitute is not None:
        check_served(authorize(actor, Permission.SESSION_MISSED, substitute))
        return substitute.pairing, substitute
    return authorize(actor, Permission.SESSION_MISSED, session.get(Pairing, number)), None


def record_missed(session: DbSession, actor: Actor, said: Missed) -> MissedMeeting:
    """Record it, once a day: what somebody recorded first is given back, or was recorded under this id. Commits.

    Raises:
        Missing: not the actor's.
        Refused: the pairing had not begun or was over on that day, or the day is still to come.
    """
    sent = session.get(MissedMeeting, said.id)
    if sent is not None:
        authorize(actor, Permission.SESSION_MISSED, sent.pairing)
        return sent
    pairing, substitute = pairing_to_record(session, actor, said.number)
    lock_pairing(session, pairing.id)
    known = _recorded(session, pairing, said.day)
    if known is not None:
        return known
    if actor.id is None:
        raise Missing
    _check(pairing, substitute, said)
    made = MissedMeeting(
        id=said.id, pairing=pairing, day=said.day, kind=said.kind, missing=said.missing, reason=said.reason,
        recorded_by_id=actor.id,
    )  # fmt: skip
    session.add(made)
    audit.record(
        session, actor, audit.Action.SESSION_MISSED, pairing, kind=said.kind.value, reason=said.reason.value
    )  # fmt: skip
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        twin = session.get(MissedMeeting, said.id) or _recorded(session, pairing, said.day)
        if twin is None:
            raise
        return twin
    return made


def take_back_missed(session: DbSession, actor: Actor, missed_id: uuid.UUID) -> MissedMeeting:
    """It was recorded by mistake: it stays, taken back. Commits; doing it twice is doing it once.

    Raises:
        Missing: not recorded by the actor, nor within the actor's scope as staff.
    """
    row = session.get(MissedMeeting, missed_id, with_for_update=True, populate_existing=True)
    if row is None or not (row.recorded_by_id == actor.id or row.account_id != actor.id):
        raise Missing
    authorize(actor, Permission.SESSION_MISSED, row.pairing)
    if row.taken_back_at is None:
        row.taken_back_at, row.taken_back_by_id = clock.now(), actor.id
        audit.record(session, actor, audit.Action.SESSION_MISSED_TAKEN_BACK, row.pairing)
        session.commit()
    return row


def _recorded(session: DbSession, pairing: Pairing, day: date) -> MissedMeeting | None:
    wanted = select(MissedMeeting).where(
        MissedMeeting.pairing_id == pairing.id, MissedMeeting.day == day, MissedMeeting.taken_back_at.is_(None)
    )
    return session.scalars(wanted).one_or_none()


def _check(pairing: Pairing, substitute: Substitute | None, said: Missed) -> None:
    season, began, ended = pairing.season, pairing.active_at, pairing.ended_at
    if substitute is not None:
        check_agreed(substitute, said.day)
    if said.kind is MissedKind.MISSED and said.day > clock.today():
        raise Refused("sessions.missed_future", field="day")
    if not season.starts_on <= said.day <= season.ends_on:
        raise Refused("sessions.outside_season", field="day", first=season.starts_on, last=season.ends_on)
    if began is None or said.day < clock.local(began).date():
        raise Refused("sessions.missed_before", field="day")
    if ended is not None and said.day > clock.local(ended).date():
        raise Refused("sessions.after_end", field="day")
