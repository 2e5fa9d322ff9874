"""Counselling: only with a skill that staff verified, under a named supervisor, at every step and in every session."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.catalogue.queries import ensure_defaults
from app.foundation import clock
from app.foundation.errors import Refused
from app.pairing.models import PairingState
from app.pairing.rules.approving import approve
from app.pairing.rules.ending import resume
from app.sessions.entry import Entry
from app.sessions.models import SessionPlace
from app.sessions.rules.log import log_session
from app.volunteers.models import Skill
from app.volunteers.rules.vetting import unverify_skill, verify_skill
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
S = PairingState


@pytest.fixture
def place(session: Session) -> Place:
    made = make_place()
    ensure_defaults(session)
    made.child.needs[0].area, made.child.needs[0].subject = "counselling", None
    made.volunteer.skills.append(Skill(area="counselling", verified_on=clock.today(), supervisor="陈医生"))
    session.commit()
    return made


def counselling(place: Place) -> Skill:
    return next(one for one in place.volunteer.skills if one.area == "counselling")


def entry(pairing_id: uuid.UUID, area: str) -> Entry:
    at = clock.from_local(datetime.combine(clock.today() - timedelta(days=1), time(10)))
    return Entry(
        id=uuid.uuid4(), pairing_id=pairing_id, starts_at=at, ends_at=at + timedelta(minutes=30), break_minutes=0,
        place=SessionPlace.SCHOOL, service_area=area, adult_present=True, safe=True,
    )  # fmt: skip


@pytest.mark.parametrize("lacking", ["verified_on", "supervisor"])
def test_neither_a_date_nor_a_supervisor_alone_lets_a_step_through(
    session: Session, place: Place, lacking: str
) -> None:
    setattr(counselling(place), lacking, None)
    pairing = place.pairing(S.ACCEPTED)
    with pytest.raises(Refused, match=r"pairing.gate"):
        approve(session, place.staff.actor(), pairing.id, place.meeting())
    session.rollback()
    assert pairing.state is S.ACCEPTED


@pytest.mark.parametrize(("before", "after"), [(S.PROPOSED, S.WITHDRAWN), (S.ACTIVE, S.SUSPENDED)])
def test_a_verification_taken_back_stops_what_rests_on_it(
    session: Session, place: Place, before: PairingState, after: PairingState
) -> None:
    pairing = place.pairing(before)
    organizer, skill_id = place.organizer.actor(), counselling(place).id
    unverify_skill(session, organizer, skill_id)
    session.expire_all()
    assert (pairing.state, pairing.reason) == (after, "skill_unverified")
    if after is S.SUSPENDED:
        with pytest.raises(Refused, match=r"pairing.gate"):
            resume(session, place.staff.actor(), pairing.id)
        verify_skill(session, organizer, skill_id, "陈医生")
        assert resume(session, place.staff.actor(), pairing.id).state is S.ACTIVE


def test_what_another_skill_carries_goes_on(session: Session, place: Place) -> None:
    other = make.child(place.school, place.village)
    make.consent(other)
    pairing = make.pairing(other, place.volunteer, place.season, S.ACTIVE)
    session.commit()
    unverify_skill(session, place.organizer.actor(), counselling(place).id)
    session.expire_all()
    assert pairing.state is S.ACTIVE
    with pytest.raises(Refused) as refused:
        log_session(session, place.student.actor(), entry(pairing.id, "counselling"))
    assert (refused.value.code, refused.value.field) == ("sessions.not_verified", "service_area")


def test_who_counsels_reads_the_limits_and_who_supervises(session: Session, place: Place, sign_in: SignIn) -> None:
    pairing = place.pairing(S.ACTIVE)
    shown = sign_in(place.student).get(f"/my/pairings/{pairing.id}").get_data(as_text=True)
    assert "不做诊断和治疗" in shown
    assert "陈医生" in shown
    pairing.state = S.ACCEPTED
    session.commit()
    assert "陈医生" in sign_in(place.staff).get(f"/approvals/{pairing.id}").get_data(as_text=True)
    counselling(place).verified_on = None
    pairing.state = S.ACTIVE
    session.commit()
    assert "陈医生" not in sign_in(place.student).get(f"/my/pairings/{pairing.id}").get_data(as_text=True)
