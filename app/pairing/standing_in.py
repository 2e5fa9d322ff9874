"""What must hold for somebody to stand in for a pairing's volunteer, and to see the child: judged at every step anew.

A substitute is a stranger for a few days. So the rules are those of a pairing, and stricter in two things: of the
child's sex, with no exception to confirm; and never at a home.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.children.models import Child, Sex
from app.foundation.database import DbSession
from app.pairing.apart import are_kept_apart
from app.pairing.gates import PairGate, lapsed_of_child, lapsed_of_volunteer, missing
from app.pairing.models import STANDING_IN, Pairing, PairingState, PairSexes, Substitute, SubstituteState
from app.pairing.sexes import sexes_of
from app.pairing.stages import age_band, given_name, latest_meeting, place_name
from app.volunteers.models import Volunteer


def shut_for(session: DbSession, pairing: Pairing, volunteer: Volunteer, today: date) -> tuple[StrEnum, ...]:
    """Every gate that does not hold for this volunteer to stand in; empty where all do."""
    shut = missing(session, pairing.child, volunteer, pairing.season, today, pairing.mode)
    if not is_of_one_sex(pairing.child, volunteer) and PairGate.SAME_SEX not in shut:
        return (*shut, PairGate.SAME_SEX)
    return shut


def sees_child(session: DbSession, substitute: Substitute, today: date) -> bool:
    """Whether the substitute may see the child today: said yes, within the dates, and everything still holds."""
    return (
        substitute.state is SubstituteState.ACCEPTED
        and substitute.first_on <= today <= substitute.last_on
        and substitute.pairing.state is PairingState.ACTIVE
        and not shut_to_see(session, substitute, today)
    )


def shut_to_see(session: DbSession, substitute: Substitute, today: date) -> bool:
    """Whether something that must hold as long as somebody stands in does not: nothing of the child is shown then."""
    child, volunteer, season = substitute.pairing.child, substitute.volunteer, substitute.pairing.season
    return bool(
        lapsed_of_child(child, today)
        or lapsed_of_volunteer(volunteer, season, today)
        or not is_of_one_sex(child, volunteer)
        or are_kept_apart(session, child, volunteer)
    )


@dataclass(frozen=True)
class SeenStandIn:
    """Standing in, as the substitute sees it; the child by name only on the days."""

    id: uuid.UUID
    state: SubstituteState
    first_on: date
    last_on: date
    mode: str
    code: str
    age_band: str
    sex: Sex | None
    township: str
    needs: tuple[tuple[str, str | None], ...]
    introducer: str
    phone: str | None
    given_name: str | None = None
    usual_place: str | None = None
    care_tips: str | None = None


def seen_by_substitute(session: DbSession, substitute: Substitute, today: date) -> SeenStandIn | None:
    """What the substitute may know today; None: nothing any more, or not as things stand.

    Asked, and before the days: as of a proposed pairing, and who introduces. On the days, after a yes: as of an active
    one. After them: nothing.
    """
    pairing, child, by = substitute.pairing, substitute.pairing.child, substitute.approved_by
    holds = pairing.state is PairingState.ACTIVE and not shut_to_see(session, substitute, today)
    if substitute.state not in STANDING_IN or substitute.last_on < today or not holds:
        return None
    seen = SeenStandIn(
        id=substitute.id,
        state=substitute.state,
        first_on=substitute.first_on,
        last_on=substitute.last_on,
        mode=pairing.mode,
        code=child.code,
        age_band=age_band(child),
        sex=child.sex,
        township=child.township.name,
        needs=tuple((need.area, need.subject) for need in child.needs),
        introducer=by.name,
        phone=by.work_phone,
    )
    if not sees_child(session, substitute, today):
        return seen
    meeting = latest_meeting(pairing)
    return replace(
        seen,
        given_name=given_name(child.name),
        usual_place=pairing.usual_place or (place_name(meeting) if meeting is not None else None),
        care_tips=child.care_tips if child.care_tips_approved_at is not None else None,
    )


def is_of_one_sex(child: Child, volunteer: Volunteer) -> bool:
    """Whether both are known to be of one sex."""
    return sexes_of(child, volunteer) is PairSexes.SAME
