"""A forgotten password: staff in scope show a one-time code, the log says so, and a guesser gets nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, Invitation
from app.accounts.rules import authenticate
from app.accounts.rules.passwords import hash_password
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.errors import Refused
from app.places.models import School
from tests import factories as make

PASSWORD, NEW = "Sonne-und-Mond-9", "Quite-another-way-27"
SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


@pytest.fixture
def school(session: Session) -> School:
    made = make.school(make.township(make.district()))
    session.commit()
    return made


@pytest.fixture
def organizer(session: Session, school: School) -> Account:
    made = make.account(Role.ORGANIZER, make.db.session.get(type(school.township), school.district_id))
    session.commit()
    return made


@pytest.fixture
def teacher(session: Session, school: School) -> Account:
    made = make.account(Role.SCHOOL_STAFF, school, password_hash=hash_password(PASSWORD))
    session.commit()
    return made


def shown(page: Any) -> str:
    assert page.status_code == 200
    found = re.search(r"<code class=\"figures\">([2-9A-Z]{4}-[2-9A-Z]{4})</code>", page.get_data(as_text=True))
    assert found is not None
    return found[1]


def show(browser: FlaskClient, account: Account) -> str:
    return shown(browser.post(f"/accounts/{account.id}/one-time-code"))


def give(browser: FlaskClient, account: Account, code: str, password: str = NEW) -> Any:
    form = {"login": account.login, "code": code, "password": password, "repeated": password}
    return browser.post("/forgotten-password", data=form)


def test_a_teacher_sets_a_new_password_with_the_code_and_other_devices_are_out(
    session: Session, organizer: Account, teacher: Account, sign_in: SignIn, app: Flask
) -> None:
    old = sign_in(teacher)
    code = show(sign_in(organizer), teacher)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.ACCOUNT_CODE_SHOWN)).one()
    assert (event.actor_id, event.object_id) == (organizer.id, str(teacher.id))
    assert code.replace("-", "") not in session.scalars(select(Invitation.token_hash)).one()
    assert old.get("/account/password").status_code == 200  # until it is used, nothing changes
    browser = app.test_client()
    assert give(browser, teacher, code, "Weak1!").status_code == 422  # which does not use it up
    assert give(browser, teacher, code.lower().replace("-", " ")).location == "/"
    assert browser.get("/account/password").status_code == 200
    assert old.get("/account/password").status_code == 302
    assert authenticate(session, teacher.login, NEW).id == teacher.id
    with pytest.raises(Refused):
        authenticate(session, teacher.login, PASSWORD)


def test_a_code_opens_once_for_one_hour_and_for_its_own_account(
    session: Session, organizer: Account, teacher: Account, school: School, sign_in: SignIn, app: Flask
) -> None:
    other = make.account(Role.SCHOOL_STAFF, school, password_hash=hash_password(PASSWORD))
    session.commit()
    staff = sign_in(organizer)
    code = show(staff, teacher)
    wrong = give(app.test_client(), other, code)
    assert wrong.status_code == 422
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert give(app.test_client(), teacher, code).status_code == 422
    second = show(staff, teacher)
    assert give(app.test_client(), teacher, code).status_code == 422  # a new one ends the one before
    assert give(app.test_client(), teacher, second).status_code == 302
    assert give(app.test_client(), teacher, second, "Yet-another-walk-28").status_code == 422
    assert app.test_client().get(f"/invitation/{second.replace('-', '')}").status_code == 410  # nor is it a link


def test_unknown_numbers_and_wrong_codes_look_the_same(
    organizer: Account, teacher: Account, sign_in: SignIn, app: Flask, session: Session
) -> None:
    show(sign_in(organizer), teacher)
    nobody = make.account(active=False)
    session.commit()
    pages = set()
    for account in (teacher, nobody):
        answer = give(app.test_client(), account, "ABCD-2345")
        assert answer.status_code == 422
        pages.add(re.sub(rf'{account.login}|name="csrf_token"[^>]*', "", answer.get_data(as_text=True)))
    assert len(pages) == 1


def test_five_guesses_lock_the_code_for_a_quarter_of_an_hour(
    organizer: Account, teacher: Account, sign_in: SignIn, app: Flask
) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        code = show(sign_in(organizer), teacher)
        for _ in range(5):
            assert give(app.test_client(), teacher, "ABCD-2345").status_code == 422
        assert give(app.test_client(), teacher, code).status_code == 422
        now.shift(timedelta(minutes=16))
        assert give(app.test_client(), teacher, code).status_code == 302


def test_a_second_factor_is_still_asked_for(
    session: Session, organizer: Account, teacher: Account, sign_in: SignIn, app: Flask
) -> None:
    teacher.factor_secret, teacher.factor_since = "A" * 32, clock.now()
    session.commit()
    browser = app.test_client()
    assert give(browser, teacher, show(sign_in(organizer), teacher)).location == "/sign-in/code"
    assert browser.get("/account/password").status_code == 302


def test_nobody_shows_one_beyond_the_own_reach(
    session: Session, organizer: Account, school: School, sign_in: SignIn
) -> None:
    browser = sign_in(organizer)
    foreign = make.account(Role.SCHOOL_STAFF, make.school(make.township(make.district())), password_hash="x")
    admin = make.account(Role.ADMINISTRATOR, password_hash="x")
    colleague = make.account(Role.SCHOOL_STAFF, school, password_hash="x")
    session.commit()
    for account in (foreign, admin, organizer):
        assert browser.post(f"/accounts/{account.id}/one-time-code").status_code == 404
    assert sign_in(colleague).post(f"/accounts/{colleague.id}/one-time-code").status_code == 404
    assert session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_an_organizer_shows_one_to_a_student_of_the_district_who_is_nothing_else(
    session: Session, organizer: Account, school: School, sign_in: SignIn, app: Flask
) -> None:
    student = make.account(Role.VOLUNTEER, password_hash=hash_password(PASSWORD))
    volunteer = make.volunteer(school.township, account_id=student.id)
    foreign = make.volunteer(make.township(make.district()), account_id=make.account(Role.VOLUNTEER).id)
    session.commit()
    browser = sign_in(organizer)
    assert browser.post(f"/volunteers/{foreign.id}/one-time-code").status_code == 404
    assert "one-time-code" in browser.get(f"/volunteers/{volunteer.id}").get_data(as_text=True)
    code = shown(browser.post(f"/volunteers/{volunteer.id}/one-time-code"))
    assert give(app.test_client(), student, code).status_code == 302
    student.roles.append(make.role_grant(Role.ADMINISTRATOR))
    session.commit()
    assert browser.post(f"/volunteers/{volunteer.id}/one-time-code").location == f"/volunteers/{volunteer.id}"


def test_who_was_never_taken_up_gets_a_slip_instead(
    session: Session, organizer: Account, school: School, sign_in: SignIn
) -> None:
    waiting = make.account(Role.SCHOOL_STAFF, school)
    session.commit()
    answer = sign_in(organizer).post(f"/accounts/{waiting.id}/one-time-code")
    assert answer.location == f"/accounts/{waiting.id}"
    assert session.scalar(select(func.count()).select_from(Invitation)) == 0
