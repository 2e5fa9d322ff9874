"""Whom a session is logged for and by: a pairing with its own volunteer, or with somebody who stands in for it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.pairing.models import Pairing, PairingState, Substitute, SubstituteState
from app.pairing.rules.steps import lock, lock_pairing
from app.sessions.entry import PHONE_DAYS, Entry
from app.volunteers.models import Volunteer

SERVED = (SubstituteState.ACCEPTED, SubstituteState.ENDED)
"""Sessions of the agreed days can be logged: called off later, what was served before stays served."""


@dataclass(frozen=True)
class Serving:
    """A pairing, and who came: its volunteer, or the one of ``substitute``."""

    pairing: Pairing
    volunteer: Volunteer
    substitute: Substitute | None = None


def lock_serving(session: DbSession, actor: Actor, number: uuid.UUID) -> Serving:
    """The pairing or the standing-in of this id, if it is the actor's, locked with child and volunteers.

    One volunteer's sessions are judged one after the other.

    Raises:
        Missing: neither, or not the actor's.
    """
    substitute = session.get(Substitute, number)
    if substitute is None:
        authorize(actor, Permission.SESSION_LOG, session.get(Pairing, number))
        pairing = lock_pairing(session, number)
        return Serving(pairing, pairing.volunteer)
    authorize(actor, Permission.SESSION_LOG, substitute)
    return _locked(session, substitute)


def serving_of(session: DbSession, pairing_id: uuid.UUID, substitute: Substitute | None) -> Serving:
    """The same, locked, of a session that is recorded already."""
    if substitute is not None:
        return _locked(session, substitute)
    pairing = lock_pairing(session, pairing_id)
    return Serving(pairing, pairing.volunteer)


def check_open(serving: Serving, entry: Entry) -> None:
    """Refuse where no session can be logged for it.

    A substitute logs sessions of the agreed days only, and a phone that had no signal may still bring them for a while.

    Raises:
        Refused: the pairing is not active, or the day is not one of the agreed days.
        Missing: standing in is over, or never was.
    """
    substitute = serving.substitute
    if substitute is not None:
        check_served(substitute)
        check_agreed(substitute, entry.day)
    if serving.pairing.state is not PairingState.ACTIVE:
        raise Refused("sessions.not_active")


def check_served(substitute: Substitute) -> None:
    """Standing in is over for good some days after its last day; said no to, or called off before, it never was.

    Raises:
        Missing: so it is.
    """
    if substitute.state not in SERVED or clock.today() > last_day_to_log(substitute):
        raise Missing


def check_agreed(substitute: Substitute, day: date) -> None:
    """Refuse a day that is not one of those agreed."""
    first, last = substitute.first_on, substitute.last_on
    if not first <= day <= last:
        raise Refused("sessions.outside_substitute", field="day", first=first, last=last)


def last_day_to_log(substitute: Substitute) -> date:
    """The last day on which sessions of the agreed days are still taken."""
    return substitute.last_on + timedelta(days=PHONE_DAYS)


def _locked(session: DbSession, substitute: Substitute) -> Serving:
    pairing = substitute.pairing
    lock(session, Child, pairing.child_id)
    # In the order of their ids: two who stand in for each other never wait in a circle.
    for volunteer_id in sorted({pairing.volunteer_id, substitute.volunteer_id}):
        lock(session, Volunteer, volunteer_id)
    locked = lock(session, Pairing, pairing.id)
    session.refresh(substitute)
    return Serving(locked, substitute.volunteer, substitute)
