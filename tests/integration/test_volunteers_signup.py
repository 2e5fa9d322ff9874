"""A student signs up on a phone: what is typed is kept, what cannot be is refused, and nobody sees another's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Sex
from app.foundation.access import Role
from app.foundation.errors import Missing
from app.volunteers.models import SignupDraft, Volunteer
from app.volunteers.rules.signup import save_draft
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


def test_a_student_signs_up_from_the_first_page_to_what_happens_next(
    session: scoped_session[Any], sign_in: SignIn, place: Place
) -> None:
    browser = sign_in(place.student)
    start = browser.get("/sign-up").get_data(as_text=True)
    assert "风险" in start
    walk(browser, place)
    review = browser.get("/sign-up/review").get_data(as_text=True)
    assert "5303**********0026" in review
    assert ID_NUMBER not in review
    assert browser.post("/sign-up/review").status_code == 422  # the duties were not ticked
    done = browser.post("/sign-up/review", data={"understood": "1"}, follow_redirects=True).get_data(as_text=True)
    for gate in ("身份未核验", "缺准入查询", "培训未完成", "未签承诺书", "未登记保险"):
        assert gate in done
    assert ID_NUMBER not in done
    volunteer = session.scalars(select(Volunteer)).one()
    assert (volunteer.district_id, volunteer.township_id) == (place.district.id, place.township.id)
    assert (volunteer.account_id, volunteer.id_number, volunteer.sex) == (place.student.id, ID_NUMBER, Sex.FEMALE)
    assert {(skill.area, skill.subject) for skill in volunteer.skills} == {
        ("tutoring", "math"),
        ("companionship", None),
        ("counselling", None),
    }
    assert all(skill.verified_on is None for skill in volunteer.skills)
    offered = volunteer.availabilities[0]
    assert (offered.season_id, offered.capacity) == (place.season.id, 2)
    assert offered.days_away == ["2027-02-01", "2027-02-02", "2027-02-03"]
    assert offered.slots == {"1-am", "3-pm", "7-ev"}
    assert offered.reach == {str(place.township.id), str(place.other.id)}
    assert [slot.number for slot in volunteer.places] == [1, 2]
    assert session.scalars(select(SignupDraft)).all() == []


def test_what_was_typed_is_kept_going_back_failing_and_coming_back(
    session: scoped_session[Any], sign_in: SignIn, place: Place
) -> None:
    browser = sign_in(place.student)
    typed = {**place.who, "college": "", "name": "李晓红"}
    page = browser.post("/sign-up/who", data=typed)
    assert page.status_code == 422
    assert "李晓红" in page.get_data(as_text=True)
    again = sign_in(place.student).get("/sign-up/who").get_data(as_text=True)
    assert "李晓红" in again
    assert "5303**********0026" in again
    assert ID_NUMBER not in again
    assert "/sign-up/who" in browser.get("/sign-up").get_data(as_text=True)
    browser.post("/sign-up/who", data={**place.who, "id_number": ""})
    back = browser.post("/sign-up/skills", data={"areas": ["companionship"], "back": "1"})
    assert back.headers["Location"].endswith("/sign-up/who")
    page = browser.get("/sign-up/skills").get_data(as_text=True)
    assert re.search(r'value="companionship" checked', page)


def test_the_draft_is_sealed_in_the_database(session: scoped_session[Any], sign_in: SignIn, place: Place) -> None:
    sign_in(place.student).post("/sign-up/who", data=place.who)
    stored = bytes(session.execute(text("SELECT content FROM signup_draft")).scalar_one())
    assert ID_NUMBER.encode() not in stored
    assert "王小明".encode() not in stored


def test_a_draft_is_never_shown_to_another_account(session: scoped_session[Any], sign_in: SignIn, place: Place) -> None:
    sign_in(place.student).post("/sign-up/who", data={**place.who, "name": "只给本人看"})
    other = make.account(Role.VOLUNTEER, login="13900009999")
    session.commit()
    assert "只给本人看" not in sign_in(other).get("/sign-up/who").get_data(as_text=True)
    draft = session.scalars(select(SignupDraft)).one()
    assert json.loads(draft.content)["who"]["name"] == ["只给本人看"]
    staff = make.account(Role.ORGANIZER, place.district)
    session.commit()
    assert sign_in(staff).get("/sign-up/who").status_code == 404
    with pytest.raises(Missing):
        save_draft(session, staff.actor(), {}, 1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id_number": "530303200503020027"}, "身份证号有误"),
        ({"id_number": "53030320050302002"}, "身份证号有误"),
        ({"birth_date": "2005-03-03"}, "与出生日期不一致"),
        ({"sex": "male"}, "与性别不一致"),
        ({"birth_date": "2011-03-02", "id_number": "", "id_on_paper": "y"}, "满 17 岁"),
        ({"id_number": ""}, "当面出示"),
        ({"national_number": ID_NUMBER}, "请填在上面一栏"),
        ({"national_number": "=HYPERLINK(1)"}, "不像志愿者编号"),
        ({"phone": "0874-123456"}, "11 位"),
        ({"name": "x"}, "姓名"),
        ({"township": "00000000-0000-0000-0000-000000000000"}, "error-summary"),
    ],
)
def test_who_cannot_be_is_refused_at_once(
    session: scoped_session[Any], sign_in: SignIn, place: Place, changed: dict[str, str], said: str
) -> None:
    answer = sign_in(place.student).post("/sign-up/who", data={**place.who, **changed})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page
    assert ID_NUMBER[:17] not in page
    if changed.get("id_number"):
        assert changed["id_number"] not in page


def test_a_seventeen_year_old_needs_the_guardian(session: scoped_session[Any], sign_in: SignIn, place: Place) -> None:
    browser = sign_in(place.student)
    walk(browser, place, who={"birth_date": "2009-03-02", "id_number": "", "id_on_paper": "y"})
    assert "监护人" in browser.get("/sign-up/review").get_data(as_text=True)
    page = browser.post("/sign-up/review", data={"understood": "1"}, follow_redirects=True).get_data(as_text=True)
    assert "缺监护人同意" in page


def test_capacity_beyond_the_season_and_foreign_places_are_refused(
    session: scoped_session[Any], sign_in: SignIn, place: Place
) -> None:
    foreign = make.township(make.district("别的区"))
    session.commit()
    browser = sign_in(place.student)
    browser.post("/sign-up/who", data=place.who)
    for changed in ({"capacity": "3"}, {"reach": [str(foreign.id)]}, {"slots": ["9-xx"]}, {"modes": ["teleport"]}):
        assert browser.post("/sign-up/time", data={**place.time, **changed}).status_code == 422
    # A township of a district without a season is no choice either, so no district can be had by posting one.
    assert browser.post("/sign-up/who", data={**place.who, "township": str(foreign.id)}).status_code == 422


def test_extra_fields_change_nothing(session: scoped_session[Any], sign_in: SignIn, place: Place) -> None:
    foreign = make.district("别的区")
    session.commit()
    browser = sign_in(place.student)
    extra = {"district_id": str(foreign.id), "account_id": str(foreign.id), "demo": "1", "verified_on": "2026-01-01"}
    walk(browser, place, who=extra, skills=extra, time=extra)
    browser.post("/sign-up/review", data={"understood": "1", **extra})
    volunteer = session.scalars(select(Volunteer)).one()
    assert (volunteer.district_id, volunteer.account_id) == (place.district.id, place.student.id)
    assert not volunteer.demo
    assert all(skill.verified_on is None for skill in volunteer.skills)


def test_a_double_tap_sends_once(session: scoped_session[Any], sign_in: SignIn, place: Place) -> None:
    browser = sign_in(place.student)
    walk(browser, place)
    for _ in range(2):
        assert browser.post("/sign-up/review", data={"understood": "1"}).status_code == 302
    assert len(session.scalars(select(Volunteer)).all()) == 1
