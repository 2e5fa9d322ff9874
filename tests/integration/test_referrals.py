"""Children at the highest level: never matched without a note and a professional, and never dropped from sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.gates import ChildGate, missing
from app.children.referrals import referrals
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.pairing.feed import read_feed
from app.pairing.models import PairingState
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(session: Session) -> Place:
    made = make_place()
    made.child.risk = 3
    session.commit()
    return made


@pytest.fixture
def lead(session: Session, place: Place) -> Account:
    made = make.account(Role.SAFEGUARDING_LEAD, place.district)
    session.commit()
    return made


def page(sign_in: SignIn, account: Account, url: str = "/referrals") -> str:
    return sign_in(account).get(url).get_data(as_text=True)


def test_a_child_stays_on_the_list_until_both_are_written(session: Session, place: Place) -> None:
    staff = place.staff.actor()
    for note, professional, listed in (
        (None, None, 1),
        ("适合", None, 1),
        (None, "社工张某", 1),
        ("适合", "社工张某", 0),
    ):
        place.child.suitability, place.child.professional = note, professional
        session.commit()
        assert referrals(session, staff).total == listed
        assert (ChildGate.RISK_NOTE_MISSING in missing(place.child, clock.today())) == bool(listed)
        feed = read_feed(session, place.season, clock.today())
        assert len(feed.children) == 1 - listed
        assert feed.held_back["children"].get("risk_note_missing", 0) == listed, "counted in every run"


def test_the_school_sees_the_name_and_where_to_write(session: Session, place: Place, sign_in: SignIn) -> None:
    shown = page(sign_in, place.staff)
    assert "王小雨" in shown
    assert f"/children/{place.child.id}/edit" in shown
    assert "转介名单" in page(sign_in, place.staff, "/")
    logged = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.CHILD_LISTED)).all()
    assert {"page": "referrals", "count": 1} in [event.details for event in logged]


def test_another_school_and_other_roles_see_nothing(session: Session, place: Place, sign_in: SignIn) -> None:
    other = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    session.commit()
    assert place.child.code not in page(sign_in, other)
    assert "转介名单" not in page(sign_in, other, "/").split("<main")[1]
    for account in (place.director, place.organizer, place.student):
        assert sign_in(account).get("/referrals").status_code == 404


def test_the_lead_sees_codes_and_of_children_without_consent_a_number(
    session: Session, place: Place, lead: Account, sign_in: SignIn
) -> None:
    hidden = make.child(place.central, place.village, risk=3)
    make.child(None, place.village, risk=3)
    stranger = make.district("别的区")
    make.child(make.school(make.township(stranger)), make.township(stranger), risk=3)
    session.commit()
    found = referrals(session, lead.actor())
    assert [child.code for child in found.children] == [place.child.code]
    assert dict(found.others) == {"中心学校": 1, None: 1}
    shown = page(sign_in, lead)
    assert "3 名孩子" in shown
    assert place.child.code in shown
    assert "王小雨" not in shown
    assert hidden.code not in shown
    assert "中心学校" in shown


def test_a_level_raised_in_the_file_suspends_and_lists_at_once(
    session: Session, place: Place, lead: Account, sign_in: SignIn
) -> None:
    place.child.risk = 0
    pairing = place.pairing(PairingState.ACTIVE)
    typed = {"level": "3", "reason": "visit"}
    answer = sign_in(place.staff).post(f"/children/{place.child.id}/attention", data=typed)
    assert answer.status_code == 302
    session.expire_all()
    assert (pairing.state, pairing.reason) == (PairingState.SUSPENDED, "child_gate")
    assert place.child.code in page(sign_in, lead)
