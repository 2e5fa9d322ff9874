"""The card that a family has on paper: what it says, that it is renewed, and who prints it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.doors import code_of
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.foundation.documents.halves import sprite_icon
from app.pairing.models import PairingCard
from app.volunteers.models import PhotoState
from tests import factories as make
from tests.factories import hand
from tests.integration.sessions_place import Scene, make_scene
from tests.unit.test_portraits import sent

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    made = make_scene()
    today = clock.today()
    made.season.starts_on, made.season.ends_on = today - timedelta(days=9), today + timedelta(days=30)
    made.child.name, made.volunteer.name = "王小雨", "李明"
    made.child.carers[0].legal_guardian = True
    session.commit()
    return made


@pytest.fixture
def staff(scene: Scene) -> Account:
    made = make.account(Role.SCHOOL_STAFF, scene.school, name="赵老师", work_phone="0874-3121234")
    db.session.commit()
    return made


def cards() -> list[PairingCard]:
    db.session.expire_all()
    return list(db.session.scalars(select(PairingCard).order_by(PairingCard.number)))


def test_it_says_who_when_and_whom_to_call_and_leads_to_the_receipt(
    scene: Scene, staff: Account, sign_in: SignIn
) -> None:
    school, url = sign_in(staff), f"/pairings/{scene.pairing.id}/card"
    assert "/pairings/cards" in school.get("/").get_data(as_text=True)
    assert "王小雨" in school.get("/pairings/cards").get_data(as_text=True)
    assert school.post(url, data={"slots": [f"{day}-am" for day in range(1, 8)]}).status_code == 422
    assert cards() == []
    page = school.post(url, data={"slots": ["6-pm"]}).get_data(as_text=True)
    for said in ("小雨", "李明", "0874-3121234", "赵老师", scene.season.ends_on.isoformat()):
        assert said in page
    for hidden in ("王小雨", scene.volunteer.phone, scene.school.name, "13900000000"):
        assert hidden not in page
    assert "/pairings/cards" not in sign_in(staff).get("/").get_data(as_text=True).split("<main")[1]
    pdf = school.post(url, data={"slots": ["6-pm"], "pdf": "1"})
    assert (pdf.mimetype, pdf.headers["Cache-Control"]) == ("application/pdf", "no-store")
    [sheet] = pypdfium2.PdfDocument(pdf.data)
    text = sheet.get_textpage().get_text_range()
    assert "小雨" in text
    assert "0874-3121234" in text
    assert "王小雨" not in text
    [code] = zxingcpp.read_barcodes(sheet.render(scale=3).to_pil())
    assert code.text.endswith(f"/consent/receipt/{code_of(scene.child.consents[-1])}")
    assert [card.number for card in cards()] == [1], "printing again is no new version"
    printed = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.CARD_MADE)).all()
    assert [event.object_id for event in printed] == [str(scene.pairing.id)] * 2


def test_what_changes_makes_a_new_one_due(scene: Scene, staff: Account, sign_in: SignIn) -> None:
    school = sign_in(staff)
    school.post("/pairings/cards", data={"due": "1"})
    due = "后有变化"

    def listed() -> str:
        return school.get("/pairings/cards").get_data(as_text=True)

    assert due not in listed()
    staff.work_phone = "0874-3129999"
    db.session.commit()
    assert due in listed()
    hand.photo(scene.volunteer, PhotoState.APPROVED).picture = base64.b64encode(sent()).decode()
    db.session.commit()
    page = school.post("/pairings/cards", data={"due": "1"}).get_data(as_text=True)
    assert "0874-3129999" in page
    assert f"/pairings/{scene.pairing.id}/card/photo" in page
    assert school.get(f"/pairings/{scene.pairing.id}/card/photo").mimetype == "image/jpeg"
    assert [(card.number, card.with_photo) for card in cards()] == [(1, False), (2, True)]
    assert school.post("/pairings/cards", data={"ids": str(scene.pairing.id), "pdf": "1"}).mimetype == "application/pdf"
    scene.season.ends_on += timedelta(days=1)
    db.session.commit()
    assert due in listed()


def test_no_card_where_something_does_not_hold_and_none_by_strangers(
    scene: Scene, staff: Account, sign_in: SignIn
) -> None:
    url = f"/pairings/{scene.pairing.id}/card"
    strangers = [
        make.account(Role.SCHOOL_STAFF, make.school(scene.township)),
        make.account(Role.VILLAGE_DIRECTOR, make.village(scene.township)),
        make.account(Role.ORGANIZER, scene.township.parent), scene.account,
    ]  # fmt: skip
    db.session.commit()
    for stranger in strangers:
        browser = sign_in(stranger)
        assert browser.get(url).status_code == 404
        assert browser.post("/pairings/cards", data={"ids": str(scene.pairing.id)}).status_code == 404
        assert browser.get(f"{url}/photo").status_code == 404
    scene.child.consents[-1].withdrawn_at, scene.child.consented_until = clock.now(), None
    db.session.commit()
    school = sign_in(staff)
    assert "王小雨" not in school.get("/pairings/cards").get_data(as_text=True)
    assert school.post(url, data={}).status_code == 422
    assert school.post("/pairings/cards", data={"ids": str(scene.pairing.id)}).status_code == 302
    assert cards() == []


def test_icons_of_the_sprite_stand_alone() -> None:
    assert sprite_icon("phone").startswith(b"<svg xmlns=")
    assert b"<path" in sprite_icon("calendar")
    with pytest.raises(LookupError):
        sprite_icon("nothing")
