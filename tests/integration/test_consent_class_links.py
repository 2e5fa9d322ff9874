"""Links of a class, and links as staff make them."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import scoped_session

from app.children.doors import hash_of
from app.children.models import Child, ConsentLink
from app.foundation import clock
from app.foundation.database import db
from tests import factories as make
from tests.integration.children_helpers import Place, SignIn, make_place
from tests.integration.consent_place import DIGITS, DOOR, TOKEN, WRONG, YES, consents, opened, pupil

Session = scoped_session[Any]


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


@pytest.fixture
def child(place: Place, session: Session) -> Child:
    made = pupil(place)
    make.consent_link(made, TOKEN)
    session.commit()
    return made


@pytest.fixture
def classmates(place: Place, session: Session) -> list[Child]:
    made = [pupil(place), pupil(place, "李小龙", "13700001111")]
    link = ConsentLink(
        district_id=place.district.id, school_id=place.school.id, grade=4, class_name="2班",
        token_hash=hash_of(TOKEN), expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    session.add(link)
    session.commit()
    return made


def test_a_class_link_opens_each_familys_own_child(app: Flask, classmates: list[Child]) -> None:
    browser = opened(app, name=" 王小雨 ")
    page = browser.get(DOOR).get_data(as_text=True)
    assert "王小雨" in page
    assert "李小龙" not in page
    browser.post(f"{DOOR}/answer", data=YES)
    other = app.test_client()
    assert other.post(DOOR, data={"name": "李小龙", "digits": "1111"}).status_code == 302
    other.post(f"{DOOR}/answer", data={**YES, "answer": "no"})
    assert {(one.child_id, one.decision.value) for one in consents()} == {
        (classmates[0].id, "given"), (classmates[1].id, "refused")
    }  # fmt: skip


def test_every_wrong_answer_of_a_class_link_reads_and_costs_the_same(app: Flask, classmates: list[Child]) -> None:
    answers, queries = set(), set()
    tries = [("王小雨", WRONG), ("王小雨", "1111"), ("没有人", DIGITS), ("李小龙", DIGITS), ("没有人", WRONG)]
    for name, digits in tries:
        asked: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_more: Any, asked: list[str] = asked) -> None:
            asked.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        got = app.test_client().post(DOOR, data={"name": name, "digits": digits})
        event.remove(db.engine, "before_cursor_execute", note)
        page = re.sub(r'name="csrf_token"[^>]*>', "", got.get_data(as_text=True))
        answers.add((got.status_code, page.replace(name, "").replace(digits, "")))
        queries.add(tuple(asked))
    assert len(answers) == 1
    assert len(queries) == 1


def test_a_class_link_lets_nobody_guess_one_family_on_and_on(app: Flask, classmates: list[Child]) -> None:
    for _ in range(5):
        app.test_client().post(DOOR, data={"name": "王小雨", "digits": WRONG})
    shut = app.test_client().post(DOOR, data={"name": "王小雨", "digits": DIGITS})
    assert shut.status_code == 422  # reads like any wrong answer
    assert app.test_client().post(DOOR, data={"name": "李小龙", "digits": "1111"}).status_code == 302
    db.session.execute(db.update(ConsentLink).values(failures=60))
    db.session.commit()
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert app.test_client().post(DOOR, data={"name": "王小雨", "digits": DIGITS}).status_code == 410


def test_one_address_is_slowed_down_over_all_links(app: Flask, classmates: list[Child]) -> None:
    for number in range(40):
        app.test_client().post(DOOR, data={"name": f"第{number}人", "digits": WRONG})
    assert app.test_client().post(DOOR, data={"name": "王小雨", "digits": DIGITS}).status_code == 422


def test_staff_make_a_link_that_is_shown_once_and_ends_the_one_before(
    place: Place, child: Child, sign_in: SignIn
) -> None:
    browser = sign_in(place.director)
    page = browser.post(f"/children/{child.id}/consent/link", data={"audience": "guardian"}).get_data(as_text=True)
    (address,) = set(re.findall(r"http://localhost/consent/([A-Z0-9]{20})", page))
    assert "王小雨" not in page
    assert "<svg" in page
    kept = db.session.scalars(select(ConsentLink).order_by(ConsentLink.made_at)).all()
    assert [one.ended_at is None for one in kept] == [False, True]
    assert address not in " ".join(one.token_hash for one in kept)
    browser.post(f"/consents/links/{kept[1].id}/end")
    assert browser.get(f"/consent/{address}").status_code == 410
    refused = browser.post(f"/children/{child.id}/consent/link", data={"audience": "carer", "authority": " "})
    assert "授权书" in refused.get_data(as_text=True)


def test_slips_leave_out_who_has_decided_or_has_no_phone(place: Place, sign_in: SignIn, session: Session) -> None:
    asked, decided = pupil(place), pupil(place, "赵已定", "13700002222")
    make.consent(decided)
    silent = make.child(place.school, place.village, name="钱无号", class_name="2班")
    foreign = make.child(place.other_school, place.other_township, name="孙别校", class_name="2班")
    session.commit()
    page = sign_in(place.staff).post("/consents/links/slips", data={"grade": "4"}).get_data(as_text=True)
    assert [name in page for name in (asked.name, decided.name, silent.name, foreign.name)] == [True, *[False] * 3]
    assert session.scalar(select(func.count()).select_from(ConsentLink)) == 1


def test_a_class_link_is_for_ones_own_school_only(place: Place, sign_in: SignIn, session: Session) -> None:
    browser = sign_in(place.staff)
    browser.post("/consents/links/class", data={"school_id": str(place.other_school.id)})
    assert session.scalars(select(ConsentLink)).all() == []
    session.rollback()
    made = browser.post("/consents/links/class", data={"school_id": str(place.school.id), "grade": "4"})
    assert "/consent/" in made.get_data(as_text=True)
    link_id = session.scalars(select(ConsentLink.id)).one()
    assert sign_in(place.other_staff).post(f"/consents/links/{link_id}/end").status_code == 404


def test_staff_cannot_record_an_answer_as_if_it_came_by_link(place: Place, child: Child, sign_in: SignIn) -> None:
    data = {**YES, "decision": "given", "consenter": "张大山", "relation": "father", "legal_guardian": "y"}
    data |= {"method": "one_time_link", "given_on": clock.today().isoformat(), "token": str(uuid.uuid4())}
    assert sign_in(place.staff).post(f"/children/{child.id}/consent", data=data).status_code == 200
    assert consents() == []
