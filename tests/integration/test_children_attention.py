"""A level of attention changes only with a reason and keeps its history; at 16 staff decide; who left can come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.codes import LeaveReason
from app.children.models import Child, ChildStatus, LedgerChange, RiskChange, RiskReason
from app.children.rules.attention import flag_over_age
from app.children.rules.files import leave_ledger, return_to_ledger
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.errors import Refused
from tests import factories as make
from tests.integration.children_helpers import Place, make_place

SignIn = Callable[[Account], FlaskClient]
CHORE = system_actor("children")


@pytest.fixture
def place(session: scoped_session[Any]) -> Place:
    return make_place()


def made(place: Place, **values: Any) -> Child:
    child = make.child(place.school, place.village, **values)
    db.session.commit()
    return child


def changes() -> list[tuple[int | None, int, str, str | None]]:
    db.session.expire_all()
    rows = db.session.scalars(select(RiskChange).order_by(RiskChange.changed_at))
    return [(row.before, row.after, row.reason.value, row.note) for row in rows]


def test_no_level_changes_without_a_reason_and_each_change_is_kept(place: Place, sign_in: SignIn) -> None:
    child, director = made(place), sign_in(place.director)
    url = f"/children/{child.id}/attention"
    for wrong in ({"level": "2"}, {"reason": "visit"}, {"level": "0", "reason": "visit"},
                  {"level": "4", "reason": "visit"}, {"level": "2", "reason": "first"},
                  {"level": "2", "reason": "other"}):  # fmt: skip
        assert director.post(url, data=wrong).status_code == 200
    assert changes() == []
    director.post(url, data={"level": "2", "reason": "other", "note": "奶奶住院"})
    director.post(url, data={"level": "3", "reason": "concern"})
    answer = director.post(url, data={"level": "1", "reason": "improved"})
    assert "才能把孩子移出最高关注" in answer.get_data(as_text=True), "the gate of the highest level is the school's"
    sign_in(place.staff).post(url, data={"level": "1", "reason": "improved"})
    assert changes() == [(0, 2, "other", "奶奶住院"), (2, 3, "concern", None), (3, 1, "improved", None)]
    assert sign_in(place.supervisor).get(url).status_code == 404, "no guardian has consented"
    page = sign_in(place.staff).get(url).get_data(as_text=True)
    assert "奶奶住院" in page


def test_the_form_of_the_file_changes_no_level_in_passing(place: Place, sign_in: SignIn) -> None:
    child = made(place, risk=3)
    typed = {"name": "王小雨", "sex": "female", "birth_date": "2016-05-04", "home": str(place.village.id),
             "left_behind": "other", "risk": "0", "modes": "in_person", "grade": "4"}  # fmt: skip
    assert sign_in(place.staff).post(f"/children/{child.id}/edit", data=typed).status_code == 302
    db.session.expire_all()
    assert (child.name, child.risk) == ("王小雨", 3)
    assert changes() == []


def test_at_sixteen_staff_decide_and_the_history_stays(place: Place, sign_in: SignIn) -> None:
    with time_machine.travel(datetime.fromisoformat("2027-05-03T23:30:00+08:00"), tick=False) as now:
        child, leap = made(place, birth_date=date(2011, 5, 4)), made(place, birth_date=date(2012, 2, 29))
        assert flag_over_age(db.session, CHORE) == 0
        now.move_to(datetime.fromisoformat("2027-05-04T00:30:00+08:00"))
        assert (flag_over_age(db.session, CHORE), flag_over_age(db.session, CHORE)) == (1, 0)
        assert child.status is ChildStatus.ACTIVE, "nobody leaves by itself"
        staff = sign_in(place.staff)
        assert child.code in staff.get("/").get_data(as_text=True)
        page = staff.get(f"/children/{child.id}/leave").get_data(as_text=True)
        assert 'value="aged_out" checked' in page
        staff.post(f"/children/{child.id}/leave", data={"reason": "aged_out"})
        assert child.code not in staff.get("/").get_data(as_text=True)
        with pytest.raises(Refused, match=r"children\.over_age"):
            return_to_ledger(db.session, place.staff.actor(), child.id)
        db.session.rollback()
        now.move_to(datetime.fromisoformat("2028-02-28T12:00:00+08:00"))
        assert flag_over_age(db.session, CHORE) == 0
        now.move_to(datetime.fromisoformat("2028-02-29T12:00:00+08:00"))
        assert flag_over_age(db.session, CHORE) == 1
        assert leap.over_age_on == date(2028, 2, 29)


def test_who_left_can_come_back_and_both_stay_on_file(place: Place) -> None:
    child, staff = made(place), place.staff.actor()
    leave_ledger(db.session, staff, child.id, LeaveReason.PARENT_BACK)
    return_to_ledger(db.session, staff, child.id)
    leave_ledger(db.session, staff, child.id, LeaveReason.MOVED)
    rows = db.session.scalars(select(LedgerChange).order_by(LedgerChange.changed_at))
    assert [row.reason for row in rows] == ["parent_back", None, "moved"]


def test_the_level_a_file_was_made_with_is_the_first_line(place: Place, sign_in: SignIn) -> None:
    form = {"school_id": str(place.school.id), "name": "王小明", "birth_date": "2016-01-01", "left_behind": "other",
            "home": str(place.village.id), "modes": "in_person", "risk": "2"}  # fmt: skip
    sign_in(place.staff).post("/children/new", data=form)
    assert changes() == [(None, 2, RiskReason.FIRST.value, None)]
