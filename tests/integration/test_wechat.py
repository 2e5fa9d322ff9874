"""Within WeChat on a phone nothing can be saved: papers and codes come as pictures, every other file not at all."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.certificates.models import Certificate
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from tests import factories as make
from tests.factories import certificates
from tests.integration.certificates_place import Served, served_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
PHONE = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0"
    " Mobile Safari/537.36 MicroMessenger/8.0.44.2502(0x28002C37) WeChat/arm64 NetType/2G Language/zh_CN"
}
DESK = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/116.0 MicroMessenger/7.0.20.1781 WindowsWechat"}


@pytest.fixture
def place(session: Session) -> Served:
    return served_place(session)


@pytest.fixture
def paper(session: Session, place: Served) -> Certificate:
    made = certificates.certificate(place.first, certificates.publicity(place.season))
    session.commit()
    return made


def scanned(data: bytes) -> str:
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))
    return str(code.text)


def pictures_of(page: str) -> list[str]:
    return re.findall(r'<img class="(?:sheet-picture|qr)" src="([^"]+)"', page)


def test_a_certificate_is_a_picture_to_be_pressed_long(place: Served, paper: Certificate, sign_in: SignIn) -> None:
    own = sign_in(place.account)
    asked = own.get(f"/certificates/{paper.id}/file", headers=PHONE)
    assert "Content-Disposition" not in asked.headers
    (source,) = pictures_of(asked.get_data(as_text=True))
    picture = own.get(source, headers=PHONE)
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/png", "no-store")
    assert len(picture.data) < 150_000
    assert scanned(picture.data).endswith(f"/verify/{paper.number}")
    for none in ("0", "2", "x", "-1", "9999"):
        assert own.get(f"/certificates/{paper.id}/file?picture={none}", headers=PHONE).status_code == 404
    assert own.get(f"/certificates/{paper.id}/file", headers=DESK).mimetype == "application/pdf"


def test_the_picture_is_for_whom_the_file_is(
    session: Session, place: Served, paper: Certificate, sign_in: SignIn
) -> None:
    account = make.account(Role.VOLUNTEER)
    session.commit()
    stranger = sign_in(account)
    for address in (f"/certificates/{paper.id}/file", f"/certificates/{paper.id}/file?picture=1"):
        assert stranger.get(address, headers=PHONE).status_code == 404


def test_a_file_that_is_no_picture_is_not_made_and_not_logged(session: Session, place: Served, sign_in: SignIn) -> None:
    league = sign_in(place.organizer)
    before = session.scalar(select(func.count(AuditEvent.id)))
    for address in (f"/ledgers/{place.season.district_id}/export", "/certificates/hours", "/vetting/export"):
        answer = league.post(address, data={"names": "masked", "reason": "meeting", "form": "csv"}, headers=PHONE)
        assert answer.status_code == 200
        assert "在浏览器打开" in answer.get_data(as_text=True)
    assert session.scalar(select(func.count(AuditEvent.id))) == before


def test_a_code_is_a_picture_for_its_reader_and_for_a_while(place: Served, paper: Certificate, sign_in: SignIn) -> None:
    own, address = sign_in(place.account), f"/certificates/{paper.id}"
    assert pictures_of(own.get(address).get_data(as_text=True)) == []
    (source,) = pictures_of(own.get(address, headers=PHONE).get_data(as_text=True))
    assert paper.number not in source
    assert scanned(own.get(source).data).endswith(f"/verify/{paper.number}")
    assert sign_in(place.organizer).get(source).status_code == 404
    assert own.get(source[:-6] + "AAAA==").status_code == 404
    assert own.get("/code-pictures/é").status_code == 404
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert own.get(source).status_code in {302, 404}
