"""The pledge: read and signed by the volunteer, by version; an older text stops counting when a new one is material."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Missing, Refused
from app.foundation.jobs.worker import do_chores
from app.pairing.models import PairingState
from app.texts.kinds import TextChange, TextKind
from app.volunteers.gates import VolunteerGate, missing
from app.volunteers.models import VettingCheck, VettingKind, VettingResult
from app.volunteers.rules.pledging import sign_pledge
from app.volunteers.rules.vetting import Outcome, record_checks
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
PLEDGE = VettingKind.PLEDGE


@pytest.fixture
def place(session: Session) -> Place:
    made = make_place()
    for one in made.volunteer.checks:
        if one.kind is PLEDGE:
            session.delete(one)
    session.commit()
    session.expire_all()
    return made


@pytest.fixture
def new_text(session: Session, place: Place) -> Callable[[], None]:
    """A new text that everybody must sign."""

    def publish() -> None:
        two = {"published_by_id": place.organizer.id, "confirmed_by_id": place.staff.id}
        make.standing_text(TextKind.PLEDGE, 2, change=TextChange.MATERIAL, **two)
        session.commit()

    return publish


def pledges(session: Session) -> list[VettingCheck]:
    session.expire_all()
    return list(session.scalars(select(VettingCheck).where(VettingCheck.kind == PLEDGE)))


def held_by_pledge(place: Place) -> bool:
    return VolunteerGate.PLEDGE in missing(place.volunteer, place.season, clock.today())


def test_the_volunteer_reads_ticks_and_signs_once(session: Session, place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.student)
    assert "/my-pledge" in browser.get("/my-sign-up").get_data(as_text=True)
    page = browser.get("/my-pledge").get_data(as_text=True)
    assert "不做诊断和治疗" in page
    assert "草案" in page, "not reviewed yet, and it says so"
    assert browser.post("/my-pledge", data={"version": "1"}).status_code == 422
    assert pledges(session) == []
    for _ in range(2):
        assert browser.post("/my-pledge", data={"version": "1", "agreed": "y"}).status_code == 302
    (signed,) = pledges(session)
    assert (signed.text_version, signed.recorded_by_id) == (1, place.student.id)
    assert not held_by_pledge(place)
    logged = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.VETTING_RECORDED)).all()
    assert [event.details for event in logged] == [{"check": "pledge", "result": "clear"}]
    assert "签署" in browser.get("/my-pledge").get_data(as_text=True)


def test_a_version_that_is_not_in_force_cannot_be_signed(session: Session, place: Place, sign_in: SignIn) -> None:
    """A forged number would count for every text still to come."""
    browser = sign_in(place.student)
    for version in ("0", "2", "99", "x", ""):
        assert browser.post("/my-pledge", data={"version": version, "agreed": "y"}).status_code in {302, 422}
    assert pledges(session) == []


def test_a_material_text_asks_again_and_suspends_meanwhile(
    session: Session, place: Place, sign_in: SignIn, new_text: Callable[[], None]
) -> None:
    sign_pledge(session, place.student.actor(), place.volunteer, 1)
    pairing = place.pairing(PairingState.ACTIVE)
    do_chores()
    session.expire_all()
    assert pairing.state is PairingState.ACTIVE
    new_text()
    assert held_by_pledge(place)
    do_chores()
    session.expire_all()
    assert pairing.state is PairingState.SUSPENDED
    browser = sign_in(place.student)
    stale = browser.post("/my-pledge", data={"version": "1", "agreed": "y"})
    assert stale.status_code == 302
    assert held_by_pledge(place), "what was read is not what is in force"
    browser.post("/my-pledge", data={"version": "2", "agreed": "y"})
    session.expire_all()
    assert not held_by_pledge(place)


def test_signed_on_paper_the_league_records_the_text_in_force(
    session: Session, place: Place, new_text: Callable[[], None]
) -> None:
    organizer, today = place.organizer.actor(), clock.today()
    assert record_checks(session, organizer, [Outcome(place.volunteer.id, PLEDGE, today)]) == 1
    new_text()
    assert record_checks(session, organizer, [Outcome(place.volunteer.id, PLEDGE, today)]) == 1, "the new text"
    assert sorted(one.text_version or 0 for one in pledges(session)) == [1, 2]


def test_what_the_league_took_back_only_the_league_records_again(session: Session, place: Place) -> None:
    student, organizer, today = place.student.actor(), place.organizer.actor(), clock.today()
    sign_pledge(session, student, place.volunteer, 1)
    record_checks(session, organizer, [Outcome(place.volunteer.id, PLEDGE, today, VettingResult.WITHDRAWN)])
    with pytest.raises(Refused, match="pledge_taken_back"):
        sign_pledge(session, student, place.volunteer, 1)
    session.rollback()
    for account in (place.organizer, place.staff):
        with pytest.raises(Missing):
            sign_pledge(session, account.actor(), place.volunteer, 1)
        session.rollback()


def test_the_database_keeps_no_pledge_without_its_text(session: Session, place: Place) -> None:
    today = clock.today()
    bare = VettingCheck(volunteer_id=place.volunteer.id, kind=PLEDGE, result=VettingResult.CLEAR, checked_on=today)
    with pytest.raises(IntegrityError):
        make.add(bare)
    session.rollback()
