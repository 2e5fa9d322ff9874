"""Parents are home: what a village director completes in one visit, household by household."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.disclosure.households import households
from app.children.models import ConsentDecision
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.visits.homecoming import HomeTask, homecoming, parents_are_home
from app.visits.models import FileCheck
from tests import factories as make
from tests.factories.visits import care_agreement

SignIn = Callable[[Account], FlaskClient]
NOW = "2027-02-05T10:00:00+08:00"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def village(session: scoped_session[Any]) -> Any:
    township = make.township(make.district())
    made = make.village(township)
    session.commit()
    return made


def child(village: Any, name: str, phone: str | None = "13900000001", **values: Any) -> Any:
    made = make.child(None, village, name=name, **values)
    made.carers[0].phone, made.carers[0].legal_guardian = phone, True
    db.session.flush()
    return made


def test_who_shares_a_number_or_an_address_is_one_household(village: Any) -> None:
    first, second = child(village, "王一", "13900000001"), child(village, "王二", "139 0000 0001")
    third, fourth = child(village, "李一", None, address="一组 3 号"), child(village, "李二", None, address="一组3号")
    alone, elsewhere = child(village, "赵一", None), make.child(None, make.village(village.parent), address="一组3号")
    elsewhere.carers[0].phone = None
    group = [child(village, name, None, address="水坡村 3 组") for name in ("吴一", "郑一")]
    joined = child(village, "周一", "13900000001", address="一组 3 号")
    db.session.commit()
    found = households([first, third, second, fourth, alone, elsewhere])
    assert found == [[first, second], [third, fourth], [alone], [elsewhere]]
    assert households([first, third, joined]) == [[first, third, joined]]
    assert households(group) == [[one] for one in group], "a village group is no house"
    assert households([alone, elsewhere]) == [[alone], [elsewhere]], "nothing in common is no household"


def test_the_list_says_what_is_open_and_what_is_done(village: Any, sign_in: SignIn) -> None:
    director = make.account(Role.VILLAGE_DIRECTOR, village)
    whole, new, no = child(village, "王一"), child(village, "王二"), child(village, "赵一", None)
    make.consent(whole, expires_on=clock.today() + timedelta(days=20))
    make.consent(no, decision=ConsentDecision.REFUSED, expires_on=None)
    no.consented_until = None
    care_agreement(whole, valid_until=date(2028, 1, 1))
    db.session.add(FileCheck(child_id=whole.id, district_id=whole.district_id, outcome="right"))
    stranger = make.child(None, make.village(village.parent), name="外村孩子")
    db.session.commit()
    found = homecoming(db.session, director.actor())
    tasks = {one.child.name: (set(one.open), set(one.done)) for house in found for one in house.children}
    assert tasks["王一"] == ({HomeTask.CONSENT_RENEW, HomeTask.CONTACT}, {HomeTask.FILE})
    assert {HomeTask.CONSENT_ASK, HomeTask.AGREEMENT} <= tasks["王二"][0]
    assert HomeTask.PHONE_GUARDIAN in tasks["赵一"][0]
    assert HomeTask.CONSENT_ASK not in tasks["赵一"][0], "who said no is not asked again by a list"
    assert [len(house.children) for house in found] == [2, 1]
    assert stranger.name not in tasks
    phone = sign_in(director)
    assert "/visits/parents-home" in phone.get("/").get_data(as_text=True)
    page = phone.get("/visits/parents-home").get_data(as_text=True)
    paper = phone.get("/visits/parents-home?paper=1").get_data(as_text=True)
    for shown in (page, paper):
        assert "王二" in shown
        assert "13900000001" not in shown
        assert "外村孩子" not in shown
    assert f"/children/{new.id}/consent" in page
    other = make.account(Role.SCHOOL_STAFF, make.school(village.parent))
    db.session.commit()
    assert sign_in(other).get("/visits/parents-home").status_code == 404


def test_a_director_of_two_villages_narrows_it_to_one(village: Any, sign_in: SignIn) -> None:
    second = make.village(village.parent)
    director = make.account(Role.VILLAGE_DIRECTOR, village)
    director.roles.append(make.role_grant(Role.VILLAGE_DIRECTOR, second))
    third = make.village(village.parent)
    director.roles.append(make.role_grant(Role.TOWNSHIP_SUPERVISOR, village.parent))  # reaches more, but not here
    child(village, "王一"), child(second, "李一", "13900000002")
    make.consent(child(third, "赵一", "13900000003"))
    db.session.commit()
    phone = sign_in(director)
    both, one = phone.get("/visits/parents-home"), phone.get(f"/visits/parents-home?village={second.id}")
    foreign = phone.get(f"/visits/parents-home?village={third.id}").get_data(as_text=True)
    assert "王一" in both.get_data(as_text=True)
    assert "王一" not in one.get_data(as_text=True)
    assert "李一" in one.get_data(as_text=True)
    assert "赵一" not in foreign
    assert "赵一" not in both.get_data(as_text=True)


def test_the_landing_page_reminds_around_the_festival() -> None:
    assert parents_are_home(date(2027, 1, 20))
    assert not parents_are_home(date(2027, 6, 1))
