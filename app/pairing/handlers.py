"""What happens below and must act on pairings at once, in the same transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.children.events import ChildGateShut, ChildLeft, ChildrenMerged, ConsentWithdrawn
from app.foundation.events import handles
from app.pairing.models import EndReason, LapseReason, WithdrawReason
from app.pairing.queries import used_slots
from app.pairing.rules.apart import carry_over
from app.pairing.rules.ending import count_open, count_undecided, count_without_farewell, stop_for_child
from app.pairing.rules.lapsing import stop_for_gates_of, stop_for_skills_of, stop_for_volunteer
from app.pairing.rules.relaying import returned
from app.seasons.closing import keeps_open
from app.volunteers.events import (
    SkillUnverified,
    SlotsShrinking,
    VolunteerFailedVetting,
    VolunteerReturned,
    VolunteerSuspended,
)


@handles(ConsentWithdrawn)
def _consent_withdrawn(session: Session, event: ConsentWithdrawn) -> None:
    reasons = (EndReason.CONSENT_WITHDRAWN, WithdrawReason.CONSENT_WITHDRAWN)
    stop_for_child(session, event.actor, event.child, *reasons)


@handles(ChildLeft)
def _child_left(session: Session, event: ChildLeft) -> None:
    stop_for_child(session, event.actor, event.child, EndReason.CHILD_LEFT, WithdrawReason.CHILD_LEFT)


@handles(ChildrenMerged)
def _children_merged(session: Session, event: ChildrenMerged) -> None:
    carry_over(session, event.actor, event.kept, event.gone)


@handles(ChildGateShut)
def _child_gate_shut(session: Session, event: ChildGateShut) -> None:
    stop_for_gates_of(session, event.actor, event.child)


@handles(VolunteerFailedVetting)
def _vetting_failed(session: Session, event: VolunteerFailedVetting) -> None:
    stop_for_volunteer(session, event.actor, event.volunteer)


@handles(VolunteerSuspended)
def _volunteer_suspended(session: Session, event: VolunteerSuspended) -> None:
    stop_for_volunteer(session, event.actor, event.volunteer, LapseReason.VOLUNTEER_SUSPENDED)


@handles(SkillUnverified)
def _skill_unverified(session: Session, event: SkillUnverified) -> None:
    stop_for_skills_of(session, event.actor, event.volunteer)


@handles(VolunteerReturned)
def _volunteer_returned(session: Session, event: VolunteerReturned) -> None:
    returned(session, event.actor, event.volunteer, event.season)


@handles(SlotsShrinking)
def _slots_shrinking(session: Session, event: SlotsShrinking) -> None:
    event.kept.update(used_slots(session, event.volunteer.id) & event.numbers)


keeps_open("pairing.season_has_open", count_open, order=10, endpoint="pairings.index")
keeps_open("pairing.season_lacks_farewells", count_without_farewell, order=20, endpoint="course.index")
keeps_open("pairing.season_has_undecided", count_undecided, order=25, endpoint="course.index")
