"""The gates of a pairing, judged again whenever one of its sessions is recorded."""

from __future__ import annotations

from datetime import date

from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.pairing.apart import are_kept_apart
from app.pairing.gates import (
    lapsed_of_child,
    lapsed_of_volunteer,
    may_meet_at_home,
    may_meet_online,
    may_visit_home,
)
from app.pairing.models import Pairing
from app.pairing.sexes import is_confirmed
from app.sessions.models import SessionPlace


def check_gates(session: DbSession, pairing: Pairing, place: SessionPlace, today: date) -> None:
    """Refuse where a gate of the child or of the volunteer does not hold today, or no guardian agreed to the place.

    What is wrong with a child's file is not the volunteer's to know: that refusal names no reason.

    Raises:
        Refused: ``sessions.child_gate``, ``sessions.volunteer_gate``, or the field ``place``.
    """
    kept_apart = are_kept_apart(session, pairing.child, pairing.volunteer)
    if kept_apart or not is_confirmed(pairing) or lapsed_of_child(pairing.child, today):
        raise Refused("sessions.child_gate")
    for gate in lapsed_of_volunteer(pairing.volunteer, pairing.season, today):
        raise Refused("sessions.volunteer_gate", gate=gate)
    if place is SessionPlace.ONLINE and not may_meet_online(pairing.child):
        raise Refused("sessions.not_online", field="place")
    if place is SessionPlace.HOME and not may_visit_home(pairing.child):
        raise Refused("sessions.not_at_home", field="place")
    if place is SessionPlace.HOME and not may_meet_at_home(pairing):
        raise Refused("sessions.no_home_visits", field="place")
