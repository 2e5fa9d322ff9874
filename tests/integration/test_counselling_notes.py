"""Counselling notes: their own tier. Read by their author, by others with a single grant, by no organizer ever."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from app.children.disclosure.codes import Section
from app.children.disclosure.opening import keys_of
from app.children.models import AccessGrant, CounsellingNote
from app.foundation.access import Role
from tests import factories as make
from tests.factories import disclosure as grant
from tests.integration.children_helpers import SignIn
from tests.integration.disclosure_place import Rooms, ask, looks, make_rooms

Db = scoped_session[Any]
NOTE, MENDED = "说到想念妈妈时哭了", "说到想念爸爸时哭了"


@pytest.fixture
def rooms(app: Flask) -> Rooms:
    return make_rooms()


def test_written_by_its_author_mended_by_a_further_note_and_sealed(rooms: Rooms, sign_in: SignIn, session: Db) -> None:
    staff, url = sign_in(rooms.place.staff), f"/children/{rooms.child.id}/counselling"
    form = {"token": str(uuid.uuid4()), "text": NOTE}
    for _twice in range(2):
        assert staff.post(url, data=form).status_code == 302
    (first,) = session.scalars(select(CounsellingNote)).all()
    assert staff.post(url, data={"text": MENDED, "corrects": str(first.id)}).status_code == 302
    page = staff.get(url).get_data(as_text=True)
    assert NOTE in page  # what was written stays readable
    assert MENDED in page
    again = staff.post(url, data={"text": "又一次", "corrects": str(first.id)})
    assert "已更正过" in again.get_data(as_text=True)
    assert looks()[-1] == {"sections": ["counselling"], "basis": "author", "reason": "own_entry", "grant": ""}
    kept = session.execute(text("SELECT text FROM counselling_note")).scalars().all()
    assert not any(NOTE.encode() in bytes(one) for one in kept)


def test_a_colleague_sees_them_only_with_a_single_grant_and_cannot_mend_them(
    rooms: Rooms, sign_in: SignIn, session: Db
) -> None:
    colleague = make.account(Role.SCHOOL_STAFF, rooms.place.school)
    note = grant.counselling_note(rooms.child, rooms.place.staff, NOTE)
    grant.duty_grant(colleague, rooms.season, rooms.lead)
    session.commit()
    browser, url = sign_in(colleague), f"/children/{rooms.child.id}/counselling"
    browser.post(f"/children/{rooms.child.id}/sensitive", data={"reason": "safety"})  # duty does not open them
    assert NOTE not in browser.get(url).get_data(as_text=True)
    assert browser.post(url, data={"text": "改", "corrects": str(note.id)}).status_code == 404
    given = grant.access_grant(rooms.child, colleague, rooms.lead, sections=frozenset({"counselling"}))
    session.commit()
    assert NOTE in browser.get(url).get_data(as_text=True)
    assert looks()[-1]["grant"] == str(given.id)
    assert browser.post(url, data={"text": "改", "corrects": str(note.id)}).status_code == 404
    # Neither does the lead read them by being the lead.
    assert NOTE not in sign_in(rooms.lead).get(url).get_data(as_text=True)


@pytest.mark.parametrize("also_staff", [False, True])
def test_no_organizer_ever_reads_writes_or_asks_for_them(
    rooms: Rooms, sign_in: SignIn, session: Db, also_staff: bool
) -> None:
    organizer = rooms.place.organizer
    if also_staff:
        organizer.roles.append(make.role_grant(Role.SCHOOL_STAFF, rooms.place.school))
    grant.counselling_note(rooms.child, organizer, NOTE)
    session.flush()
    session.refresh(organizer)
    roles = [one.id for one in organizer.roles]
    for role_id in roles[-1:]:  # a grant slipped past the page
        grant.access_grant(
            rooms.child, organizer, rooms.lead, role_grant_id=role_id, sections=frozenset({"counselling"})
        )
    session.commit()
    browser, url = sign_in(organizer), f"/children/{rooms.child.id}/counselling"
    assert browser.get(url).status_code == 404
    assert browser.post(url, data={"text": NOTE}).status_code == 404
    assert ask(browser, rooms.child, "counselling") == 404
    for page in ("", "/sensitive", "/ask-to-open"):
        assert NOTE not in browser.get(f"/children/{rooms.child.id}{page}").get_data(as_text=True)
        assert "心理疏导记录" not in browser.get(f"/children/{rooms.child.id}{page}").get_data(as_text=True)
    assert Section.COUNSELLING not in keys_of(session, organizer.actor(), rooms.child)  # behind the pages
    assert session.scalars(select(AccessGrant).where(AccessGrant.outcome.is_(None))).all() == []
    assert looks() == []


def test_the_table_overwrites_nothing_and_merging_takes_them_along(rooms: Rooms, session: Db) -> None:
    first = grant.counselling_note(rooms.child, rooms.place.staff, NOTE)
    grant.counselling_note(rooms.child, rooms.place.staff, MENDED, corrects_id=first.id)
    session.commit()
    with pytest.raises(Exception, match=r"(?i)unique"):
        grant.counselling_note(rooms.child, rooms.place.staff, "第三", corrects_id=first.id)
    session.rollback()
