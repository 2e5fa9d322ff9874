"""What must hold for somebody to stand in for a pairing's volunteer, and to see the child: judged at every step anew.

A substitute is a stranger for a few days. So the rules are those of a pairing, and stricter in two things: of the
child's sex, with no exception to confirm; and never at a home.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.children.models import Child
from app.foundation.database import DbSession
from app.pairing.apart import are_kept_apart
from app.pairing.gates import PairGate, lapsed_of_child, lapsed_of_volunteer, missing
from app.pairing.models import Pairing, PairingState, PairSexes, Substitute, SubstituteState
from app.pairing.sexes import sexes_of
from app.volunteers.models import Volunteer


def shut_for(session: DbSession, pairing: Pairing, volunteer: Volunteer, today: date) -> tuple[StrEnum, ...]:
    """Every gate that does not hold for this volunteer to stand in; empty where all do."""
    shut = missing(session, pairing.child, volunteer, pairing.season, today, pairing.mode)
    if not is_of_one_sex(pairing.child, volunteer) and PairGate.SAME_SEX not in shut:
        return (*shut, PairGate.SAME_SEX)
    return shut


def sees_child(session: DbSession, substitute: Substitute, today: date) -> bool:
    """Whether the substitute may see the child today: said yes, within the dates, and everything still holds."""
    pairing, volunteer = substitute.pairing, substitute.volunteer
    return (
        substitute.state is SubstituteState.ACCEPTED
        and substitute.first_on <= today <= substitute.last_on
        and pairing.state is PairingState.ACTIVE
        and not lapsed_of_child(pairing.child, today)
        and not lapsed_of_volunteer(volunteer, pairing.season, today)
        and is_of_one_sex(pairing.child, volunteer)
        and not are_kept_apart(session, pairing.child, volunteer)
    )


def is_of_one_sex(child: Child, volunteer: Volunteer) -> bool:
    """Whether both are known to be of one sex."""
    return sexes_of(child, volunteer) is PairSexes.SAME
