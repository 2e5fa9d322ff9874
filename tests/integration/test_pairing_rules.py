"""The life of a pairing by its rules: every gate at every step, and nobody in a role that is not theirs."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.children.events import ChildLeft, ConsentWithdrawn
from app.children.models import HoldReason
from app.foundation import audit, clock
from app.foundation.access import Permission, Role, may, system_actor, visible_to
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.events import publish
from app.pairing.models import (
    DeclineReason,
    DoNotPair,
    EndReason,
    Meeting,
    MeetingOutcome,
    MeetingPlace,
    Pairing,
    PairingState,
    RejectReason,
    WithdrawReason,
)
from app.pairing.queries import approval_queue, introducers, meetings_due
from app.pairing.rules.answering import accept, decline, expire_due
from app.pairing.rules.approving import approve, reject
from app.pairing.rules.ending import end, resume, withdraw
from app.pairing.rules.meeting import record_met, record_missed, record_moved
from app.pairing.rules.proposing import Wanted, propose
from app.seasons.events import SeasonClosing
from app.volunteers.events import VolunteerFailedVetting
from app.volunteers.models import VettingKind, VettingResult
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
S = PairingState
SYSTEM = system_actor("test")


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def wanted(place: Place, **values: Any) -> Wanted:
    return Wanted(
        **{
            "child_id": place.child.id,
            "volunteer_id": place.volunteer.id,
            "season_id": place.season.id,
            "mode": "in_person",
            **values,
        }
    )


def events(session: Session, action: audit.Action) -> list[dict[str, Any]]:
    found = session.scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == action))
    return [event.details for event in found.all()]


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
    assert events(session, audit.Action.PAIRING_STATE_CHANGED) == [
        {"before": "proposed", "after": "accepted", "reason": None},
        {"before": "accepted", "after": "approved", "reason": None},
        {"before": "approved", "after": "active", "reason": None},
        {"before": "active", "after": "ended", "reason": "season_over"},
    ]


def shut_consent(place: Place) -> None:
    place.child.consents[0].withdrawn_at = clock.now()


def shut_hold(place: Place) -> None:
    place.child.hold = HoldReason.POSSIBLE_DOUBLE


def shut_risk(place: Place) -> None:
    place.child.risk = 3


def shut_check(place: Place) -> None:
    next(c for c in place.volunteer.checks if c.kind is VettingKind.BACKGROUND).result = VettingResult.FAILED


def shut_expired(place: Place) -> None:
    check = next(c for c in place.volunteer.checks if c.kind is VettingKind.BACKGROUND)
    check.checked_on, check.expires_on = clock.today() - timedelta(days=400), clock.today() - timedelta(days=35)


def shut_never(place: Place) -> None:
    make.add(DoNotPair(child_id=place.child.id, volunteer_id=place.volunteer.id, reason="carer_wish"))


def shut_season(place: Place) -> None:
    place.season.ends_on = clock.today() - timedelta(days=1)


def shut_skill(place: Place) -> None:
    place.volunteer.skills[0].area = "counselling"
    place.child.needs[0].area = "counselling"


GATES = [shut_consent, shut_hold, shut_risk, shut_check, shut_expired, shut_never, shut_season, shut_skill]


@pytest.mark.parametrize("shut", GATES)
@pytest.mark.parametrize("step", ["propose", "accept", "approve", "met", "resume"])
def test_no_step_passes_a_shut_gate(session: Session, place: Place, step: str, shut: Any) -> None:
    before = {"accept": S.PROPOSED, "approve": S.ACCEPTED, "met": S.APPROVED, "resume": S.SUSPENDED}.get(step)
    pairing = place.pairing(before) if before is not None else None
    plan = place.meeting()
    meeting = make.meeting(pairing, place.staff, place.school) if step == "met" and pairing else None
    shut(place)
    session.commit()
    staff = place.staff.actor()
    steps = {
        "propose": lambda: propose(session, place.organizer.actor(), wanted(place)),
        "accept": lambda: accept(session, place.student.actor(), pairing.id),
        "approve": lambda: approve(session, staff, pairing.id, plan),
        "met": lambda: record_met(session, staff, meeting.id),
        "resume": lambda: resume(session, staff, pairing.id),
    }
    with pytest.raises(Refused, match=r"pairing.gate"):
        steps[step]()
    session.rollback()
    states = [one.state for one in session.scalars(select(Pairing))]
    assert states == ([] if before is None else [before])
    assert len(events(session, audit.Action.PAIRING_BLOCKED)) == 1


def test_consent_withdrawn_between_accept_and_approve_ends_it_at_once(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACCEPTED)
    shut_consent(place)
    publish(session(), ConsentWithdrawn(place.child, place.staff.actor(), "carer"))
    session.commit()
    with pytest.raises(Conflict):
        approve(session, place.staff.actor(), pairing.id, place.meeting())
    session.rollback()
    assert (pairing.state, pairing.reason) == (S.WITHDRAWN, "consent_withdrawn")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.PROPOSED, S.WITHDRAWN),
        (S.ACCEPTED, S.WITHDRAWN),
        (S.APPROVED, S.WITHDRAWN),
        (S.ACTIVE, S.ENDED),
        (S.SUSPENDED, S.ENDED),
    ],
)
def test_what_happens_to_the_child_stops_its_pairing(
    session: Session, place: Place, before: PairingState, after: PairingState
) -> None:
    pairing = place.pairing(before)
    publish(session(), ChildLeft(place.child, place.staff.actor(), "moved"))
    session.commit()
    assert (pairing.state, pairing.reason) == (after, "child_left")


@pytest.mark.parametrize(
    ("before", "after"),
    [(S.PROPOSED, S.WITHDRAWN), (S.APPROVED, S.WITHDRAWN), (S.ACTIVE, S.SUSPENDED), (S.SUSPENDED, S.SUSPENDED)],
)
def test_a_failed_check_suspends_what_runs(
    session: Session, place: Place, before: PairingState, after: PairingState
) -> None:
    pairing = place.pairing(before)
    publish(session(), VolunteerFailedVetting(place.volunteer, SYSTEM))
    session.commit()
    assert pairing.state is after


def test_a_suspended_pairing_goes_on_only_where_all_gates_hold(session: Session, place: Place) -> None:
    pairing = place.pairing(S.SUSPENDED, active_at=clock.now())
    resume(session, place.staff.actor(), pairing.id)
    assert pairing.state is S.ACTIVE


def test_a_season_with_an_open_pairing_cannot_close(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACTIVE)
    with pytest.raises(Refused, match="season_has_open"):
        publish(session(), SeasonClosing(place.season, SYSTEM))
    end(session, place.organizer.actor(), pairing.id, EndReason.SEASON_OVER, "再见")
    publish(session(), SeasonClosing(place.season, SYSTEM))


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
    assert len(events(session, audit.Action.PAIRING_STATE_CHANGED)) == 4
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
    with pytest.raises(Refused, match="note_different_sex"):
        approve(session, staff, pairing.id, place.meeting(), different_sex=True)
    session.rollback()
    approve(session, staff, pairing.id, place.meeting(), different_sex=True, note="奶奶同意")
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


def test_taking_back_is_for_what_has_not_begun(session: Session, place: Place) -> None:
    pairing = place.pairing(S.APPROVED)
    withdraw(session, place.organizer.actor(), pairing.id, WithdrawReason.MISTAKE)
    assert pairing.state is S.WITHDRAWN
    active = place.pairing(S.ACTIVE)
    with pytest.raises(Conflict):
        withdraw(session, place.organizer.actor(), active.id, WithdrawReason.MISTAKE)
    session.rollback()


def test_after_a_transfer_the_old_school_loses_sight(session: Session, place: Place) -> None:
    pairing = place.pairing(S.ACCEPTED)
    new = make.school(place.township)
    receiver = make.account(Role.SCHOOL_STAFF, new)
    place.child.school_id = new.id
    session.commit()
    session.expire_all()
    assert not may_decide(session, place.staff, pairing)
    assert may_decide(session, receiver, pairing)
