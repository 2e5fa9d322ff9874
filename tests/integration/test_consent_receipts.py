"""The receipt of a yes: who comes, and taking the yes back, at once and by the family itself."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from app.children.doors import code_of
from app.children.models import Carer, ConsentReceipt
from app.children.rules.receipts import new_receipt, withdraw_by_receipt
from app.foundation import clock
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.pairing.models import Pairing, PairingState
from app.pairing.rules.approving import approve
from tests import factories as make
from tests.integration.children_helpers import SignIn
from tests.integration.pairing_place import Place, make_place
from tests.integration.test_pairing_at_once import at_once

Session = scoped_session[Any]
DIGITS = {"digits": "6789"}


@pytest.fixture
def place(session: Session) -> Place:
    made = make_place()
    made.child.carers.append(Carer(relation="mother", phone="13812346789", legal_guardian=True, position=1))
    consent = made.child.consents[0]
    make.add(new_receipt(consent))
    session.commit()
    return made


@pytest.fixture
def address(place: Place) -> str:
    return f"/consent/receipt/{code_of(place.child.consents[0])}"


def opened(app: Flask, address: str) -> FlaskClient:
    browser = app.test_client()
    assert browser.post(address, data=DIGITS).status_code == 302
    return browser


def state_of(pairing: Pairing) -> PairingState:
    db.session.rollback()
    db.session.expire_all()
    return pairing.state


def test_the_address_shows_a_case_code_and_nothing_else_until_the_digits_are_right(
    app: Flask, place: Place, address: str
) -> None:
    place.pairing(PairingState.APPROVED)
    stranger = app.test_client()
    page = stranger.get(address).get_data(as_text=True)
    unknown = stranger.get("/consent/receipt/" + "ABCD" * 4).get_data(as_text=True)
    for word in (place.child.name, place.volunteer.name, place.school.name, place.child.code, "母亲"):
        assert word not in page
    assert page.count("<form") == unknown.count("<form")  # nobody learns which codes there are
    assert stranger.get("/consent/receipt/not-a-code").status_code == 404
    assert place.volunteer.name in opened(app, address).get(address).get_data(as_text=True)


def test_before_the_school_approves_nobody_is_named(app: Flask, place: Place, address: str) -> None:
    place.pairing(PairingState.ACCEPTED)
    page = opened(app, address).get(address).get_data(as_text=True)
    assert place.volunteer.name not in page


def test_taking_it_back_ends_the_pairing_at_once_and_tells_the_school(
    app: Flask, place: Place, address: str, sign_in: SignIn
) -> None:
    pairing = place.pairing(PairingState.ACTIVE)
    browser = opened(app, address)
    assert browser.get(f"{address}/withdraw").status_code == 405
    for _twice in range(2):
        assert browser.post(f"{address}/withdraw").status_code == 302
    assert state_of(pairing) is PairingState.ENDED
    assert not place.child.consented(clock.today())
    assert "不算数" in browser.get(address).get_data(as_text=True)
    withdrawn = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.CONSENT_WITHDRAWN)).one()
    assert withdrawn.actor_label == "consent receipt"
    assert "撤回同意" in sign_in(place.staff).get("/").get_data(as_text=True)
    assert sign_in(place.organizer).get(f"/children/{place.child.id}").status_code == 404


def test_a_stranger_with_the_address_takes_nothing_back(app: Flask, place: Place, address: str) -> None:
    pairing = place.pairing(PairingState.ACTIVE)
    stranger = app.test_client()
    for _ in range(5):
        assert stranger.post(address, data={"digits": "0000"}).status_code == 422
    stranger.post(f"{address}/withdraw")
    assert state_of(pairing) is PairingState.ACTIVE
    assert stranger.post(address, data=DIGITS).status_code == 422  # five wrong ones: a quarter of an hour
    db.session.execute(update(ConsentReceipt).values(failures=20))
    db.session.commit()
    with time_machine.travel(clock.now() + timedelta(hours=1)):  # after twenty the school has to help
        assert app.test_client().post(address, data=DIGITS).status_code == 422


def test_the_right_digits_give_the_family_its_tries_back(app: Flask, place: Place, address: str) -> None:
    for _ in range(3):
        app.test_client().post(address, data={"digits": "0000"})
    opened(app, address)
    assert db.session.scalars(select(ConsentReceipt.failures)).one() == 0


def test_approving_while_the_family_takes_its_yes_back(app: Flask, session: Session, place: Place) -> None:
    pairing_id, plan, staff = place.pairing(PairingState.ACCEPTED).id, place.meeting(), place.staff.actor()
    receipt_id = session.scalars(select(ConsentReceipt.id)).one()
    outcomes = at_once(
        app,
        lambda s: approve(s, staff, pairing_id, plan),
        lambda s: withdraw_by_receipt(s, receipt_id),
    )
    # The withdrawal always takes effect; the approval came before it, or not at all.
    assert "done" in outcomes
    pairing = session.get_one(Pairing, pairing_id)
    assert pairing.state is PairingState.WITHDRAWN
    assert not pairing.child.consented(clock.today())


def test_staff_print_the_receipt_of_a_paper(place: Place, sign_in: SignIn, session: Session, app: Flask) -> None:
    session.execute(db.delete(ConsentReceipt))
    session.commit()
    url = f"/children/{place.child.id}/consent/receipt"
    for _twice in range(2):
        page = sign_in(place.staff).post(url).get_data(as_text=True)
        assert code_of(place.child.consents[0]) in page
    assert len(session.scalars(select(ConsentReceipt)).all()) == 1
    assert place.child.name not in page


def test_no_receipt_for_an_unknown_id(app: Flask, session: Session, place: Place) -> None:
    from app.foundation.errors import Refused

    with pytest.raises(Refused):
        withdraw_by_receipt(session, uuid.uuid4())
