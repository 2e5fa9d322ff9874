"""Every gate at every step of a pairing, and what stops one that is under way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.children.events import ChildLeft, ConsentWithdrawn
from app.children.models import HoldReason
from app.foundation import audit, clock
from app.foundation.access import system_actor
from app.foundation.errors import Conflict, Refused
from app.foundation.events import publish
from app.pairing.models import DoNotPair, EndReason, Pairing, PairingState, RelayWay
from app.pairing.rules.answering import accept
from app.pairing.rules.approving import approve
from app.pairing.rules.ending import end, resume
from app.pairing.rules.meeting import record_met
from app.pairing.rules.proposing import propose
from app.pairing.rules.relaying import Decision, decide_relay
from app.seasons.models import Season, SeasonStage
from app.seasons.rules import move_season
from app.volunteers.events import VolunteerFailedVetting
from app.volunteers.models import VettingKind, VettingResult
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place, wanted

Session = scoped_session[Any]

S = PairingState

SYSTEM = system_actor("test")


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


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
    assert len(events(audit.Action.PAIRING_BLOCKED)) == 1


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
    pairing, organizer = place.pairing(S.ACTIVE), place.organizer.actor()
    with pytest.raises(Refused, match="season_has_open"):
        move_season(session, organizer, place.season.id, SeasonStage.CLOSED)
    session.rollback()
    # Past every rule: the database itself closes no season over an open pairing, and opens none in a closed one.
    with pytest.raises(IntegrityError):
        session.execute(update(Season).values(stage="closed"))
    session.rollback()
    end(session, organizer, pairing.id, EndReason.SEASON_OVER, "再见")
    with pytest.raises(Refused, match="season_has_undecided"):
        move_season(session, organizer, place.season.id, SeasonStage.CLOSED)
    session.rollback()
    decide_relay(session, place.staff.actor(), pairing.id, Decision(RelayWay.CLOSED, note="回校了"))
    move_season(session, organizer, place.season.id, SeasonStage.CLOSED)
    with pytest.raises(IntegrityError):
        session.execute(update(Pairing).values(state="active"))
    session.rollback()
