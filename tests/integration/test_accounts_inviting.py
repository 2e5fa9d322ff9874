"""Invitations and roles: who may give what to whom, and what a slip opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account, Invitation, RoleGrant
from app.accounts.rules import (
    accept_invitation,
    authenticate,
    create_account,
    find_by_login,
    grant_role,
    invite,
    invite_staff,
    register_volunteer,
)
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.errors import Missing, Refused
from app.places.models import School
from tests import factories as make

SYSTEM = system_actor("test")
PASSWORD = "Walk-with-me-26"
SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def school(session: scoped_session[Any]) -> School:
    made = make.school(make.township(make.district()))
    session.commit()
    return made


@pytest.fixture
def organizer(session: scoped_session[Any], school: School) -> Account:
    made = make.account(Role.ORGANIZER, make.db.session.get(type(school.township), school.district_id))
    session.commit()
    return made


def invited(session: Any, school: School, login: str = "13812340001") -> tuple[Account, str]:
    account = invite_staff(session, SYSTEM, login=login, name="王老师", role=Role.SCHOOL_STAFF, scope=school)
    token = invite(session, SYSTEM, account)
    session.commit()
    return account, token


def choose(client: FlaskClient, token: str, password: str = PASSWORD) -> Any:
    return client.post(f"/invitation/{token}", data={"password": password, "repeated": password})


def test_a_slip_opens_once_and_signs_its_owner_in(client: FlaskClient, session: Any, school: School, app: Any) -> None:
    account, token = invited(session, school)
    page = client.get(f"/invitation/{token}")
    assert page.status_code == 200
    assert "王老师" in page.get_data(as_text=True)
    assert choose(client, token, "weak").status_code == 422  # a refused password does not use it up
    assert choose(client, token).location == "/"
    assert client.get("/account/password").status_code == 200
    again = app.test_client()
    assert again.get(f"/invitation/{token}").status_code == 410
    assert choose(again, token, "Other-password-1").status_code == 410
    assert authenticate(session, account.login, PASSWORD).id == account.id


def test_wrong_used_and_expired_links_look_the_same(client: FlaskClient, session: Any, school: School) -> None:
    _, used = invited(session, school)
    accept_invitation(session, used, PASSWORD)
    _, old = invited(session, school, "13812340002")
    with time_machine.travel(clock.now() + timedelta(days=15)):
        answers = [client.get(f"/invitation/{token}") for token in (used, old, "made-up")]
    assert [answer.status_code for answer in answers] == [410, 410, 410]
    links = "|".join((used, old, "made-up"))
    pages = [re.sub(f'{links}|name="csrf_token"[^>]*', "", answer.get_data(as_text=True)) for answer in answers]
    assert len(set(pages)) == 1


def test_a_new_slip_ends_the_one_before(session: Any, school: School) -> None:
    account, first = invited(session, school)
    second = invite(session, SYSTEM, account)
    session.commit()
    with pytest.raises(Refused):
        accept_invitation(session, first, PASSWORD)
    session.rollback()
    accept_invitation(session, second, PASSWORD)


def test_the_database_does_not_hold_the_token(session: Any, school: School) -> None:
    _, token = invited(session, school)
    kept = session.scalars(select(Invitation.token_hash)).one()
    assert token not in kept


def test_an_organizer_invites_a_teacher_and_prints_the_slip(
    session: Any, organizer: Account, school: School, sign_in: SignIn
) -> None:
    browser = sign_in(organizer)
    assert browser.get("/accounts/new").status_code == 200
    url = "/accounts/new?role=school_staff"
    assert school.name in browser.get(url).get_data(as_text=True)
    form = {"name": "李老师", "login": "138 1234 0009", "scope": str(school.id)}
    answer = browser.post(url, data=form)
    assert answer.status_code == 302
    account = find_by_login(session, "13812340009")
    assert account is not None
    assert account.password_hash is None
    assert [(g.role, g.school_id, g.granted_by_id) for g in account.roles] == [
        (Role.SCHOOL_STAFF, school.id, organizer.id)
    ]
    session.commit()
    assert "李老师" in browser.get(answer.location).get_data(as_text=True)
    paper = browser.post("/accounts/slips", data={"ids": [str(account.id)]}).get_data(as_text=True)
    token = paper.split("/invitation/")[1].split("<")[0]
    assert "<svg" in paper
    assert choose(browser.application.test_client(), token).status_code == 302
    # Sent twice, there is still one account with one role.
    browser.post(url, data=form)
    assert session.scalar(select(func.count()).select_from(RoleGrant).where(RoleGrant.role == Role.SCHOOL_STAFF)) == 1


@pytest.mark.parametrize("role", ["organizer", "administrator", "auditor", "safeguarding_lead", "volunteer"])
def test_an_organizer_gives_no_role_above_their_reach(
    session: Any, organizer: Account, sign_in: SignIn, role: str
) -> None:
    district = str(organizer.roles[0].area_id)
    data = {"name": "李老师", "login": "13812340009", "scope": district}
    answer = sign_in(organizer).post(f"/accounts/new?role={role}", data=data)
    assert answer.status_code == 200  # the choice of roles again
    assert find_by_login(session, "13812340009") is None
    if role != "volunteer":
        scope = None if role in {"administrator", "auditor"} else organizer.roles[0].area
        with pytest.raises(Missing):
            invite_staff(session, organizer.actor(), login="13812340009", name="李老师", role=Role(role), scope=scope)


def test_a_school_of_another_district_cannot_be_chosen(session: Any, organizer: Account, sign_in: SignIn) -> None:
    theirs = make.school(make.township(make.district()))
    session.commit()
    data = {"name": "李老师", "login": "13812340009", "scope": str(theirs.id)}
    answer = sign_in(organizer).post("/accounts/new?role=school_staff", data=data)
    assert answer.status_code == 422
    assert theirs.name not in answer.get_data(as_text=True)
    with pytest.raises(Missing):
        invite_staff(
            session, organizer.actor(), login="13812340009", name="李老师", role=Role.SCHOOL_STAFF, scope=theirs
        )


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.SCHOOL_STAFF, Role.AUDITOR, Role.SAFEGUARDING_LEAD])
def test_others_invite_nobody(session: Any, school: School, organizer: Account, role: Role) -> None:
    scopes: dict[Role, Any] = {Role.SCHOOL_STAFF: school, Role.SAFEGUARDING_LEAD: organizer.roles[0].area}
    actor = make.account(role, scopes.get(role)).actor()
    with pytest.raises(Missing):
        invite_staff(session, actor, login="13812340009", name="李老师", role=Role.SCHOOL_STAFF, scope=school)


def test_nobody_gives_a_role_to_themselves(session: Any, organizer: Account, school: School) -> None:
    with pytest.raises(Refused):
        grant_role(session, organizer.actor(), organizer, Role.SCHOOL_STAFF, school)
    admin = make.account(Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        grant_role(session, admin.actor(), admin, Role.ORGANIZER, organizer.roles[0].area)
    mobile = create_account(session, SYSTEM, login="13812340009", name="张三", role=Role.ADMINISTRATOR)
    session.commit()
    with pytest.raises(Refused):
        invite_staff(
            session, mobile.actor(), login="13812340009", name="张三", role=Role.ORGANIZER,
            scope=organizer.roles[0].area,
        )  # fmt: skip


def test_who_registered_with_a_teachers_number_loses_it_before_it_becomes_a_teachers(
    session: Any, school: School, client: FlaskClient
) -> None:
    register_volunteer(session, login="13812340001", name="冒名者", password="Stolen-number-1")
    client.post("/sign-in", data={"login": "13812340001", "password": "Stolen-number-1"})
    assert client.get("/account/password").status_code == 200
    account, token = invited(session, school)
    assert account.name == "王老师"
    assert client.get("/account/password").status_code == 302
    with pytest.raises(Refused):
        authenticate(session, "13812340001", "Stolen-number-1")
    accept_invitation(session, token, PASSWORD)
    assert authenticate(session, "13812340001", PASSWORD).id == account.id


def test_an_organizer_sees_the_accounts_of_the_own_district_only(
    session: Any, organizer: Account, school: School, sign_in: SignIn
) -> None:
    own = make.account(Role.SCHOOL_STAFF, school, name="本区老师")
    village = make.account(Role.VILLAGE_DIRECTOR, make.village(school.township), name="本区主任")
    foreign = make.account(Role.SCHOOL_STAFF, make.school(make.township(make.district())), name="外区老师")
    admin = make.account(Role.ADMINISTRATOR, name="某管理员")
    session.commit()
    browser = sign_in(organizer)
    page = browser.get("/accounts").get_data(as_text=True)
    assert own.name in page
    assert village.name in page
    assert foreign.name not in page
    assert admin.name not in page
    assert browser.post("/accounts/find", data={"login": own.login}).location == f"/accounts/{own.id}"
    for account in (foreign, admin):
        assert browser.post("/accounts/find", data={"login": account.login}).location == "/accounts"
        assert browser.get(f"/accounts/{account.id}").status_code == 404
        assert browser.post(f"/accounts/{account.id}/reset").status_code == 404
        assert browser.post(f"/accounts/{account.id}/close").status_code == 404
        assert browser.post("/accounts/slips", data={"ids": [str(account.id)]}).status_code == 404
        assert browser.get(f"/accounts?after={account.id}").status_code == 200


def test_an_account_with_a_role_beyond_reach_is_seen_but_not_taken_over(
    session: Any, organizer: Account, school: School, sign_in: SignIn
) -> None:
    account = make.account(Role.SCHOOL_STAFF, school)
    account.roles.append(make.role_grant(Role.ADMINISTRATOR))
    session.commit()
    browser = sign_in(organizer)
    assert browser.get(f"/accounts/{account.id}").status_code == 200
    assert browser.post(f"/accounts/{account.id}/reset").status_code == 404
    assert browser.post("/accounts/slips", data={"ids": [str(account.id)]}).status_code == 404
    assert browser.post(f"/accounts/{organizer.id}/reset").status_code == 404


def test_a_new_start_ends_password_and_sessions(
    session: Any, organizer: Account, school: School, sign_in: SignIn, client: FlaskClient
) -> None:
    account, token = invited(session, school)
    choose(client, token)
    assert sign_in(organizer).post(f"/accounts/{account.id}/reset").status_code == 302
    assert client.get("/account/password").status_code == 302
    with pytest.raises(Refused):
        authenticate(session, account.login, PASSWORD)


def test_a_closed_account_is_out_and_its_slip_dead(
    session: Any, organizer: Account, school: School, sign_in: SignIn, client: FlaskClient
) -> None:
    account, token = invited(session, school)
    assert sign_in(organizer).post(f"/accounts/{account.id}/close").status_code == 302
    assert client.get(f"/invitation/{token}").status_code == 410
    assert not session.get(Account, account.id).active


def test_the_list_goes_on_page_by_page(session: Any, organizer: Account, school: School, sign_in: SignIn) -> None:
    for number in range(55):
        make.account(Role.SCHOOL_STAFF, school, name=f"老师{number:02d}号")
    session.commit()
    browser = sign_in(organizer)
    first = browser.get("/accounts?role=school_staff").get_data(as_text=True)
    older = first.split('href="/accounts?')[-1].split('"')[0].replace("&amp;", "&")
    second = browser.get(f"/accounts?{older}").get_data(as_text=True)
    names = {f"老师{number:02d}号" for number in range(55)}
    assert {name for name in names if name in first} | {name for name in names if name in second} == names
    assert not {name for name in names if name in first and name in second}
