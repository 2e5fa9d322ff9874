"""Who opened what and why: the lead's page over the log, by child, person, section and days, within the district."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import scoped_session

from app.foundation import clock
from app.foundation.access import Role
from tests import factories as make
from tests.factories import disclosure as grant
from tests.integration.children_helpers import SignIn
from tests.integration.disclosure_place import Rooms, make_rooms

Db = scoped_session[Any]


@pytest.fixture
def rooms(app: Flask) -> Rooms:
    return make_rooms()


def rows(page: str) -> int:
    """The rows of the table."""
    return page.count('<th scope="row" class="figures nowrap">')


def test_the_lead_finds_who_opened_what_and_why(rooms: Rooms, sign_in: SignIn, session: Db) -> None:
    silent = make.child(rooms.place.school, rooms.place.village)
    rooms.place.staff.name, rooms.place.director.name = "王档案", "李主任"
    given = grant.access_grant(rooms.child, rooms.place.staff, rooms.lead, words="体检前核对用药")
    grant.duty_grant(rooms.place.director, rooms.season, rooms.lead)
    session.commit()
    staff, director = sign_in(rooms.place.staff), sign_in(rooms.place.director)
    staff.get(f"/children/{rooms.child.id}/sensitive")
    director.post(f"/children/{rooms.child.id}/sensitive", data={"reason": "call_carer"})
    director.get(f"/children/{rooms.child.id}/sensitive")
    staff.get(f"/children/{silent.id}")
    staff.get("/children")
    lead = sign_in(rooms.lead)
    everything = lead.get("/access/opened").get_data(as_text=True)
    assert rows(everything) == 4
    assert "体检前核对用药" in everything  # in the asker's words
    assert "联系照护人" in everything
    assert silent.code not in everything  # without consent a child is a number beyond school and village
    assert rooms.child.name not in everything
    assert rows(lead.get("/access/opened?what=health").get_data(as_text=True)) == 1
    assert rows(lead.get("/access/opened?what=phones").get_data(as_text=True)) == 1
    assert rows(lead.get("/access/opened?what=lists").get_data(as_text=True)) == 1
    assert rows(lead.get(f"/access/opened?account={given.account_id}").get_data(as_text=True)) == 3
    assert rows(lead.get(f"/access/opened?code={rooms.child.code.lower()}").get_data(as_text=True)) == 2
    assert rows(lead.get(f"/access/opened?code={silent.code}").get_data(as_text=True)) == 0
    with time_machine.travel(clock.now() + timedelta(days=3)):
        later = sign_in(rooms.lead)
        assert rows(later.get("/access/opened?days=1").get_data(as_text=True)) == 0
        assert rows(later.get("/access/opened?days=30").get_data(as_text=True)) == 4


def test_it_ends_at_the_district_and_an_auditor_reads_no_words(rooms: Rooms, sign_in: SignIn, session: Db) -> None:
    grant.access_grant(rooms.child, rooms.place.staff, rooms.lead, words="体检前核对用药")
    stranger = make.account(Role.SAFEGUARDING_LEAD, make.district())
    auditor = make.account(Role.AUDITOR)
    session.commit()
    sign_in(rooms.place.staff).get(f"/children/{rooms.child.id}/sensitive")
    for query in ("", f"?code={rooms.child.code}", f"?account={rooms.place.staff.id}", "?what=health"):
        page = sign_in(stranger).get(f"/access/opened{query}").get_data(as_text=True)
        assert rows(page) == 0
        assert rooms.place.staff.name not in page.split("<main")[1]
    page = sign_in(auditor).get("/access/opened").get_data(as_text=True)
    assert rows(page) == 1
    assert "体检前核对用药" not in page
    assert rooms.child.code not in page
    assert sign_in(rooms.place.organizer).get("/access/opened").status_code == 404


def test_a_form_sent_back_with_errors_is_a_look_at_the_file_too(rooms: Rooms, sign_in: SignIn) -> None:
    # `tests/reads.py` ends every request that names a child without an event; here are those that were forgotten once.
    staff = sign_in(rooms.place.staff)
    for page in ("/edit", "/contacts", "/consent", "/leave", "/transfer", "/consent/withdraw"):
        assert staff.get(f"/children/{rooms.child.id}{page}").status_code == 200
        assert staff.post(f"/children/{rooms.child.id}{page}", data={"carers-0-phone": "1"}).status_code < 500, page
    staff.post(f"/children/{rooms.child.id}/edit", data={})
    opened = sign_in(rooms.lead).get("/access/opened?what=file").get_data(as_text=True)
    assert rows(opened) >= 3
