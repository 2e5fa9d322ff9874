"""What the sexes of a child and a volunteer ask of those who decide. Pure: reads the two records."""

from __future__ import annotations

from app.children.models import Child, Sex
from app.pairing.models import Pairing, PairSexes
from app.volunteers.models import Volunteer


def sexes_of(child: Child, volunteer: Volunteer) -> PairSexes:
    """How the two stand to each other; what is not known is not the same, and not a woman where it is about a girl."""
    if child.sex is not None and child.sex is volunteer.sex:
        return PairSexes.SAME
    if child.sex is Sex.FEMALE:
        return PairSexes.MAN_WITH_GIRL
    return PairSexes.DIFFERENT


def is_one_sex(pairing: Pairing) -> bool:
    """Whether both are known to be of one sex."""
    return sexes_of(pairing.child, pairing.volunteer) is PairSexes.SAME


def is_confirmed(pairing: Pairing) -> bool:
    """Whether a school has confirmed the two as they stand on file today; of one sex nobody has to."""
    today = sexes_of(pairing.child, pairing.volunteer)
    return today is PairSexes.SAME or today is pairing.sexes
