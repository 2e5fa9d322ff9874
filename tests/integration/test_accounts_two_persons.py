"""Powerful roles and resets take two people; nobody raises themselves, and one role ends without the others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, ActOutcome, PendingAct
from app.accounts.rules import confirm, find_by_login, grant_role, invite_staff
from app.accounts.rules.passwords import hash_password
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.foundation.errors import Missing, Refused
from app.places.models import Area
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


@pytest.fixture
def district(session: Session) -> Area:
    return make.district()


@pytest.fixture
def admin(session: Session, district: Area) -> Account:
    made = make.account(Role.ADMINISTRATOR)
    session.commit()
    return made


def roles_of(account: Account) -> list[Role]:
    return sorted(one.role for one in account.roles if one.ended_at is None)


def asked(session: Session) -> PendingAct:
    return session.scalars(select(PendingAct).where(PendingAct.outcome.is_(None))).one()


def invited(browser: FlaskClient, role: Role, district: Area, **more: str) -> Any:
    scope = {"scope": str(district.id)} if role in {Role.ORGANIZER, Role.SAFEGUARDING_LEAD} else {}
    data = {"name": "李老师", "login": "13812340009", **scope, **more}
    return browser.post(f"/accounts/new?role={role.value}", data=data)


POWERFUL = [Role.ORGANIZER, Role.SAFEGUARDING_LEAD, Role.AUDITOR, Role.ADMINISTRATOR]


@pytest.mark.parametrize("role", POWERFUL)
def test_one_administrator_alone_makes_nobody_powerful(
    session: Session, admin: Account, district: Area, sign_in: SignIn, role: Role
) -> None:
    browser, second = sign_in(admin), make.account(Role.ADMINISTRATOR)
    session.commit()
    assert invited(browser, role, district).status_code == 302
    invited(browser, role, district)  # sent twice, it is asked for once
    account, act = find_by_login(session, "13812340009"), asked(session)
    assert account is not None
    assert roles_of(account) == []
    assert account.actor().grants == ()
    assert browser.post(f"/accounts/pending/{act.id}/confirm").status_code == 404
    assert roles_of(account) == []
    other = sign_in(second)
    assert "李老师" in other.get("/accounts/pending").get_data(as_text=True)
    assert "/accounts/pending" in other.get("/").get_data(as_text=True)
    assert other.post(f"/accounts/pending/{act.id}/confirm").status_code == 302
    assert roles_of(account) == [role]
    assert (act.outcome, act.decided_by_id) == (ActOutcome.CONFIRMED, second.id)
    actions = list(session.scalars(select(AuditEvent.action)))
    assert {Action.ACCOUNT_ACT_ASKED, Action.ACCOUNT_ACT_DECIDED, Action.ACCOUNT_ROLE_GRANTED} <= set(actions)
    assert other.post(f"/accounts/pending/{act.id}/confirm").status_code == 302  # again: it says that it is decided
    assert roles_of(account) == [role]


def test_no_field_of_a_form_gives_a_role(
    session: Session, admin: Account, district: Area, sign_in: SignIn, client: FlaskClient
) -> None:
    """Mass assignment: what a form does not show is not read."""
    extra = {"role": "organizer", "roles": "administrator", "active": "1", "granted_by_id": str(admin.id)}
    extra |= {"outcome": "confirmed", "decided_by_id": str(admin.id), "factor_since": "2026-01-01", "demo": "1"}
    school = make.school(make.township(district))
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    data = {"name": "李老师", "login": "13812340009", "scope": str(school.id), **extra}
    sign_in(organizer).post("/accounts/new?role=school_staff", data=data)
    made = find_by_login(session, "13812340009")
    assert made is not None
    assert (roles_of(made), made.demo, made.factor_since) == ([Role.SCHOOL_STAFF], False, None)
    form = {"login": "13812340008", "name": "陈晓", "password": "Huahai#77xk", "agreed": "y", **extra}
    client.post("/join", data=form)
    student = find_by_login(session, "13812340008")
    assert student is not None
    assert (roles_of(student), student.demo) == ([Role.VOLUNTEER], False)
    data = {"name": "李老师", "login": "13812340007", "scope": str(district.id), **extra}
    sign_in(admin).post("/accounts/new?role=organizer", data=data)
    assert asked(session).decided_by_id is None


def test_the_district_s_organizer_or_lead_may_be_the_second_person_and_no_other_district_s(
    session: Session, admin: Account, district: Area, sign_in: SignIn
) -> None:
    act = make.pending_act(make.account(), admin, Role.SAFEGUARDING_LEAD, district)
    whole = make.pending_act(make.account(), admin, Role.AUDITOR)
    elsewhere = make.district()
    foreign, auditor = make.account(Role.ORGANIZER, elsewhere), make.account(Role.AUDITOR)
    own, lead = make.account(Role.ORGANIZER, district), make.account(Role.SAFEGUARDING_LEAD, elsewhere)
    session.commit()
    for account, one in ((foreign, act), (lead, act), (auditor, whole), (own, whole)):
        assert sign_in(account).post(f"/accounts/pending/{one.id}/confirm").status_code == 404
        assert sign_in(account).post(f"/accounts/pending/{one.id}/refuse").status_code == 404
    assert sign_in(own).post(f"/accounts/pending/{act.id}/confirm").status_code == 302
    assert sign_in(lead).post(f"/accounts/pending/{whole.id}/confirm").status_code == 302
    assert [act.outcome, whole.outcome] == [ActOutcome.CONFIRMED] * 2


def test_whom_it_is_for_does_not_confirm_it(session: Session, admin: Account, district: Area, sign_in: SignIn) -> None:
    organizer = make.account(Role.ORGANIZER, district)
    act = make.pending_act(organizer, admin, Role.SAFEGUARDING_LEAD, district)
    session.commit()
    assert sign_in(organizer).post(f"/accounts/pending/{act.id}/confirm").status_code == 404
    with pytest.raises(Missing):
        confirm(session, organizer.actor(), act.id)
    session.rollback()
    assert roles_of(organizer) == [Role.ORGANIZER]


@pytest.mark.parametrize("decider", ["asker", "subject"])
def test_the_database_refuses_a_second_person_who_is_none(
    session: Session, admin: Account, district: Area, decider: str
) -> None:
    account = make.account()
    act = make.pending_act(account, admin, Role.ORGANIZER, district)
    session.commit()
    act.outcome, act.decided_at = ActOutcome.CONFIRMED, clock.now()
    act.decided_by_id = admin.id if decider == "asker" else account.id
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_refused_taken_back_and_outdated_ones_give_nothing(
    session: Session, admin: Account, district: Area, sign_in: SignIn
) -> None:
    second = make.account(Role.ADMINISTRATOR)
    acts = [make.pending_act(make.account(), admin, Role.ORGANIZER, district) for _ in range(4)]
    session.commit()
    assert sign_in(second).post(f"/accounts/pending/{acts[0].id}/refuse").status_code == 302
    assert sign_in(admin).post(f"/accounts/pending/{acts[1].id}/refuse").status_code == 302
    assert [one.outcome for one in acts[:2]] == [ActOutcome.REFUSED, ActOutcome.WITHDRAWN]
    with time_machine.travel(clock.now() + timedelta(days=15)), pytest.raises(Refused):
        confirm(session, second.actor(), acts[2].id)
    session.rollback()
    admin.roles[0].ended_at = clock.now()  # who asked is no administrator any more
    session.commit()
    for one in acts:
        with pytest.raises(Refused):
            confirm(session, second.actor(), one.id)
        session.rollback()
        assert roles_of(one.account) == []


def test_two_who_confirm_at_the_same_instant_give_one_role(
    app: Flask, session: Session, admin: Account, district: Area
) -> None:
    actors = [make.account(Role.ADMINISTRATOR).actor() for _ in range(2)]
    account = make.account()
    act = make.pending_act(account, admin, Role.ORGANIZER, district)
    session.commit()
    number, subject, outcome, ready = act.id, account.id, [], threading.Barrier(2)
    session.remove()

    def send(actor: Any) -> None:
        with app.app_context():
            ready.wait(10)
            try:
                confirm(db.session, actor, number)
                outcome.append("given")
            except Refused:
                outcome.append("refused")
            finally:
                db.session.remove()

    both = [threading.Thread(target=send, args=(one,)) for one in actors]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert sorted(outcome) == ["given", "refused"]
    assert len(roles_of(db.session.get_one(Account, subject))) == 1


def test_a_powerful_role_ends_the_session_and_asks_for_a_stronger_password(
    app: Flask, session: Session, admin: Account, district: Area
) -> None:
    school = make.school(make.township(district))
    teacher = make.account(Role.SCHOOL_STAFF, school, password_hash=hash_password("Huahai#77xk"))
    second = make.account(Role.ADMINISTRATOR)
    session.commit()
    browser = app.test_client()
    browser.post("/sign-in", data={"login": teacher.login, "password": "Huahai#77xk"})
    assert browser.get("/account/password").status_code == 200
    act = grant_role(session, admin.actor(), teacher, Role.ORGANIZER, district)
    session.commit()
    assert browser.get("/account/password").status_code == 200  # nothing holds yet
    confirm(session, second.actor(), act.id)
    assert browser.get("/account/password").status_code == 302
    browser.post("/sign-in", data={"login": teacher.login, "password": "Huahai#77xk"})
    assert browser.get("/").location == "/account/password"
    new = {"current": "Huahai#77xk", "password": "Huahai#77xk-lvdou", "repeated": "Huahai#77xk-lvdou"}
    assert browser.post("/account/password", data=new).status_code == 302
    assert browser.get("/").location == "/account/second-factor"


def test_a_needed_second_factor_is_taken_off_by_two_people(
    session: Session, admin: Account, district: Area, sign_in: SignIn
) -> None:
    organizer = make.account(Role.ORGANIZER, district, factor_secret="A" * 32, factor_since=clock.now())
    lead = make.account(Role.SAFEGUARDING_LEAD, district)
    session.commit()
    assert sign_in(admin).post(f"/accounts/{organizer.id}/second-factor/reset").status_code == 302
    act = asked(session)
    assert organizer.factor_since is not None
    assert sign_in(admin).post(f"/accounts/pending/{act.id}/confirm").status_code == 404
    assert sign_in(lead).post(f"/accounts/pending/{act.id}/confirm").status_code == 302
    assert organizer.factor_since is None


def test_one_role_ends_and_the_others_stay(session: Session, admin: Account, district: Area, sign_in: SignIn) -> None:
    school = make.school(make.township(district))
    both = make.account(Role.SCHOOL_STAFF, school)
    both.roles.append(make.role_grant(Role.AUDITOR))
    organizer, browser = make.account(Role.ORGANIZER, district), sign_in(both)
    session.commit()
    staff, auditing = both.roles
    assert browser.get("/account/password").status_code == 200
    url = f"/accounts/{both.id}/roles"
    assert sign_in(organizer).post(f"{url}/{auditing.id}/end").status_code == 404  # beyond the organizer's reach
    assert "roles/" in sign_in(organizer).get(f"/accounts/{both.id}").get_data(as_text=True)
    assert sign_in(organizer).post(f"{url}/{staff.id}/end").status_code == 302
    assert roles_of(both) == [Role.AUDITOR]
    assert browser.get("/account/password").status_code == 302
    ended = staff.ended_at
    assert sign_in(admin).post(f"{url}/{staff.id}/end").status_code == 302  # sent twice, it takes effect once
    assert staff.ended_at == ended
    assert sign_in(admin).post(f"{url}/{auditing.id}/end").status_code == 302
    assert roles_of(both) == []


def test_nobody_ends_the_own_role(session: Session, admin: Account, sign_in: SignIn) -> None:
    other = make.account(Role.ADMINISTRATOR)
    session.commit()
    assert sign_in(admin).post(f"/accounts/{admin.id}/roles/{admin.roles[0].id}/end").status_code == 302
    assert roles_of(admin) == [Role.ADMINISTRATOR]
    assert sign_in(admin).post(f"/accounts/{other.id}/roles/{other.roles[0].id}/end").status_code == 302
    assert roles_of(other) == []


def test_an_administrator_with_a_mobile_number_does_not_ask_for_the_own_role(
    session: Session, admin: Account, district: Area
) -> None:
    with pytest.raises(Refused):
        grant_role(session, admin.actor(), admin, Role.SAFEGUARDING_LEAD, district)
    session.rollback()
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    with pytest.raises(Missing):
        invite_staff(
            session, organizer.actor(), login="13812340009", name="李老师", role=Role.SAFEGUARDING_LEAD, scope=district
        )
