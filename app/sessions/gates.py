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
from app.pairing.sexes import is_confirmed
from app.pairing.standing_in import is_of_one_sex
from app.sessions.models import SessionPlace
from app.sessions.serving import Serving


def check_gates(session: DbSession, serving: Serving, place: SessionPlace, today: date) -> None:
    """Refuse where a gate of the child or of the volunteer does not hold today, or no guardian agreed to the place.

    What is wrong with a child's file is not the volunteer's to know: that refusal names no reason.

    Raises:
        Refused: ``sessions.child_gate``, ``sessions.volunteer_gate``, or the field ``place``.
    """
    pairing, child, volunteer = serving.pairing, serving.pairing.child, serving.volunteer
    sexes_fit = is_confirmed(pairing) if serving.substitute is None else is_of_one_sex(child, volunteer)
    if not sexes_fit or are_kept_apart(session, child, volunteer) or lapsed_of_child(child, today):
        raise Refused("sessions.child_gate")
    for gate in lapsed_of_volunteer(volunteer, pairing.season, today):
        raise Refused("sessions.volunteer_gate", gate=gate)
    if place is SessionPlace.ONLINE and not may_meet_online(child):
        raise Refused("sessions.not_online", field="place")
    if place is SessionPlace.HOME and not may_visit_home(child):
        raise Refused("sessions.not_at_home", field="place")
    if place is SessionPlace.HOME and (serving.substitute is not None or not may_meet_at_home(pairing)):
        raise Refused("sessions.no_home_visits", field="place")
