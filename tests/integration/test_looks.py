"""The lead's board: whose pairs stand on it, who looks, and what a district sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.pairing.models import PairingState
from app.safeguarding.looking.board import looked_at, set_rules, to_look_at
from app.safeguarding.looking.rules import Setting
from app.safeguarding.models import LookRule, LookSetting, PairLook
from app.sessions.models import ServiceSession, SessionState
from tests import factories as make
from tests.integration.sessions_place import NOW, Scene, make_scene

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    made = make_scene()
    made.child.name = "王小雨"
    make.service_session(made.pairing, safe=False, note="不能给别人看的话", logged_at=NOW - timedelta(days=1))
    session.commit()
    return made


@pytest.fixture
def lead(scene: Scene) -> Account:
    made = make.account(Role.SAFEGUARDING_LEAD, scene.township.parent)
    db.session.commit()
    return made


def rules(lead: Account) -> list[list[LookRule]]:
    db.session.expire_all()
    return [[one.rule for one in row.findings] for row in to_look_at(db.session, lead.actor())]


def test_the_board_shows_codes_and_records_and_never_a_word_somebody_wrote(
    scene: Scene, lead: Account, sign_in: SignIn
) -> None:
    browser = sign_in(lead)
    assert "/pairs-to-look-at" in browser.get("/").get_data(as_text=True)
    page = browser.get("/pairs-to-look-at").get_data(as_text=True)
    assert scene.child.code in page
    assert scene.volunteer.code in page
    for hidden in ("王小雨", scene.volunteer.name, "不能给别人看的话"):
        assert hidden not in page
    assert scene.child.code not in browser.get("/pairs-to-look-at?rule=silent").get_data(as_text=True)
    foreign = make.account(Role.SAFEGUARDING_LEAD, make.district())
    others = [make.account(Role.ORGANIZER, scene.township.parent), make.account(Role.SCHOOL_STAFF, scene.school)]
    db.session.commit()
    assert rules(foreign) == []
    for account in (scene.account, *others):
        assert sign_in(account).get("/pairs-to-look-at").status_code == 404
    with pytest.raises(Missing):
        looked_at(db.session, foreign.actor(), scene.pairing.id, "看过")


def test_looked_at_rests_until_something_new(scene: Scene, lead: Account, sign_in: SignIn) -> None:
    assert rules(lead) == [[LookRule.UNSAFE]]
    browser, url = sign_in(lead), f"/pairs-to-look-at/{scene.pairing.id}"
    browser.post(url, data={"note": " "})
    assert rules(lead) == [[LookRule.UNSAFE]], "nothing was said"
    browser.post(url, data={"note": "已与班主任核实，误点"})
    assert rules(lead) == []
    assert browser.post(url, data={"note": "再看"}).status_code == 404
    [kept] = db.session.scalars(select(PairLook)).all()
    assert (kept.rule, kept.looked_by_id, kept.note) == (LookRule.UNSAFE, lead.id, "已与班主任核实，误点")
    [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.PAIR_LOOKED_AT)).all()
    assert event.details == {"rules": ["unsafe"]}
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        make.service_session(scene.pairing, safe=False, logged_at=clock.now())
        db.session.commit()
        assert rules(lead) == [[LookRule.UNSAFE]]
        page = sign_in(lead).get("/pairs-to-look-at").get_data(as_text=True)
        assert "已与班主任核实，误点" in page


def test_what_is_over_void_or_not_consented_is_on_no_board(scene: Scene, lead: Account) -> None:
    def undone(change: Callable[[], None]) -> list[list[LookRule]]:
        change()
        db.session.flush()
        found = [[one.rule for one in row.findings] for row in to_look_at(db.session, lead.actor())]
        db.session.rollback()
        db.session.expire_all()
        return found

    def ended() -> None:
        scene.pairing.state, scene.pairing.reason, scene.pairing.ended_at = PairingState.ENDED, "other", clock.now()

    def void() -> None:
        [session] = db.session.scalars(select(ServiceSession)).all()
        session.state, session.reason = SessionState.VOID, "mistake"

    def unconsented() -> None:
        scene.child.consented_until = None

    def paused() -> None:
        scene.pairing.state = PairingState.SUSPENDED

    assert undone(ended) == undone(void) == undone(unconsented) == []
    assert undone(paused) == [[LookRule.UNSAFE]]
    scene.account.roles.append(make.role_grant(Role.SAFEGUARDING_LEAD, scene.township.parent))
    db.session.commit()
    assert rules(scene.account) == [], "nobody looks at themselves"


def test_a_district_sets_its_rules_and_the_log_knows(scene: Scene, lead: Account, sign_in: SignIn) -> None:
    district = scene.township.parent
    off = {LookRule.UNSAFE: Setting(False, 1)}
    with pytest.raises(Refused):
        set_rules(db.session, lead.actor(), district, {LookRule.LATE_HOURS: Setting(True, 23)})
    db.session.rollback()
    assert set_rules(db.session, lead.actor(), district, off) == 1
    assert rules(lead) == []
    browser = sign_in(lead)
    sent = {"on": [rule.value for rule in LookRule], "number-absent": "9"}
    assert browser.post("/pairs-to-look-at/rules", data=sent).status_code == 302
    assert rules(lead) == [[LookRule.UNSAFE]]
    assert {row.rule: row.number for row in db.session.scalars(select(LookSetting))}[LookRule.ABSENT] == 9
    assert browser.post("/pairs-to-look-at/rules", data={**sent, "number-absent": "0"}).status_code == 422
    with pytest.raises(Missing):
        set_rules(db.session, lead.actor(), make.district(), {})
    db.session.rollback()
    events = select(AuditEvent.details).where(AuditEvent.action == Action.LOOK_RULES_SET).order_by(AuditEvent.id)
    assert [one["rules"] for one in db.session.scalars(events)] == [["unsafe"], ["absent", "unsafe"]]
