"""The gates of a pairing, judged again whenever one of its sessions is recorded."""

from __future__ import annotations

from datetime import date

from app.children import gates as child_gates
from app.foundation.errors import Refused
from app.pairing.models import Pairing
from app.volunteers import gates as volunteer_gates

# These hold a child or a volunteer back from being matched; they say nothing about two who already meet.
OF_MATCHING_ONLY = frozenset({"no_need", "held", "no_availability", "no_skill"})


def check_gates(pairing: Pairing, today: date) -> None:
    """Refuse where a gate of the child or of the volunteer does not hold today.

    What is wrong with a child's file is not the volunteer's to know: that refusal names no reason.

    Raises:
        Refused: ``sessions.child_gate`` or ``sessions.volunteer_gate``.
    """
    if any(gate.value not in OF_MATCHING_ONLY for gate in child_gates.missing(pairing.child, today)):
        raise Refused("sessions.child_gate")
    for gate in volunteer_gates.missing(pairing.volunteer, pairing.season, today):
        if gate.value not in OF_MATCHING_ONLY:
            raise Refused("sessions.volunteer_gate", gate=gate)
