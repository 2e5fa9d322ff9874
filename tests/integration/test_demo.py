"""The demo district: whole, invented, once, and never in production."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.accounts.rules import DEMO_PASSWORD
from app.activities.models import Activity, ActivityState, Attendance
from app.children.models import Child, Consent
from app.demo.loader import grant_gates, load
from app.demo.past import scaled
from app.demo.words import SIGN_INS
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit.sealing import audit_folder
from app.foundation.audit.verify import verify
from app.foundation.errors import Refused
from app.pairing.models import Pairing
from app.places.models import Area, AreaLevel, Site
from app.seasons.models import SeasonGoal
from app.sessions.models import ServiceSession, SessionState
from app.visits.models import Visit
from app.volunteers.models import Volunteer

ACTOR = system_actor("test")


def _count(session: scoped_session[Any], model: type, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


@pytest.fixture
def demo(session: scoped_session[Any]) -> None:
    load(session, ACTOR, children=120, volunteers=40, seed=1)


def test_a_small_demo_district_is_whole(session: scoped_session[Any], demo: None) -> None:
    assert _count(session, Area, Area.level == AreaLevel.TOWNSHIP) == 11
    assert _count(session, Child) == 120
    assert _count(session, Volunteer) == 40
    assert _count(session, Site) == 33
    assert _count(session, Pairing) > 0
    assert _count(session, SeasonGoal) > 0
    assert verify(session, audit_folder()).breaks == []


def test_every_role_has_one_printed_sign_in_that_works(app: Flask, session: scoped_session[Any], demo: None) -> None:
    assert {role for role, _, _ in SIGN_INS} == {role.value for role in Role}
    for _role, login, _words in SIGN_INS:
        browser = app.test_client()
        page = browser.get("/sign-in")
        assert page.status_code == 200
        answer = browser.post("/sign-in", data={"login": login, "password": DEMO_PASSWORD})
        assert answer.status_code in {302, 303}, login
        assert browser.get("/").status_code == 200, login


def test_loading_twice_is_refused_and_changes_nothing(session: scoped_session[Any], demo: None) -> None:
    with pytest.raises(Refused, match=r"demo\.not_empty"):
        load(session, ACTOR, children=5, volunteers=1, seed=2)
    session.rollback()
    assert _count(session, Child) == 120


def test_granting_the_gates_leaves_nobody_without_consent(session: scoped_session[Any], demo: None) -> None:
    children, volunteers = grant_gates(session, ACTOR)
    assert (children > 0, volunteers) == (True, 40)
    assert _count(session, Child, Child.consented_until.is_(None)) == 0


def test_production_refuses_demo_data_and_invented_consents(app: Flask, session: scoped_session[Any]) -> None:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, environment="production")
    try:
        with pytest.raises(Refused, match=r"demo\.production"):
            load(session, ACTOR, children=1, volunteers=1, seed=1)
        with pytest.raises(Refused, match=r"demo\.production"):
            grant_gates(session, ACTOR)
    finally:
        app.config["SETTINGS"] = before
    assert _count(session, Account) == 0


def test_the_past_year_is_records_and_as_many_as_the_district_had(session: scoped_session[Any]) -> None:
    load(session, ACTOR, children=640, volunteers=40, seed=1)
    today = clock.today()
    of_year = Visit.visited_on > today - timedelta(days=365)
    assert _count(session, Visit, of_year) == scaled(6583, 640)
    assert _count(session, Activity, Activity.state == ActivityState.HELD) == scaled(228, 640)
    confirmed = ServiceSession.state == SessionState.CONFIRMED
    assert _count(session, ServiceSession, confirmed, ServiceSession.service_area != "safety") == scaled(2892, 640)
    met = set(session.scalars(select(ServiceSession.child_id).where(confirmed)))
    assert len(met | set(session.scalars(select(Attendance.child_id)))) == scaled(1337, 640)
    served = select(ServiceSession.child_id, ServiceSession.starts_at).where(confirmed)
    consents = session.execute(select(Consent.child_id, Consent.given_on, Consent.expires_on)).all()
    spans = {child: [(row.given_on, row.expires_on) for row in consents if row.child_id == child] for child in met}
    for child, moment in session.execute(served):
        day = clock.local(moment).date()
        assert any(first <= day <= last for first, last in spans[child]), "nobody was served without a consent"
