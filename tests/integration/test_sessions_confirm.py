"""Those who can know it confirm, return or void sessions; nobody else, and nobody twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from app.foundation.database import db
from app.foundation.errors import Conflict, Missing
from app.pairing.models import PairingState
from app.places.models import Area, School
from app.seasons.models import Season
from app.sessions import queries, rules
from app.sessions.models import ReturnReason, ServiceSession, SessionState, VoidReason
from app.volunteers.models import Volunteer
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]


@dataclass
class Scene:
    district: Area
    township: Area
    village: Area
    school: School
    season: Season
    staff: Account
    account: Account
    volunteer: Volunteer
    child: Child
    row: ServiceSession


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    district = make.district()
    township = make.township(district)
    village, school, season = make.village(township), make.school(township), make.season(district)
    account = make.account(Role.VOLUNTEER)
    volunteer = make.vetted(make.volunteer(township, account_id=account.id, slots=3))
    child = make.child(school, village, name="王小明")
    make.consent(child)
    pairing = make.pairing(child, volunteer, season, PairingState.ACTIVE)
    row = make.service_session(pairing, note="一起做了数学题", logged_by_id=account.id)
    staff = make.account(Role.SCHOOL_STAFF, school)
    session.commit()
    return Scene(district, township, village, school, season, staff, account, volunteer, child, row)


def state_of(row_id: uuid.UUID) -> SessionState:
    db.session.expire_all()
    row = db.session.get(ServiceSession, row_id)
    assert row is not None
    return row.state


def count(action: str) -> int:
    total = db.session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action))
    return total or 0


def test_staff_see_what_waits_and_confirm_it(scene: Scene, sign_in: SignIn) -> None:
    browser = sign_in(scene.staff)
    page = browser.get("/sessions/queue/").get_data(as_text=True)
    assert "王小明" in page
    assert "一起做了数学题" in browser.get(f"/sessions/queue/{scene.row.id}").get_data(as_text=True)
    assert browser.post(f"/sessions/queue/{scene.row.id}/confirm").status_code == 302
    row = db.session.get(ServiceSession, scene.row.id, populate_existing=True)
    assert row is not None
    assert (row.state, row.confirmed_by_id) == (SessionState.CONFIRMED, scene.staff.id)
    assert queries.own_hours(db.session, scene.account.actor()).total == 60
    assert (count("session.confirmed"), count("session.read"), count("child.listed")) == (1, 1, 1)


def test_a_childs_name_is_not_in_the_title_nor_for_the_organizer(scene: Scene, sign_in: SignIn) -> None:
    page = sign_in(scene.staff).get(f"/sessions/queue/{scene.row.id}").get_data(as_text=True)
    assert "王小明" not in page[page.index("<title>") : page.index("</title>")]
    organizer = make.account(Role.ORGANIZER, scene.district)
    db.session.commit()
    browser = sign_in(organizer)
    for url in ("/sessions/queue/", f"/sessions/queue/{scene.row.id}"):
        page = browser.get(url).get_data(as_text=True)
        assert "王小明" not in page
        assert "一起做了数学题" not in page
        assert scene.child.code in page


def test_only_the_own_school_and_the_own_village(scene: Scene, sign_in: SignIn) -> None:
    others = [
        make.account(Role.SCHOOL_STAFF, make.school(scene.township)),
        make.account(Role.VILLAGE_DIRECTOR, make.village(scene.township)),
        make.account(Role.TOWNSHIP_SUPERVISOR, make.township(scene.district)),
        make.account(Role.ORGANIZER, make.district("另一区")),
    ]
    director = make.account(Role.VILLAGE_DIRECTOR, scene.village)
    db.session.commit()
    for account in others:
        browser = sign_in(account)
        assert browser.get(f"/sessions/queue/{scene.row.id}").status_code == 404
        for act in ("confirm", "return", "void"):
            data = {"reason": "other", "void-reason": "other"}
            assert browser.post(f"/sessions/queue/{scene.row.id}/{act}", data=data).status_code == 404
        assert browser.post("/sessions/queue/confirm", data={"ids": str(scene.row.id)}).status_code == 404
        assert scene.child.code not in browser.get("/sessions/queue/").get_data(as_text=True)
    assert state_of(scene.row.id) is SessionState.SENT
    assert sign_in(director).post(f"/sessions/queue/{scene.row.id}/confirm").status_code == 302
    assert state_of(scene.row.id) is SessionState.CONFIRMED


def test_one_foreign_id_among_own_ones_confirms_none(scene: Scene, sign_in: SignIn) -> None:
    other_school = make.school(scene.township)
    other_child = make.child(other_school, scene.township)
    pairing = make.pairing(other_child, make.volunteer(scene.township), scene.season, PairingState.ACTIVE)
    foreign = make.service_session(pairing)
    db.session.commit()
    answer = sign_in(scene.staff).post("/sessions/queue/confirm", data={"ids": [str(scene.row.id), str(foreign.id)]})
    assert answer.status_code == 404
    assert state_of(scene.row.id) is state_of(foreign.id) is SessionState.SENT


def test_the_volunteer_never_confirms_whatever_other_role_they_hold(scene: Scene, sign_in: SignIn) -> None:
    scene.account.roles.append(make.role_grant(Role.SCHOOL_STAFF, scene.school))
    db.session.commit()
    browser = sign_in(scene.account)
    assert browser.post(f"/sessions/queue/{scene.row.id}/confirm").status_code == 404
    assert browser.post("/sessions/queue/confirm", data={"ids": str(scene.row.id)}).status_code == 404
    assert str(scene.row.id) not in browser.get("/sessions/queue/").get_data(as_text=True)
    scene.row.state, scene.row.confirmed_at = SessionState.CONFIRMED, clock.now()
    scene.row.confirmed_by_id = scene.row.logged_by_id
    with pytest.raises(IntegrityError, match="confirmer_is_not_volunteer"):
        db.session.commit()
    db.session.rollback()


def test_bulk_confirms_and_says_what_was_no_longer_waiting(scene: Scene, sign_in: SignIn) -> None:
    second = make.service_session(scene.row.pairing, scene.row.starts_at.replace(hour=6), state=SessionState.RETURNED,
                                  reason="time")  # fmt: skip
    db.session.commit()
    ids = [str(scene.row.id), str(second.id), str(scene.row.id)]
    answer = sign_in(scene.staff).post("/sessions/queue/confirm", data={"ids": ids})
    assert answer.status_code == 302
    assert state_of(scene.row.id) is SessionState.CONFIRMED
    assert state_of(second.id) is SessionState.RETURNED
    assert count("session.confirmed") == 1


def test_return_needs_a_reason_and_the_volunteer_sees_it(scene: Scene, sign_in: SignIn) -> None:
    browser = sign_in(scene.staff)
    assert browser.post(f"/sessions/queue/{scene.row.id}/return", data={"remark": "x"}).status_code == 200
    assert state_of(scene.row.id) is SessionState.SENT
    browser.post(f"/sessions/queue/{scene.row.id}/return", data={"reason": "time", "remark": "是下午"})
    assert state_of(scene.row.id) is SessionState.RETURNED
    assert "是下午" in sign_in(scene.account).get("/sessions/").get_data(as_text=True)


def test_a_voided_session_stays_with_reason_and_does_not_count(scene: Scene) -> None:
    actor = scene.staff.actor()
    rules.confirm_session(db.session, actor, scene.row.id)
    rules.void_session(db.session, actor, scene.row.id, VoidReason.NOT_HELD, "孩子当天不在")
    row = db.session.get(ServiceSession, scene.row.id)
    assert row is not None
    assert (row.state, row.reason, row.confirmed_by_id) == (SessionState.VOID, "not_held", scene.staff.id)
    assert queries.own_hours(db.session, scene.account.actor()).total == 0
    with pytest.raises(Conflict):
        rules.confirm_session(db.session, actor, scene.row.id)
    db.session.rollback()


def test_a_child_without_a_school_belongs_to_the_central_school_of_its_township(scene: Scene) -> None:
    scene.child.school_id = None
    scene.township.central_school_id = scene.school.id
    stranger = make.account(Role.SCHOOL_STAFF, make.school(scene.township))
    db.session.commit()
    db.session.expire_all()
    with pytest.raises(Missing):
        rules.confirm_session(db.session, stranger.actor(), scene.row.id)
    db.session.rollback()
    rows, _ = queries.staff_page(db.session, scene.staff.actor(), SessionState.SENT)
    assert [row.id for row in rows] == [scene.row.id]
    assert queries.staff_page(db.session, stranger.actor(), SessionState.SENT)[0] == []
    assert rules.confirm_session(db.session, scene.staff.actor(), scene.row.id).state is SessionState.CONFIRMED


def test_after_a_transfer_the_old_school_loses_sight(scene: Scene, sign_in: SignIn) -> None:
    scene.child.school_id = make.school(scene.township).id
    db.session.commit()
    browser = sign_in(scene.staff)
    assert browser.get(f"/sessions/queue/{scene.row.id}").status_code == 404
    assert browser.post(f"/sessions/queue/{scene.row.id}/confirm").status_code == 404


def test_without_consent_the_organizer_sees_a_session_but_not_whose(scene: Scene, sign_in: SignIn) -> None:
    scene.child.consented_until = None
    organizer = make.account(Role.ORGANIZER, scene.district)
    db.session.commit()
    page = sign_in(organizer).get("/sessions/queue/").get_data(as_text=True)
    assert str(scene.row.id) in page
    assert scene.child.code not in page


@pytest.mark.parametrize("second", ["confirm", "return"])
def test_two_decisions_at_once_leave_one_effect(app: Flask, scene: Scene, second: str) -> None:
    deputy = make.account(Role.SCHOOL_STAFF, scene.school)
    db.session.commit()
    first_actor, second_actor, row_id = scene.staff.actor(), deputy.actor(), scene.row.id
    barrier, outcomes = threading.Barrier(2), []

    def run(work: Callable[[], ServiceSession]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                outcomes.append(work().state)
            except Conflict:
                outcomes.append(None)
            finally:
                db.session.remove()

    def also() -> ServiceSession:
        if second == "confirm":
            return rules.confirm_session(db.session, second_actor, row_id)
        return rules.return_session(db.session, second_actor, row_id, ReturnReason.TIME)

    works = (lambda: rules.confirm_session(db.session, first_actor, row_id), also)
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count("session.confirmed") + count("session.returned") == 1
    settled = state_of(row_id)
    assert settled in outcomes
    assert set(outcomes) <= {settled, None}


def test_the_queue_pages_without_losing_a_row(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    start = scene.row.starts_at
    made = {scene.row.id}
    for _ in range(4):
        # The same moment, of other volunteers: the id decides the order.
        child = make.child(scene.school, scene.village)
        pairing = make.pairing(child, make.volunteer(scene.township), scene.season, PairingState.ACTIVE)
        made.add(make.service_session(pairing, start).id)
    db.session.commit()
    seen: list[uuid.UUID] = []
    after = None
    while True:
        rows, after = queries.staff_page(db.session, scene.staff.actor(), SessionState.SENT, after)
        seen += [row.id for row in rows]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert set(seen) == made
