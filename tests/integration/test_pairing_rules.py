"""The life of a pairing by its rules, from the proposal to the end, each step once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import scoped_session

from app.foundation import audit, clock
from app.foundation.access import system_actor
from app.foundation.errors import Conflict, Refused
from app.pairing.models import DeclineReason, EndReason, Meeting, PairingState, WithdrawReason
from app.pairing.rules.answering import accept, decline, expire_due
from app.pairing.rules.approving import approve
from app.pairing.rules.ending import end, withdraw
from app.pairing.rules.meeting import record_met
from app.pairing.rules.proposing import propose
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place, wanted

Session = scoped_session[Any]

S = PairingState

SYSTEM = system_actor("test")


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def test_the_whole_life_of_a_pairing_is_on_the_log(session: Session, place: Place) -> None:
    pairing = propose(session, place.organizer.actor(), wanted(place))
    accept(session, place.student.actor(), pairing.id)
    assert pairing.approval_due_at == pairing.accepted_at + timedelta(days=3)
    approve(session, place.staff.actor(), pairing.id, place.meeting())
    (meeting,) = pairing.meetings
    record_met(session, place.staff.actor(), meeting.id, "村小图书室")
    assert (pairing.state, pairing.usual_place) == (S.ACTIVE, "村小图书室")
    end(session, place.staff.actor(), pairing.id, EndReason.SEASON_OVER, "一起画了一幅画")
    assert pairing.ended_at is not None
    assert events(audit.Action.PAIRING_STATE_CHANGED) == [
        {"before": "proposed", "after": "accepted", "reason": None},
        {"before": "accepted", "after": "approved", "reason": None},
        {"before": "approved", "after": "active", "reason": None},
        {"before": "active", "after": "ended", "reason": "season_over"},
    ]


def test_a_declined_child_is_not_proposed_to_the_same_volunteer_again(session: Session, place: Place) -> None:
    pairing = place.pairing(S.PROPOSED)
    decline(session, place.student.actor(), pairing.id, DeclineReason.DISTANCE)
    decline(session, place.student.actor(), pairing.id, DeclineReason.TIME)  # twice is once
    assert pairing.reason == "distance"
    with pytest.raises(Refused) as refused:
        propose(session, place.organizer.actor(), wanted(place))
    session.rollback()
    assert refused.value.params == {"gate": "declined_before"}


def test_unanswered_proposals_expire_and_cannot_be_accepted_late(session: Session, place: Place) -> None:
    pairing = place.pairing(S.PROPOSED, answer_due_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match="overdue"):
        accept(session, place.student.actor(), pairing.id)
    session.rollback()
    assert expire_due(session, SYSTEM) == 1
    assert expire_due(session, SYSTEM) == 0
    assert pairing.state is S.EXPIRED
    assert propose(session, place.organizer.actor(), wanted(place)).state is S.PROPOSED


def test_the_worker_lets_proposals_expire_every_minute(session: Session, place: Place) -> None:
    from app.foundation.jobs.worker import do_chores

    pairing = place.pairing(S.PROPOSED, answer_due_at=clock.now() - timedelta(minutes=1))
    do_chores()
    session.expire_all()
    assert pairing.state is S.EXPIRED


def test_the_same_click_twice_takes_effect_once(session: Session, place: Place) -> None:
    first = propose(session, place.organizer.actor(), wanted(place))
    assert propose(session, place.organizer.actor(), wanted(place)).id == first.id
    for _ in range(2):
        accept(session, place.student.actor(), first.id)
    for _ in range(2):
        approve(session, place.staff.actor(), first.id, place.meeting())
    for _ in range(2):
        record_met(session, place.staff.actor(), first.meetings[0].id)
    for _ in range(2):
        end(session, place.staff.actor(), first.id, EndReason.OTHER, "再见")
    assert len(events(audit.Action.PAIRING_STATE_CHANGED)) == 4
    assert session.query(Meeting).count() == 1


def test_child_and_place_are_taken_once(session: Session, place: Place) -> None:
    place.pairing(S.PROPOSED)
    spare = make.vetted(make.volunteer(place.township))
    make.availability(spare, place.season)
    sibling = make.child(place.school, place.village)
    make.consent(sibling)
    session.commit()
    with pytest.raises(Conflict, match="child_taken"):
        propose(session, place.organizer.actor(), wanted(place, volunteer_id=spare.id))
    session.rollback()
    with pytest.raises(Conflict, match="volunteer_full"):
        propose(session, place.organizer.actor(), wanted(place, child_id=sibling.id))
    session.rollback()


def test_a_slot_kept_for_a_past_pairing_is_no_place_more(session: Session, place: Place) -> None:
    """Capacity went from 2 to 1 while slot 2 was in use: slot 1 does not open a second place."""
    from app.volunteers.models import VolunteerSlot

    session.add(VolunteerSlot(volunteer_id=place.volunteer.id, number=2))
    session.flush()
    sibling = make.child(place.school, place.village)
    make.consent(sibling)
    make.pairing(sibling, place.volunteer, place.season, S.ACTIVE, slot=2)
    session.commit()
    with pytest.raises(Conflict, match="volunteer_full"):
        propose(session, place.organizer.actor(), wanted(place))
    session.rollback()


def test_taking_back_is_for_what_has_not_begun(session: Session, place: Place) -> None:
    pairing = place.pairing(S.APPROVED)
    withdraw(session, place.organizer.actor(), pairing.id, WithdrawReason.MISTAKE)
    assert pairing.state is S.WITHDRAWN
    active = place.pairing(S.ACTIVE)
    with pytest.raises(Conflict):
        withdraw(session, place.organizer.actor(), active.id, WithdrawReason.MISTAKE)
    session.rollback()
