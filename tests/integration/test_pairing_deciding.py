"""Who decides about a pairing: never who proposed it, never another school, and somebody in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.foundation import clock
from app.foundation.access import Permission, Role, may, visible_to
from app.foundation.errors import Missing, Refused
from app.pairing.models import DoNotPair, Pairing, PairingState, RejectReason
from app.pairing.queries import approval_queue, meetings_due
from app.pairing.rules.answering import accept
from app.pairing.rules.approving import approve, reject
from app.pairing.rules.proposing import propose
from tests import factories as make
from tests.integration.pairing_place import Place, make_place, wanted

Session = scoped_session[Any]

S = PairingState


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def test_the_proposer_cannot_approve_by_rule_nor_by_constraint(session: Session, place: Place) -> None:
    pairing = propose(session, place.staff.actor(), wanted(place))
    accept(session, place.student.actor(), pairing.id)
    for decide in (
        lambda: approve(session, place.staff.actor(), pairing.id, place.meeting()),
        lambda: reject(session, place.staff.actor(), pairing.id, RejectReason.OTHER),
    ):
        with pytest.raises(Refused, match="proposer_decides"):
            decide()
        session.rollback()
    pairing.approved_by_id, pairing.approved_at, pairing.state = place.staff.id, clock.now(), S.APPROVED
    with pytest.raises(IntegrityError, match=r"approver_is_not_proposer|CHECK"):
        session.flush()
    session.rollback()
    approve(session, place.deputy.actor(), pairing.id, place.meeting())
    assert pairing.approved_by_id == place.deputy.id


@pytest.mark.parametrize("hand", ["started_by_id", "published_by_id"])
def test_who_ran_or_published_the_matching_cannot_approve_even_as_staff(
    session: Session, place: Place, hand: str
) -> None:
    from app.pairing.models import MatchRun

    both = make.account(Role.ORGANIZER, place.district)
    both.roles.append(make.role_grant(Role.SCHOOL_STAFF, place.school))
    run = make.add(MatchRun(season_id=place.season.id, district_id=place.district.id, **{hand: both.id}))
    pairing = place.pairing(S.ACCEPTED, run_id=run.id)
    with pytest.raises(Refused, match="proposer_decides"):
        approve(session, both.actor(), pairing.id, place.meeting())
    session.rollback()


def test_an_organizer_cannot_approve_and_another_school_sees_nothing(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACCEPTED)
    other = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    session.commit()
    for account in (place.organizer, place.student, place.director, place.central_staff, other):
        with pytest.raises(Missing):
            approve(session, account.actor(), pairing.id, place.meeting())
        session.rollback()
    with pytest.raises(Missing):
        accept(session, make.account(Role.VOLUNTEER).actor(), pairing.id)
    session.rollback()


def may_decide(session: Session, account: Any, pairing: Pairing) -> bool:
    """By the predicate and by its SQL twin, which must agree."""
    actor = account.actor()
    by_rule = may(actor, Permission.APPROVAL_DECIDE, pairing)
    assert (pairing in approval_queue(session, actor)) == by_rule
    assert (pairing in session.scalars(visible_to(actor, Pairing)).all()) == may(
        actor, Permission.PAIRING_READ, pairing
    )
    return by_rule


def test_unanswered_for_three_days_it_goes_to_the_central_school_too(session: Session, place: Place) -> None:
    pairing = place.pairing(S.PROPOSED)
    accept(session, place.student.actor(), pairing.id)
    assert not may_decide(session, place.central_staff, pairing)
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1), tick=False):
        assert may_decide(session, place.central_staff, pairing)
        assert may_decide(session, place.staff, pairing)
        approve(session, place.central_staff.actor(), pairing.id, place.meeting())
    session.expire_all()
    # Who stood in may go on with the meeting; the central school at large may not.
    assert may(place.central_staff.actor(), Permission.MEETING_RECORD, pairing)
    assert not may(make.account(Role.SCHOOL_STAFF, place.central).actor(), Permission.MEETING_RECORD, pairing)


@pytest.mark.parametrize(("first", "last", "away"), [(-1, 1, True), (0, None, True), (-5, -1, False), (1, 5, False)])
def test_a_school_that_is_away_passes_its_requests_on(
    session: Session, place: Place, first: int, last: int | None, away: bool
) -> None:
    today = clock.today()
    place.school.away_from = today + timedelta(days=first)
    place.school.away_to = None if last is None else today + timedelta(days=last)
    pairing = place.pairing(S.ACCEPTED)
    assert may_decide(session, place.central_staff, pairing) == away


def test_a_child_without_a_school_belongs_to_the_school_its_township_names(session: Session, place: Place) -> None:
    place.child.school_id = None
    pairing = place.pairing(S.ACCEPTED)
    assert not may_decide(session, place.central_staff, pairing)
    place.township.central_school_id = place.central.id
    session.commit()
    session.expire_all()
    assert may_decide(session, place.central_staff, pairing)
    assert not may_decide(session, place.staff, pairing)
    plan = place.meeting(place_id=place.central.id, introducer_id=place.central_staff.id)
    approve(session, place.central_staff.actor(), pairing.id, plan)
    assert meetings_due(session, place.central_staff.actor())


def test_a_rejection_is_obeyed_for_ever_unless_it_is_about_the_child(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACCEPTED)
    reject(session, place.staff.actor(), pairing.id, RejectReason.CARER_WISH, "奶奶不放心")
    with pytest.raises(Refused, match=r"pairing.gate"):
        propose(session, place.organizer.actor(), wanted(place))
    session.rollback()
    assert session.scalars(select(DoNotPair)).one().reason == "carer_wish"
    session.delete(session.scalars(select(DoNotPair)).one())
    session.commit()
    again = propose(session, place.organizer.actor(), wanted(place))
    accept(session, place.student.actor(), again.id)
    reject(session, place.staff.actor(), again.id, RejectReason.CHILD_AWAY)
    assert session.scalars(select(DoNotPair)).all() == []


def test_after_a_transfer_the_old_school_loses_sight(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACCEPTED)
    new = make.school(place.township)
    receiver = make.account(Role.SCHOOL_STAFF, new)
    place.child.school_id = new.id
    session.commit()
    session.expire_all()
    assert not may_decide(session, place.staff, pairing)
    assert may_decide(session, receiver, pairing)
