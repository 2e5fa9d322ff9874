"""The first meeting: public, timely, accompanied, and counted only once it took place."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import scoped_session

from app.foundation import clock
from app.foundation.access import Role
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import MeetingOutcome, MeetingPlace, PairingState, SexReason
from app.pairing.queries import introducers
from app.pairing.rules.approving import approve
from app.pairing.rules.meeting import record_met, record_missed, record_moved
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]

S = PairingState


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("day", {"at": clock.now() - timedelta(hours=1)}),
        ("day", {"at": clock.now() + timedelta(days=90)}),
        ("place", {"place_id": uuid.uuid4()}),
        ("place", {"place": MeetingPlace.SITE}),
        ("introducer", {"introducer_id": uuid.uuid4()}),
        ("another_adult", {"another_adult": False}),
    ],
)
def test_a_first_meeting_must_be_public_timely_and_accompanied(
    session: Session, place: Place, field: str, values: dict[str, Any]
) -> None:
    pairing = place.pairing(S.ACCEPTED)
    with pytest.raises(Refused) as refused:
        approve(session, place.staff.actor(), pairing.id, place.meeting(**values))
    session.rollback()
    assert refused.value.field == field
    assert pairing.state is S.ACCEPTED


def test_no_meeting_at_night_nor_on_a_blackout_day(session: Session, place: Place) -> None:
    plan = place.meeting()
    place.season.blackout = [clock.local(plan.at).date().isoformat()]
    pairing = place.pairing(S.ACCEPTED)
    for at in (plan.at, plan.at + timedelta(days=1, hours=12)):
        with pytest.raises(Refused):
            approve(session, place.staff.actor(), pairing.id, place.meeting(at=at))
        session.rollback()


def test_a_different_sex_needs_a_tick_and_a_note(session: Session, place: Place) -> None:
    from app.children.models import Sex

    place.volunteer.sex = Sex.MALE
    pairing = place.pairing(S.ACCEPTED)
    staff = place.staff.actor()
    with pytest.raises(Refused, match="confirm_different_sex"):
        approve(session, staff, pairing.id, place.meeting())
    session.rollback()
    with pytest.raises(Refused, match="reason_different_sex"):
        approve(session, staff, pairing.id, place.meeting(), different_sex=True, note="奶奶同意")
    session.rollback()
    why = SexReason.NOBODY_ELSE
    with pytest.raises(Refused, match="note_different_sex"):
        approve(session, staff, pairing.id, place.meeting(), different_sex=True, sex_reason=why)
    session.rollback()
    approve(session, staff, pairing.id, place.meeting(), different_sex=True, sex_reason=why, note="奶奶同意")
    assert (pairing.state, pairing.note) == (S.APPROVED, "奶奶同意")


def test_the_meeting_is_missed_and_moved_and_only_the_last_one_counts(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACCEPTED)
    staff = place.staff.actor()
    approve(session, staff, pairing.id, place.meeting(introducer_id=place.director.id))
    (first,) = pairing.meetings
    with pytest.raises(Refused, match="not_yet"):
        record_missed(session, staff, first.id, place.meeting())
    session.rollback()
    later = place.meeting().at + timedelta(days=2)
    record_moved(session, place.director.actor(), first.id, place.meeting(at=later))
    session.expire_all()
    moved, second = pairing.meetings
    assert (moved.outcome, second.outcome, second.introducer_id) == (MeetingOutcome.MOVED, None, place.staff.id)
    with pytest.raises(Missing):  # the director no longer introduces
        record_met(session, place.director.actor(), second.id)
    session.rollback()
    with pytest.raises(Conflict):
        record_met(session, staff, first.id)
    session.rollback()
    record_met(session, staff, second.id)
    assert pairing.state is S.ACTIVE


def test_introducers_are_staff_of_the_childs_schools_and_its_village_director(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACCEPTED)
    make.account(Role.SCHOOL_STAFF, make.school(place.township))
    make.account(Role.VILLAGE_DIRECTOR, make.village(place.township))
    place.deputy.active = False
    session.commit()
    assert set(introducers(session, pairing)) == {place.staff, place.central_staff, place.director}
