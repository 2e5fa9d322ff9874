"""What the tests of children's files share: rosters as files, and a school with its people."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.catalogue.queries import ensure_defaults
from app.children.events import ChildLeft, ConsentWithdrawn
from app.children.models import Child
from app.foundation import events
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.spreadsheets import to_csv
from app.places.models import Area, School
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
HEADINGS = ("姓名", "性别", "出生日期", "年级", "乡镇", "监护人姓名", "联系电话", "需求")
ANNA = ("张小花", "女", "2016-03-01", "四年级", "", "张大山", "13800001111", "数学")
BO = ("李小龙", "男", "2015-09-09", "五年级", "", "李奶奶", "13800002222", "英语、亲情陪伴")


def roster(*rows: Iterable[str], headings: Iterable[str] = HEADINGS) -> bytes:
    """A list as a school would upload it."""
    return to_csv(list(headings), [list(row) for row in rows])


@dataclass
class Place:
    """A district with two schools in two townships, and who works there."""

    district: Area
    township: Area
    village: Area
    school: School
    other_township: Area
    other_school: School
    staff: Account
    other_staff: Account
    director: Account
    supervisor: Account
    organizer: Account


def make_place() -> Place:
    """Build and commit it."""
    district = make.district()
    township, other_township = make.township(district), make.township(district)
    village = make.village(township)
    school, other_school = make.school(township), make.school(other_township)
    ensure_defaults(db.session)
    place = Place(
        district, township, village, school, other_township, other_school,
        staff=make.account(Role.SCHOOL_STAFF, school),
        other_staff=make.account(Role.SCHOOL_STAFF, other_school),
        director=make.account(Role.VILLAGE_DIRECTOR, village),
        supervisor=make.account(Role.TOWNSHIP_SUPERVISOR, township),
        organizer=make.account(Role.ORGANIZER, district),
    )  # fmt: skip
    db.session.commit()
    return place


def upload(browser: FlaskClient, school: School, data: bytes, name: str = "roster.csv", **more: Any) -> TestResponse:
    """Send a roster as the page would."""
    form = {"token": str(uuid.uuid4()), "school_id": str(school.id), "file": (io.BytesIO(data), name), **more}
    return browser.post("/rosters/new", data=form, content_type="multipart/form-data")


def confirm(browser: FlaskClient, page: str, **more: Any) -> TestResponse:
    """Confirm an upload whose page is at this URL."""
    return browser.post(f"{page}/confirm", data={"legal_basis": "ledger", "answers_for": "王校长", **more})


def import_all(browser: FlaskClient, school: School, data: bytes, **more: Any) -> str:
    """Upload and confirm; the URL of the result."""
    page = upload(browser, school, data).headers["Location"]
    assert confirm(browser, page, **more).status_code == 302
    return page


def ledger(school: School) -> list[Child]:
    """The children on file at a school, by name."""
    db.session.expire_all()
    found = db.session.scalars(db.select(Child).where(Child.school_id == school.id))
    return sorted(found, key=lambda child: child.name)


def listen(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Events of children that floors above would get, as they are published."""
    found: list[object] = []
    for kind in (ConsentWithdrawn, ChildLeft):
        monkeypatch.setitem(events._handlers, kind, [lambda _session, event: found.append(event)])
    return found
