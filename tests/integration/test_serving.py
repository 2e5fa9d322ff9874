"""Who served at an activity: staff say so, never the volunteer, and nobody serves in two places at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.activities import rules
from app.activities.models import Activity, ActivityService
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.errors import Conflict, Refused
from app.foundation.events import publish
from app.pairing.models import PairingState
from app.sessions.events import SessionLogged
from app.sessions.models import SessionState
from app.volunteers.models import Volunteer
from tests import factories as make
from tests.integration.activity_place import NOW, Scene, make_scene

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    return make_scene()


@pytest.fixture
def helper(scene: Scene) -> Volunteer:
    """Vetted and signed up for the season; with an account."""
    season = make.season(scene.district)
    one = make.vetted(make.volunteer(scene.township, account_id=make.account(Role.VOLUNTEER).id))
    make.availability(one, season)
    for check in one.checks:
        check.checked_on = date(2027, 1, 1)
    db.session.commit()
    return one


def test_staff_say_who_served_and_that_is_confirmed(scene: Scene, helper: Volunteer, sign_in: SignIn) -> None:
    row = make.activity(scene.site, season_id=helper.availabilities[0].season_id)
    unchecked = make.volunteer(scene.township)
    make.availability(unchecked, helper.availabilities[0].season)
    stranger = make.volunteer(make.township(make.district("另一区")))
    db.session.commit()
    browser, here = sign_in(scene.staff), f"/activities/{row.id}"
    page = browser.get(f"{here}/helpers?all=yes").get_data(as_text=True)
    assert helper.name in page
    assert unchecked.name not in page
    times = {f"from-{helper.id}": "15:30", f"to-{helper.id}": "17:00"}
    sent = {"volunteer": str(helper.id), "served": str(helper.id), **times}
    for _ in range(2):  # the same again changes nothing
        browser.post(f"{here}/helpers", data=sent)
    [service] = db.session.scalars(select(ActivityService))
    assert (service.minutes, service.confirmed_by_id, service.state.value) == (90, scene.staff.id, "confirmed")
    for one in (unchecked, stranger):
        browser.post(f"{here}/helpers", data={"volunteer": str(one.id), "served": str(one.id)})
    browser.post(f"{here}/helpers", data={**sent, f"to-{helper.id}": "18:30"})  # longer than the activity
    assert len(db.session.scalars(select(ActivityService)).all()) == 1
    browser.post(f"{here}/helpers", data={"volunteer": str(helper.id)})  # unticked: void, not deleted
    db.session.refresh(service)
    assert (service.state.value, service.voided_by_id) == ("void", scene.staff.id)


def test_nobody_records_their_own_service(scene: Scene, helper: Volunteer) -> None:
    row = make.activity(scene.site, season_id=helper.availabilities[0].season_id)
    helper.account_id = scene.staff.id
    db.session.commit()
    span = rules.Span(row.starts_at, row.ends_at)
    with pytest.raises(Refused, match="own_service"):
        rules.set_services(db.session, scene.staff.actor(), row.id, [helper.id], {helper.id: span})
    db.session.rollback()


def test_nobody_serves_in_two_places_at_once(scene: Scene, helper: Volunteer) -> None:
    """A session and a service, whichever is recorded first; and two services."""
    season = helper.availabilities[0].season
    row, other = (make.activity(scene.site, season_id=season.id) for _ in range(2))
    pairing = make.pairing(scene.child, helper, season, PairingState.ACTIVE)
    session = make.service_session(pairing, datetime.fromisoformat("2027-01-20T15:30:00+08:00"), 60)
    db.session.commit()
    actor, span = scene.staff.actor(), rules.Span(row.starts_at, row.ends_at)

    def serve(at: Activity) -> int:
        return rules.set_services(db.session, actor, at.id, [helper.id], {helper.id: span})

    with pytest.raises(Conflict, match="overlap"):
        serve(row)
    db.session.rollback()
    session.state = SessionState.VOID
    session.reason = "mistake"
    db.session.commit()
    assert serve(row) == 1
    with pytest.raises(Conflict, match="overlap"):
        serve(other)
    db.session.rollback()
    logged = make.service_session(pairing, datetime.fromisoformat("2027-01-20T17:00:00+08:00"), 30)
    with pytest.raises(Conflict, match="session_overlaps"):
        publish(db.session, SessionLogged(logged, actor))
    db.session.rollback()
