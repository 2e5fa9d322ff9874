"""Search finds by sound what one may see anyhow, and tells nothing of what one may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, RoleGrant
from app.children import queries as child_queries
from app.children.identity import fill_name_tokens
from app.children.models import Child, ChildStatus
from app.foundation import audit, clock
from app.foundation.access import Role
from app.foundation.database import db
from app.home.search import asking
from app.pairing.models import PairingState
from app.volunteers.models import Volunteer
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place

SignIn = Callable[[Account], FlaskClient]
NAME = "王小雨"


@dataclass
class People:
    place: Place
    elsewhere: Child
    far: Child
    director: Account
    supervisor: Account
    lead: Account
    admin: Account


@pytest.fixture
def people(session: scoped_session[Any]) -> People:
    """王小雨 at one's own school; a child of that name at another school of the town, and one in another district."""
    place = make_place()
    elsewhere = make.child(make.school(place.township), make.village(place.township), name=NAME)
    make.consent(elsewhere)
    other = make.district()
    far = make.child(None, make.township(other), name=NAME)
    make.consent(far)
    made = People(
        place, elsewhere, far, place.director,
        make.account(Role.TOWNSHIP_SUPERVISOR, place.township), make.account(Role.SAFEGUARDING_LEAD, place.district),
        make.account(Role.ADMINISTRATOR),
    )  # fmt: skip
    session.commit()
    return made


def find(browser: FlaskClient, typed: str) -> str:
    answer = browser.post("/search", data={"q": typed})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def body(page: str) -> str:
    """What the answer holds, without the box that shows what was typed and without what differs by request."""
    page = re.sub(r'value="[^"]*"', "", page)
    return re.sub(r"[A-Za-z0-9_.-]{60,}", "", page)


@pytest.mark.parametrize("typed", [NAME, "wxy", "wangxiaoyu", "Wang Xiaoyu", "小雨", "王xy"])
def test_school_and_village_find_their_own_child_only(people: People, sign_in: SignIn, typed: str) -> None:
    for account in (people.place.staff, people.director):
        page = find(sign_in(account), typed)
        assert f"/children/{people.place.child.id}" in page
        assert NAME in page
        assert str(people.elsewhere.id) not in page
        assert str(people.far.id) not in page
    assert [one["count"] for one in events(audit.Action.CHILD_LISTED)] == [1, 1]
    assert typed not in str([event.details for event in db.session.scalars(select(audit.AuditEvent))])


def test_a_township_finds_by_sound_a_district_by_the_whole_name_and_reads_codes(
    people: People, sign_in: SignIn
) -> None:
    town = find(sign_in(people.supervisor), "wxy")
    assert str(people.place.child.id) in town
    assert str(people.elsewhere.id) in town
    for account in (people.place.organizer, people.lead):
        browser = sign_in(account)
        assert str(people.place.child.id) not in find(browser, "wxy")
        assert str(people.place.child.id) not in find(browser, "小雨")
        page = find(browser, NAME)
        assert str(people.place.child.id) in page
        assert people.place.child.code in page
        assert NAME not in body(page).replace(f'value="{NAME}"', "")
        assert str(people.far.id) not in page
        assert str(people.elsewhere.id) in find(browser, people.elsewhere.code.lower())


def test_a_withdrawn_child_is_found_by_its_school_and_village_alone(people: People, sign_in: SignIn) -> None:
    people.place.child.consented_until = None
    db.session.commit()
    for account in (people.place.staff, people.director):
        assert str(people.place.child.id) in find(sign_in(account), NAME)
    for account in (people.supervisor, people.place.organizer, people.lead):
        for typed in (NAME, people.place.child.code):
            assert str(people.place.child.id) not in find(sign_in(account), typed)


def test_what_one_may_not_see_answers_like_what_is_not_there(people: People, sign_in: SignIn) -> None:
    """The same words, and no event: neither counts nor the log tell that somebody of this name exists."""
    people.place.child.consented_until = people.elsewhere.consented_until = None
    stranger = make.account(Role.SCHOOL_STAFF, make.school(people.place.township))
    db.session.commit()
    before = len(events(audit.Action.CHILD_LISTED))
    for account in (people.supervisor, people.place.organizer, stranger, people.admin):
        browser = sign_in(account)
        assert body(find(browser, NAME)) == body(find(browser, "欧阳无人"))
        assert body(find(browser, people.place.child.code)) == body(find(browser, "ZZZZZZ"))
    assert len(events(audit.Action.CHILD_LISTED)) == before


def test_a_child_off_the_ledger_is_found_by_its_own_school_only(people: People, sign_in: SignIn) -> None:
    child = people.place.child
    child.status, child.left_on = ChildStatus.LEFT, clock.today()
    db.session.commit()
    assert str(child.id) in find(sign_in(people.place.staff), "wxy")
    assert str(child.id) not in find(sign_in(people.supervisor), "wxy")
    assert str(child.id) not in find(sign_in(people.place.organizer), NAME)
    db.session.execute(update(Child).where(Child.id == child.id).values(erased_at=clock.now()))
    db.session.commit()
    assert str(child.id) not in find(sign_in(people.place.staff), "wxy")


def test_volunteers_are_found_by_the_organizer_and_by_schools_while_the_pairing_is_open(
    people: People, sign_in: SignIn
) -> None:
    place = people.place
    other = make.vetted(make.volunteer(place.township, name="陈晓东"))
    db.session.commit()
    assert str(place.volunteer.id) in find(sign_in(place.organizer), "cx")
    assert str(other.id) in find(sign_in(place.organizer), "chenxd")
    teacher = sign_in(place.staff)
    assert "陈晓" not in find(teacher, "chenx")
    pairing = place.pairing(PairingState.ACTIVE)
    for state in (PairingState.ACTIVE, PairingState.SUSPENDED):
        pairing.state = state
        db.session.commit()
        assert f"/pairings/{pairing.id}" in find(teacher, "chenx")
    assert "陈晓东" not in find(teacher, "chenx")
    assert str(pairing.id) not in find(sign_in(people.supervisor), "陈晓")
    pairing.state, pairing.ended_at, pairing.reason = PairingState.ENDED, clock.now(), "other"
    db.session.commit()
    assert str(pairing.id) not in find(teacher, "chenx")


def test_above_the_limit_a_whole_name_or_a_code_finds(
    people: People, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = people.place
    monkeypatch.setattr(asking, "MOST", 0)
    teacher, organizer, admin = sign_in(place.staff), sign_in(place.organizer), sign_in(people.admin)
    assert str(place.child.id) not in find(teacher, "wxy")
    assert str(place.child.id) in find(teacher, f" {NAME} ")
    assert str(place.child.id) in find(teacher, place.child.code)
    assert str(people.elsewhere.id) not in find(teacher, NAME)
    assert str(place.volunteer.id) not in find(organizer, "cx")
    assert str(place.volunteer.id) in find(organizer, "陈晓")
    assert str(place.volunteer.id) in find(organizer, place.volunteer.code)
    assert str(place.staff.id) not in find(admin, "李老师")
    assert str(place.staff.id) in find(admin, place.staff.login)


def test_the_index_follows_name_and_township_and_is_apart_by_township(people: People, session: Any) -> None:
    child, other = people.place.child, people.elsewhere
    assert child.name_token == other.name_token, "one township, one key"
    assert child.name_token != people.far.name_token, "equal names of two townships cannot be told to be equal"
    before = child.name_token
    child.township_id = people.place.central.township_id
    session.commit()
    assert child.name_token not in {before, None}
    child.township_id, child.name = other.township_id, "王大雨"
    session.commit()
    assert child.name_token not in {before, None}
    session.execute(update(Child).values(name_token=None))
    session.commit()
    assert fill_name_tokens(session) == 3
    assert {one is None for one in session.scalars(select(Child.name_token))} == {False}
    assert None not in session.scalars(select(Volunteer.name_token)).all()


def test_who_has_no_search(people: People, sign_in: SignIn, client: FlaskClient) -> None:
    auditor = make.account(Role.AUDITOR)
    ended = make.account(Role.SCHOOL_STAFF, people.place.school)
    db.session.commit()
    browser = sign_in(ended)
    assert str(people.place.child.id) in find(browser, NAME)
    db.session.execute(update(RoleGrant).where(RoleGrant.account_id == ended.id).values(ended_at=clock.now()))
    db.session.commit()
    assert browser.post("/search", data={"q": NAME}).status_code == 404
    for account in (people.place.student, auditor):
        one = sign_in(account)
        assert one.get("/search").status_code == one.post("/search", data={"q": NAME}).status_code == 404
        assert "/search" not in one.get("/").get_data(as_text=True)
    assert client.post("/search", data={"q": NAME}).status_code in {302, 404}


def test_administrators_find_accounts_and_places_and_no_child(people: People, sign_in: SignIn) -> None:
    browser = sign_in(people.admin)
    assert str(people.place.staff.id) in find(browser, "lls")
    page = find(browser, NAME)
    assert str(people.place.child.id) not in page
    assert people.place.child.code not in page
    assert f"/places/schools/{people.place.central.id}" in find(browser, "zxxx")
    page = find(sign_in(people.place.organizer), "zxxx")
    assert f"/places/schools/{people.place.central.id}" in page


def test_nothing_typed_stands_in_an_address_or_a_title(people: People, sign_in: SignIn) -> None:
    browser = sign_in(people.place.staff)
    page = find(browser, NAME)
    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert NAME not in title[1]
    assert all(NAME not in url for url in re.findall(r'(?:href|action)="([^"]*)"', page))
    assert NAME not in browser.get("/search").get_data(as_text=True), "nothing is kept"


def test_a_list_of_names_is_in_the_order_of_their_sounds_and_a_list_of_codes_in_theirs(
    people: People, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = people.place
    named = [make.child(place.school, place.village, name=name) for name in ("张三", "曾一", "阿花", "单二", "李四")]
    for one in named:
        make.consent(one)
    db.session.commit()
    expected = ["阿花", "李四", "单二", "王小雨", "曾一", "张三"]

    def listed(account: Account, by: str) -> list[str]:
        actor, every, after, found = account.actor(), child_queries.Filters(), "", []
        total = child_queries.count_children(db.session, actor, every)
        while True:
            rows, following = child_queries.children_page(db.session, actor, every, total, after, limit=4)
            found += [getattr(one, by) for one in rows]
            if following is None:
                return found
            after = following

    assert listed(place.staff, "name") == expected
    codes = sorted([*(one.code for one in named), place.child.code])
    assert [one for one in listed(place.organizer, "code") if one in codes] == codes
    monkeypatch.setattr(child_queries, "MOST_NAMES", 5)
    assert listed(place.staff, "code") == codes
