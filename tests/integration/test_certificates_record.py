"""The record: what staff add to it, papers for the college."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from tests.integration.certificates_place import Served, served_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
ID_NUMBER = "530303200503020026"


@pytest.fixture
def place(session: Session) -> Served:
    return served_place(session, id_number=ID_NUMBER)


def test_papers_for_the_college_say_nothing_of_a_child(session: Session, place: Served, sign_in: SignIn) -> None:
    student = sign_in(place.account)
    child = place.sessions[0].child
    for paper, words in (("appraisal", "大学生社会实践鉴定表"), ("activities", "志愿服务活动清单")):
        answer = student.get(f"/record/seasons/{place.season.id}/{paper}")
        said = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data))
        assert words in said
        assert "张㛃䶮" in said
        assert child.name not in said
        assert child.code not in said


def test_staff_add_to_a_record_and_strike_out_what_was_wrong(session: Session, place: Served, sign_in: SignIn) -> None:
    way = f"/volunteers/{place.first.id}"
    school, league = sign_in(place.teacher), sign_in(place.organizer)
    award = {"commend-title": "优秀志愿者", "commend-given_on": "2026-01-01", "commend-given_by": "团区委"}
    assert league.post(f"{way}/commendations", data=award).status_code == 302
    judged = {"evaluate-season": place.season.id, "evaluate-content": "good", "evaluate-quality": "excellent",
              "evaluate-attitude": "excellent", "evaluate-words": "认真"}  # fmt: skip
    school.post(f"{way}/evaluations", data=judged)
    school.post(f"{way}/evaluations", data=judged)
    mine = sign_in(place.account).get("/record").get_data(as_text=True)
    assert "优秀志愿者" in mine
    assert mine.count("认真") == 1
    shown = school.get(f"{way}/record").get_data(as_text=True)
    assert "2005-03-02" not in shown
    (entry,) = set(
        re.findall(r"/commendations/([0-9a-f-]{36})/strike", league.get(f"{way}/record").get_data(as_text=True))
    )
    assert school.post(f"/commendations/{entry}/strike", data={"reason": "mistake"}).status_code == 404
    league.post(f"/commendations/{entry}/strike", data={"reason": "mistake"})
    assert "<s>优秀志愿者</s>" in sign_in(place.account).get("/record").get_data(as_text=True)
