"""What the tests of consent links share: a pupil with a father far away, and a link to him."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.children.doors import hash_of
from app.children.models import Carer, Child, Consent, ConsentLink
from app.foundation.database import db
from tests import factories as make
from tests.integration.children_helpers import Place

TOKEN = "K7M3QXAB" * 2 + "CDEF"
DOOR = f"/consent/{TOKEN}"
DIGITS, WRONG = "6789", "0000"
YES = {"answer": "yes", "name": "张大山", "child_wish": "yes", "text_version": "1"}


def pupil(place: Place, name: str = "王小雨", phone: str = "13812346789") -> Child:
    """A child of grade 4, class 2, whose father's phone ends in ``DIGITS``."""
    made = make.child(place.school, place.village, name=name, class_name="2班")
    father = Carer(name=None, relation="father", phone=phone, legal_guardian=True, position=1)
    made.carers.append(father)
    db.session.flush()
    return made


def opened(app: Flask, **typed: str) -> FlaskClient:
    """A browser in which the digits were right."""
    browser = app.test_client()
    assert browser.post(DOOR, data={"digits": DIGITS, **typed}).status_code == 302
    return browser


def failures() -> int:
    """Wrong tries so far."""
    db.session.rollback()
    return db.session.scalars(select(ConsentLink.failures).where(ConsentLink.token_hash == hash_of(TOKEN))).one()


def consents() -> list[Consent]:
    """All, as they were recorded."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Consent).order_by(Consent.recorded_at)))
