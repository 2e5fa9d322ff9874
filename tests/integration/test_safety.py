"""Safety education: which child was taught which topic this year, counted from activities, visits and lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.activities.models import ActivityState, ActivityTopic, EndReason, SafetyLesson
from app.activities.queries.safety import Where, counted, pupils, taught_of
from app.catalogue.queries import safety_topics
from app.foundation import clock
from app.foundation.database import db
from app.visits.codes import VisitPlace, VisitVoid
from app.visits.models import Visit
from tests import factories as make
from tests.integration.class_place import NOW, ClassPlace, make_class_place

SignIn = Callable[[Account], FlaskClient]
YEAR = 2027


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(session: scoped_session[Any]) -> ClassPlace:
    return make_class_place()


def visit(place: ClassPlace, number: int, **values: Any) -> None:
    child = place.children[number]
    made = {
        "visited_on": date(YEAR, 1, 10),
        "place": next(iter(VisitPlace)),
        "met_child": True,
        "met_carer": False,
        **values,
    }
    make.add(Visit(district_id=child.district_id, child_id=child.id, topics=frozenset({"fraud"}), **made))


def test_topics_are_counted_from_what_was_held_and_said(place: ClassPlace, sign_in: SignIn) -> None:
    held = make.activity(place.site, place.children[:2])
    planned = make.activity(place.site, place.children[:4], state=ActivityState.PLANNED)
    void = make.activity(place.site, place.children[:4], state=ActivityState.VOID, reason=EndReason.MISTAKE)
    before = {"starts_at": NOW - timedelta(days=30), "ends_at": NOW - timedelta(days=29)}
    last_year = make.activity(place.site, place.children[:4], **before)
    db.session.add_all(ActivityTopic(activity_id=one.id, topic="drowning") for one in (held, planned, void, last_year))
    visit(place, 2)
    visit(place, 3, voided_at=clock.now(), void_reason=next(iter(VisitVoid)))
    visit(place, 3, visited_on=date(YEAR - 1, 12, 31))
    db.session.commit()
    browser = sign_in(place.staff)
    lesson = {"topics": ["bullying", "drowning"], "taught_on": "2027-01-15", "place": "school"}
    for _ in range(2):  # sent twice, noted once
        browser.post("/safety-education/lessons/new", data={**lesson, "child": str(place.children[3].id)})
    assert db.session.scalar(select(func.count()).select_from(SafetyLesson)) == 2
    actor, topics = place.staff.actor(), safety_topics(db.session)
    taught = taught_of(db.session, actor, YEAR, Where())
    _rows, total = counted(db.session, actor, taught, topics, Where())
    assert (total.children, total.taught) == (4, {"drowning": 3, "bullying": 1, "drugs": 0, "fraud": 1, "abuse": 0})
    lacking = pupils(db.session, actor, taught, Where(lacking="drowning")).rows
    assert [one.code for one in lacking] == [place.children[2].code]
    page = browser.get("/safety-education/?lacking=drowning").get_data(as_text=True)
    assert place.children[2].name in page
    assert place.children[0].name not in page


def test_names_for_own_school_and_village_only_and_nobody_elses_children(place: ClassPlace, sign_in: SignIn) -> None:
    quiet = make.child(place.school, place.village)
    elsewhere = make.child(make.school(place.township), place.township)
    make.consent(elsewhere)
    db.session.commit()
    page = sign_in(place.organizer).get("/safety-education/").get_data(as_text=True)
    assert place.children[0].code in page
    assert place.children[0].name not in page
    assert quiet.code not in page  # without consent it is its own school's and village's only
    browser = sign_in(place.staff)
    page = browser.get("/safety-education/").get_data(as_text=True)
    assert quiet.name in page
    assert 'data-label="学校"' not in page  # a school's staff know whose children they read of
    assert elsewhere.code not in page
    lesson = {"topics": "drugs", "taught_on": "2027-01-15", "place": "school", "child": str(elsewhere.id)}
    assert browser.post("/safety-education/lessons/new", data=lesson).status_code == 404
    for wrong in ({"taught_on": "2027-01-21"}, {"topics": "hacking"}, {"place": "visit"}):
        sent = {**lesson, "child": str(quiet.id), **wrong}
        assert browser.post("/safety-education/lessons/new", data=sent).status_code == 422
    assert db.session.scalars(select(SafetyLesson)).all() == []


def test_the_organizer_keeps_the_list_of_topics(place: ClassPlace, sign_in: SignIn) -> None:
    assert [(one.name_zh, one.provisional) for one in safety_topics(db.session)] == [
        ("防溺水", False), ("防欺凌", False), ("防毒品", False), ("防电信诈骗", False), ("防性侵", True),
    ]  # fmt: skip
    browser = sign_in(place.organizer)
    browser.post(
        "/safety-education/topics", data={"code": "abuse", "name_zh": "防性侵", "active": "y", "confirmed": "y"}
    )
    browser.post("/safety-education/topics", data={"code": "drugs", "name_zh": "防毒品"})
    browser.post("/safety-education/topics", data={"code": "", "name_zh": "交通安全"})
    assert browser.post("/safety-education/topics", data={"code": "", "name_zh": "防溺水"}).status_code == 422
    assert browser.post("/safety-education/topics", data={"code": "math", "name_zh": "数学"}).status_code == 404
    db.session.expire_all()
    assert [(one.name_zh, one.provisional) for one in safety_topics(db.session)] == [
        ("防溺水", False), ("防欺凌", False), ("防电信诈骗", False), ("防性侵", False), ("交通安全", False),
    ]  # fmt: skip
