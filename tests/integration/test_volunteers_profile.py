"""A volunteer's profile: the rule judges it, it changes until a pairing rests on it, and nobody takes it over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Sex
from app.foundation import events
from app.foundation.access import Role
from app.foundation.errors import Conflict, Refused
from app.volunteers.events import ProfileChanging
from app.volunteers.models import VettingKind, Volunteer
from app.volunteers.rules.profiles import Offer, Profile, SkillOffer
from app.volunteers.rules.signup import Papers, sign_up
from app.volunteers.rules.vetting import Outcome, record_checks
from tests import factories as make
from tests.integration.signup_place import ID_NUMBER, NOW, Place, make_place, walk

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def place(session: scoped_session[Any]) -> Place:
    return make_place()


PROFILE = Profile(
    name="王小明",
    sex=Sex.FEMALE,
    birth_date=date(2005, 3, 2),
    phone="13912345678",
    township_id=None,
    skills=(SkillOffer("companionship"),),
)

OFFER = Offer(home_from=date(2027, 1, 18), home_to=date(2027, 2, 20), slots=frozenset({"1-am"}))


@pytest.mark.parametrize(
    ("profile", "offer", "code"),
    [
        ({}, {"capacity": 3}, "too_many_children"),
        ({}, {"capacity": 0}, "too_many_children"),
        ({}, {"slots": frozenset()}, "no_slot"),
        ({}, {"slots": frozenset({"mon-am"})}, "no_slot"),
        ({}, {"modes": frozenset({"x"})}, "no_mode"),
        ({}, {"reach": frozenset()}, "no_reach"),
        ({}, {"home_to": date(2027, 1, 1)}, "home_reversed"),
        ({}, {"home_from": date(2026, 1, 1), "home_to": date(2026, 2, 1)}, "home_outside"),
        ({"skills": ()}, {}, "no_skill"),
        ({"skills": (SkillOffer("magic"),)}, {}, "no_skill"),
        ({"skills": (SkillOffer("tutoring", "math", 9, 1),)}, {}, "grades_reversed"),
        ({"languages": frozenset({"klingon"})}, {}, "language_unknown"),
        ({"birth_date": date(2010, 1, 1)}, {}, "too_young"),
        ({"township_id": None}, {}, "no_season"),
    ],
)
def test_the_rule_judges_what_a_form_would_let_through(
    session: scoped_session[Any], place: Place, profile: dict[str, Any], offer: dict[str, Any], code: str
) -> None:
    typed = replace(PROFILE, **{"township_id": place.township.id, **profile})
    with pytest.raises(Refused) as refused:
        sign_up(session, place.student.actor(), typed, Papers(None, on_paper=True), replace(OFFER, **offer))
    assert refused.value.code == f"volunteers.{code}"
    session.rollback()
    assert session.scalars(select(Volunteer)).all() == []


def test_a_profile_can_be_changed_until_a_pairing_rests_on_it(
    session: scoped_session[Any], sign_in: SignIn, place: Place
) -> None:
    browser = sign_in(place.student)
    walk(browser, place)
    browser.post("/sign-up/review", data={"understood": "1"})
    page = browser.get("/sign-up/who").get_data(as_text=True)
    assert "王小明" in page
    assert ID_NUMBER not in page
    browser.post("/sign-up/time", data={**place.time, "capacity": "1", "anywhere": "y"})
    assert "/sign-up/review" in browser.get("/my-sign-up").get_data(as_text=True)
    assert browser.post("/sign-up/review").status_code == 302
    volunteer = session.scalars(select(Volunteer)).one()
    assert [slot.number for slot in volunteer.places] == [1]
    assert volunteer.availabilities[0].reach is None
    assert volunteer.id_number == ID_NUMBER
    assert volunteer.national_number == "53030000-12345"
    browser.post("/sign-up/who", data={**place.who, "id_number": "", "national_number": ""})
    assert browser.post("/sign-up/review").status_code == 302
    session.expire_all()
    assert volunteer.national_number is None

    def paired(session: Any, event: ProfileChanging) -> None:
        raise Refused("volunteers.season_closed")

    events.handles(ProfileChanging)(paired)
    try:
        browser.post("/sign-up/more", data={"interests": "画画"})
        assert browser.post("/sign-up/review").status_code == 422
    finally:
        events._handlers[ProfileChanging].remove(paired)


def test_whose_identity_was_checked_cannot_become_somebody_else(
    session: scoped_session[Any], sign_in: SignIn, place: Place
) -> None:
    browser = sign_in(place.student)
    walk(browser, place)
    browser.post("/sign-up/review", data={"understood": "1"})
    volunteer = session.scalars(select(Volunteer)).one()
    organizer = make.account(Role.ORGANIZER, place.district)
    session.commit()
    record_checks(session, organizer.actor(), [Outcome(volunteer.id, VettingKind.IDENTITY, date(2026, 11, 20))])
    browser.post("/sign-up/who", data={**place.who, "name": "李四", "id_number": ""})
    answer = browser.post("/sign-up/review")
    assert answer.status_code == 422
    assert "身份已核验" in answer.get_data(as_text=True)
    session.expire_all()
    assert volunteer.name == "王小明"
    browser.post("/sign-up/who", data={**place.who, "id_number": "", "college": "昆明理工大学"})
    assert browser.post("/sign-up/review").status_code == 302
    session.expire_all()
    assert volunteer.college == "昆明理工大学"


def test_nobody_takes_over_a_student_from_a_list(session: scoped_session[Any], sign_in: SignIn, place: Place) -> None:
    typed = replace(PROFILE, township_id=place.township.id)
    listed = make.vetted(make.volunteer(place.township, identity_token=typed.identity))
    session.commit()
    offer = replace(OFFER, reach=frozenset({str(place.township.id)}))
    with pytest.raises(Conflict):
        sign_up(session, place.student.actor(), typed, Papers(None, on_paper=True), offer)
    session.expire_all()
    assert listed.account_id is None
