"""Something stops holding between two steps: every later step judges it again, and none has a skip."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.catalogue.queries import ensure_defaults
from app.children.models import ChildStatus, ChildWish
from app.foundation import clock
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Refused
from app.pairing.models import DoNotPair, MatchPair, MatchRun, Pairing, PairingState
from app.pairing.rules.answering import accept
from app.pairing.rules.approving import approve
from app.pairing.rules.ending import resume
from app.pairing.rules.meeting import record_met, record_moved
from app.pairing.rules.proposing import Wanted, propose, publish
from app.seasons.models import SeasonStage
from app.sessions import rules
from app.sessions.entry import Entry
from app.sessions.models import ServiceSession, SessionPlace
from app.volunteers.models import VettingCheck, VettingKind, VettingResult
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
NOW = datetime.fromisoformat("2027-01-20T18:00:00+08:00")
YESTERDAY = date(2027, 1, 19)


@pytest.fixture
def place(session: Session) -> Iterator[Place]:
    with time_machine.travel(NOW, tick=False):
        made = make_place()
        ensure_defaults(session)
        session.commit()
        yield made


def checked(place: Place, result: VettingResult, on: date) -> None:
    later = clock.now() + timedelta(seconds=1)
    check = VettingCheck(
        volunteer_id=place.volunteer.id, kind=VettingKind.BACKGROUND, result=result, checked_on=on, recorded_at=later
    )
    make.add(check)


def leave(place: Place) -> None:
    place.child.status, place.child.left_on = ChildStatus.LEFT, YESTERDAY


def keep_apart(place: Place) -> None:
    make.add(DoNotPair(child_id=place.child.id, volunteer_id=place.volunteer.id, reason="known_conflict"))


BREAKS: dict[str, Callable[[Place], object]] = {
    "consent withdrawn": lambda p: setattr(p.child.consents[0], "withdrawn_at", clock.now()),
    "consent expired yesterday": lambda p: setattr(p.child.consents[0], "expires_on", YESTERDAY),
    "consent to an older text": lambda p: setattr(p.child.consents[0], "text_version", 0),
    "the child says no": lambda p: setattr(p.child.consents[0], "child_wish", ChildWish.NO),
    "the child left": leave,
    "highest risk without a note": lambda p: setattr(p.child, "risk", 3),
    "background check a year old today": lambda p: checked(p, VettingResult.CLEAR, date(2026, 1, 20)),
    "background check failed": lambda p: checked(p, VettingResult.FAILED, YESTERDAY),
    "volunteer withdrew": lambda p: setattr(p.volunteer.availabilities[0], "withdrawn_on", YESTERDAY),
    "never to be paired": keep_apart,
    "season over": lambda p: setattr(p.season, "ends_on", YESTERDAY),
    "season closed": lambda p: setattr(p.season, "stage", SeasonStage.CLOSED),
}


def entry(pairing: Pairing, where: SessionPlace = SessionPlace.SCHOOL) -> Entry:
    at = NOW - timedelta(hours=3)
    return Entry(
        id=uuid.uuid4(), pairing_id=pairing.id, starts_at=at, ends_at=at + timedelta(hours=1), break_minutes=0,
        place=where, service_area="tutoring", adult_present=True, safe=True,
    )  # fmt: skip


def steps(session: Session, place: Place, pairing: Pairing) -> dict[str, tuple[PairingState, Callable[[], object]]]:
    meeting, staff = pairing.meetings[0].id, place.staff.actor()
    return {
        "accept": (PairingState.PROPOSED, lambda: accept(session, place.student.actor(), pairing.id)),
        "approve": (PairingState.ACCEPTED, lambda: approve(session, staff, pairing.id, place.meeting())),
        "met": (PairingState.APPROVED, lambda: record_met(session, staff, meeting)),
        "moved": (PairingState.APPROVED, lambda: record_moved(session, staff, meeting, place.meeting())),
        "resume": (PairingState.SUSPENDED, lambda: resume(session, staff, pairing.id)),
        "session": (PairingState.ACTIVE, lambda: rules.log_session(session, place.student.actor(), entry(pairing))),
    }


# The database closes no season over an open pairing (test_pairing_gates), so there is no step left to try after that.
@pytest.mark.parametrize("broken", sorted(set(BREAKS) - {"season closed"}))
def test_no_step_after_a_gate_shut(session: Session, place: Place, broken: str) -> None:
    pairing = place.pairing(PairingState.ACTIVE)
    make.meeting(pairing, place.staff, place.school)
    session.commit()
    session.refresh(pairing, ["meetings"])
    BREAKS[broken](place)
    session.commit()
    for name, (state, act) in steps(session, place, pairing).items():
        pairing.state = state
        session.commit()
        with pytest.raises(Refused):
            act()
        session.rollback()
        session.expire_all()
        assert pairing.state is state, f"{broken}: {name}"
    assert session.scalars(select(ServiceSession)).all() == []
    blocked = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.PAIRING_BLOCKED)).all()
    assert len(blocked) >= 5


@pytest.mark.parametrize("broken", BREAKS)
def test_nothing_is_proposed_by_hand_or_from_a_run(session: Session, place: Place, broken: str) -> None:
    run = make_run(session, place)
    BREAKS[broken](place)
    session.commit()
    wanted = Wanted(place.child.id, place.volunteer.id, place.season.id, "in_person")
    with pytest.raises(Refused):
        propose(session, place.staff.actor(), wanted)
    session.rollback()
    if broken.startswith("season"):
        with pytest.raises(Refused):
            publish(session, place.organizer.actor(), run.id)
        session.rollback()
    else:
        assert publish(session, place.organizer.actor(), run.id) == (0, 1)
    assert session.scalars(select(Pairing)).all() == []


def make_run(session: Session, place: Place, mode: str = "in_person") -> MatchRun:
    run = make.add(
        MatchRun(season_id=place.season.id, district_id=place.district.id, exact=True, finished_at=clock.now())
    )
    make.add(MatchPair(run_id=run.id, child_id=place.child.id, volunteer_id=place.volunteer.id, mode=mode, score=1))
    session.commit()
    made: MatchRun = run
    return made


def test_an_online_pairing_rests_on_the_guardians_word_for_online(session: Session, place: Place) -> None:
    run = make_run(session, place, "online")
    pairing = place.pairing(PairingState.ACTIVE, mode="online")
    make.meeting(pairing, place.staff, place.school)
    place.child.consents[0].online = False
    session.commit()
    session.refresh(pairing, ["meetings"])
    for name, (state, act) in steps(session, place, pairing).items():
        if name == "session":
            continue  # judged by its own place, below
        pairing.state = state
        session.commit()
        with pytest.raises(Refused):
            act()
        session.rollback()
        session.expire_all()
        assert pairing.state is state, name
    pairing.state = PairingState.EXPIRED
    session.commit()
    assert publish(session, place.organizer.actor(), run.id) == (0, 1)


@pytest.mark.parametrize(
    ("where", "flag", "code"),
    [
        (SessionPlace.ONLINE, "online", "sessions.not_online"),
        (SessionPlace.HOME, "home_visit", "sessions.not_at_home"),
    ],
)
def test_a_session_online_or_at_home_needs_the_guardians_word_for_it(
    session: Session, place: Place, where: SessionPlace, flag: str, code: str
) -> None:
    pairing = place.pairing(PairingState.ACTIVE, home_note="班主任陪同")
    setattr(place.child.consents[0], flag, False)
    session.commit()
    student = place.student.actor()
    with pytest.raises(Refused) as refused:
        rules.log_session(session, student, entry(pairing, where))
    session.rollback()
    assert refused.value.code == code
    setattr(place.child.consents[0], flag, True)
    make.home_agreed(place.child)
    session.commit()
    assert rules.log_session(session, student, entry(pairing, where)).place is where


def test_a_consent_given_before_a_withdrawal_does_not_undo_it(session: Session, place: Place) -> None:
    """Entered late, or merged in from a second file: the withdrawal is the guardian's later word."""
    first = place.child.consents[0]
    first.given_on, first.withdrawn_at = date(2027, 1, 1), clock.now() - timedelta(days=2)
    make.consent(place.child, given_on=date(2027, 1, 10))
    session.commit()
    session.expire_all()
    pairing = place.pairing(PairingState.PROPOSED)
    with pytest.raises(Refused):
        accept(session, place.student.actor(), pairing.id)
    session.rollback()
    make.consent(place.child, given_on=date(2027, 1, 20))
    session.commit()
    session.expire_all()
    assert accept(session, place.student.actor(), pairing.id).state is PairingState.ACCEPTED
