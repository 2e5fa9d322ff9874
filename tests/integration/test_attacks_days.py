"""Edges of days: where the children are a new day begins while it is still yesterday in UTC."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.catalogue.queries import ensure_defaults
from app.children import gates as child_gates
from app.children.gates import ChildGate
from app.foundation import clock
from app.foundation.errors import Refused
from app.pairing.models import PairingState
from app.pairing.rules.answering import accept
from app.seasons.queries import current_season
from app.sessions import queries, rules
from app.sessions.entry import Entry
from app.sessions.models import SessionPlace, SessionState
from app.volunteers import gates as volunteer_gates
from app.volunteers.gates import VolunteerGate
from app.volunteers.models import VettingKind
from tests.integration.pairing_place import make_place

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
LAST = date(2027, 1, 20)
BEFORE_MIDNIGHT = datetime.fromisoformat("2027-01-20T23:59:59+08:00")
AFTER_MIDNIGHT = datetime.fromisoformat("2027-01-21T00:00:00+08:00")  # still 20 January in UTC


def test_a_consent_holds_through_its_last_day_where_the_children_are(session: Session, sign_in: SignIn) -> None:
    with time_machine.travel(BEFORE_MIDNIGHT, tick=False):
        place = make_place()
        place.child.consents[0].expires_on = place.child.consented_until = LAST
        pairing = place.pairing(PairingState.PROPOSED, answer_due_at=AFTER_MIDNIGHT + timedelta(days=1))
        assert child_gates.missing(place.child, clock.today()) == ()
        assert sign_in(place.organizer).get(f"/children/{place.child.id}").status_code == 200
    with time_machine.travel(AFTER_MIDNIGHT, tick=False):
        assert child_gates.missing(place.child, clock.today()) == (ChildGate.CONSENT_EXPIRED,)
        assert sign_in(place.organizer).get(f"/children/{place.child.id}").status_code == 404
        with pytest.raises(Refused):
            accept(session, place.student.actor(), pairing.id)
        session.rollback()
    with time_machine.travel(BEFORE_MIDNIGHT, tick=False):
        assert accept(session, place.student.actor(), pairing.id).state is PairingState.ACCEPTED


def test_a_background_check_ends_with_the_day_twelve_months_on(session: Session) -> None:
    with time_machine.travel(BEFORE_MIDNIGHT, tick=False):
        place = make_place()
        check = next(one for one in place.volunteer.checks if one.kind is VettingKind.BACKGROUND)
        check.checked_on, check.expires_on = date(2026, 1, 21), date(2027, 1, 21)
        pairing = place.pairing(PairingState.PROPOSED, answer_due_at=AFTER_MIDNIGHT + timedelta(days=1))
        assert volunteer_gates.missing(place.volunteer, place.season, clock.today()) == ()
    with time_machine.travel(AFTER_MIDNIGHT, tick=False):
        assert volunteer_gates.missing(place.volunteer, place.season, clock.today()) == (
            VolunteerGate.BACKGROUND_EXPIRED,
        )
        with pytest.raises(Refused):
            accept(session, place.student.actor(), pairing.id)
        session.rollback()


def test_a_proposal_is_answered_before_its_hour_and_not_at_it(session: Session) -> None:
    with time_machine.travel(BEFORE_MIDNIGHT, tick=False):
        place = make_place()
        pairing = place.pairing(PairingState.PROPOSED, answer_due_at=AFTER_MIDNIGHT)
    with time_machine.travel(AFTER_MIDNIGHT, tick=False), pytest.raises(Refused) as refused:
        accept(session, place.student.actor(), pairing.id)
    session.rollback()
    assert refused.value.code == "pairing.answer_overdue"
    with time_machine.travel(BEFORE_MIDNIGHT, tick=False):
        assert accept(session, place.student.actor(), pairing.id).state is PairingState.ACCEPTED


def test_the_last_day_of_a_season_ends_where_the_children_are(session: Session) -> None:
    with time_machine.travel(BEFORE_MIDNIGHT, tick=False):
        place = make_place()
        place.season.ends_on = LAST
        pairing = place.pairing(PairingState.PROPOSED, answer_due_at=AFTER_MIDNIGHT + timedelta(days=1))
        assert current_season(session, place.district.id, clock.today()) is place.season
    with time_machine.travel(AFTER_MIDNIGHT, tick=False), pytest.raises(Refused):
        accept(session, place.student.actor(), pairing.id)
    session.rollback()


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        ("2027-01-31T22:30", "2027-01-31T23:59", ""),
        ("2027-02-01T00:00", "2027-02-01T00:30", ""),
        ("2027-01-31T23:30", "2027-02-01T00:30", "sessions.two_days"),
        ("2027-01-31T23:30", "2027-02-01T00:00", "sessions.two_days"),
    ],
)
def test_sessions_around_midnight_belong_to_one_day_and_month(
    session: Session, starts: str, ends: str, code: str
) -> None:
    with time_machine.travel(datetime.fromisoformat("2027-02-01T08:00+08:00"), tick=False):
        place = make_place()
        ensure_defaults(session)
        pairing = place.pairing(PairingState.ACTIVE)
        entry = Entry(
            id=uuid.uuid4(), pairing_id=pairing.id, break_minutes=0, place=SessionPlace.SCHOOL,
            starts_at=clock.from_local(datetime.fromisoformat(starts)),
            ends_at=clock.from_local(datetime.fromisoformat(ends)),
            service_area="tutoring", adult_present=True, safe=True,
        )  # fmt: skip
        student = place.student.actor()
        if code:
            with pytest.raises(Refused) as refused:
                rules.log_session(session, student, entry)
            session.rollback()
            assert refused.value.code == code
            return
        row = rules.log_session(session, student, entry)
        rules.confirm_session(session, place.staff.actor(), row.id)
        assert row.state is SessionState.CONFIRMED
        assert list(queries.own_hours(session, student).by_month) == [starts[:7]]


def test_a_day_before_the_calendar_is_no_fault_of_ours(session: Session, sign_in: SignIn) -> None:
    place = make_place()
    ensure_defaults(session)
    pairing = place.pairing(PairingState.ACTIVE)
    form = {
        "session_id": str(uuid.uuid4()), "pairing_id": str(pairing.id), "day": "0001-01-01", "start": "00:10",
        "end": "01:00", "place": "school", "service_area": "tutoring", "adult_present": "yes", "safe": "yes",
    }  # fmt: skip
    assert sign_in(place.student).post("/sessions/new", data=form).status_code == 200
