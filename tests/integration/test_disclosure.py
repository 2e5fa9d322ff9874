"""Staged disclosure: who opens a sensitive section, by what right, for how long; and what attackers try."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.children.disclosure import asking, duty
from app.children.disclosure.codes import Section
from app.children.models import Carer
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.errors import Missing
from app.seasons.models import SeasonStage
from tests import factories as make
from tests.factories import disclosure as grant
from tests.integration.children_helpers import ANNA, SignIn, roster, upload
from tests.integration.disclosure_place import (
    ADDRESS,
    HEALTH,
    PHONE,
    Rooms,
    ask,
    looks,
    make_rooms,
    role_of,
    seen,
    waiting,
)

Db = scoped_session[Any]
YES = {"sections": ["health"], "hours": "2"}


@pytest.fixture
def rooms(app: Flask) -> Rooms:
    return make_rooms()


def test_without_a_grant_school_staff_see_nothing_and_nothing_is_opened(rooms: Rooms, sign_in: SignIn) -> None:
    staff = sign_in(rooms.place.staff)
    staff.post(f"/children/{rooms.child.id}/sensitive", data={"reason": "call_carer"})
    assert seen(staff, rooms.child) == set()
    for page in ("", "/contacts", "/edit", "/consent"):
        html = staff.get(f"/children/{rooms.child.id}{page}").get_data(as_text=True)
        assert not [one for one in (ADDRESS, HEALTH, PHONE, PHONE[-4:]) if one in html], page
    assert looks() == []


@pytest.mark.parametrize("who", ["staff", "director"])
def test_a_duty_grant_opens_address_and_phones_once_a_reason_is_given(
    rooms: Rooms, sign_in: SignIn, session: Db, who: str
) -> None:
    account = getattr(rooms.place, who)
    duty = grant.duty_grant(account, rooms.season, rooms.lead)
    session.commit()
    browser = sign_in(account)
    assert seen(browser, rooms.child) == set()
    browser.post(f"/children/{rooms.child.id}/sensitive", data={"reason": "call_carer"})
    assert seen(browser, rooms.child) == {ADDRESS, PHONE}
    assert seen(browser, rooms.child) == {ADDRESS, PHONE}
    opening = {"sections": ["address", "phones"], "basis": "duty", "reason": "call_carer", "grant": str(duty.id)}
    assert looks() == [opening, opening]


def test_a_duty_grant_ends_with_the_season_the_role_the_flag_and_the_child(
    rooms: Rooms, sign_in: SignIn, session: Db
) -> None:
    grant.duty_grant(rooms.place.staff, rooms.season, rooms.lead)
    elsewhere = make.child(rooms.place.other_school, rooms.place.village, address=ADDRESS)
    session.commit()
    role, browser = rooms.place.staff.roles[0], sign_in(rooms.place.staff)

    def opens() -> bool:
        browser.post(f"/children/{rooms.child.id}/sensitive", data={"reason": "safety"})
        return bool(seen(browser, rooms.child))

    assert opens()
    assert browser.get(f"/children/{elsewhere.id}/sensitive").status_code == 404
    for record, column, value in (
        (role, "file_keeper", False),
        (rooms.season, "stage", SeasonStage.CLOSED),
        (rooms.season, "ends_on", clock.today() - timedelta(days=1)),
    ):
        before = getattr(record, column)
        setattr(record, column, value)
        session.commit()
        assert not opens(), column
        setattr(record, column, before)
        session.commit()
        assert opens()
    rooms.child.school_id = rooms.place.other_school.id
    session.commit()
    assert browser.get(f"/children/{rooms.child.id}/sensitive").status_code == 404
    assert "13900000000" not in sign_in(rooms.place.other_staff).get(f"/children/{rooms.child.id}/sensitive").get_data(
        as_text=True
    )


def test_a_request_is_granted_for_a_time_used_with_its_number_on_the_log_and_shuts_by_itself(
    rooms: Rooms, sign_in: SignIn
) -> None:
    staff, lead = sign_in(rooms.place.staff), sign_in(rooms.lead)
    assert ask(staff, rooms.child, "health", "phones") == 302
    assert ask(staff, rooms.child, "address") == 200  # one waits already
    asked = waiting()
    assert "周五家访" in lead.get(f"/access/requests/{asked.id}").get_data(as_text=True)
    assert rooms.child.name not in lead.get("/access/requests").get_data(as_text=True)
    answer = lead.post(f"/access/requests/{asked.id}/grant", data=YES)
    assert answer.status_code == 302
    assert seen(staff, rooms.child) == {HEALTH}  # the lead gave less than was asked for
    assert looks() == [{"sections": ["health"], "basis": "grant", "reason": "home_visit", "grant": str(asked.id)}]
    other = sign_in(rooms.place.director)
    assert seen(other, rooms.child) == set()
    with time_machine.travel(clock.now() + timedelta(hours=2, seconds=1)):
        assert seen(sign_in(rooms.place.staff), rooms.child) == set()
    lead.post(f"/access/requests/{asked.id}/end")
    assert seen(staff, rooms.child) == set()


def test_a_refusal_is_read_by_the_asker_and_opens_nothing(rooms: Rooms, sign_in: SignIn) -> None:
    staff, lead = sign_in(rooms.place.staff), sign_in(rooms.lead)
    ask(staff, rooms.child, "health")
    number = waiting().id
    assert lead.post(f"/access/requests/{number}/refuse", data={"answer": ""}).status_code == 200
    assert lead.post(f"/access/requests/{number}/refuse", data={"answer": "请先问班主任"}).status_code == 302
    assert "请先问班主任" in staff.get(f"/children/{rooms.child.id}/sensitive").get_data(as_text=True)
    assert seen(staff, rooms.child) == set()
    lead.post(f"/access/requests/{number}/grant", data=YES)  # too late
    assert seen(staff, rooms.child) == set()


def test_nobody_opens_a_file_to_themselves(rooms: Rooms, sign_in: SignIn, session: Db) -> None:
    rooms.lead.roles.append(make.role_grant(Role.SCHOOL_STAFF, rooms.place.school))
    session.commit()
    both = sign_in(rooms.lead)
    assert ask(both, rooms.child, "health") == 302
    asked, keeper = waiting(), role_of(rooms.lead, Role.SCHOOL_STAFF)
    keeper.file_keeper = True
    session.commit()
    assert both.get(f"/access/requests/{asked.id}").status_code == 404
    assert both.post(f"/access/requests/{asked.id}/grant", data=YES).status_code == 404
    assert both.post(f"/access/duty/{rooms.season.id}", data={"ids": str(keeper.id)}).status_code == 404
    assert sign_in(rooms.second_lead).get(f"/access/requests/{asked.id}").status_code == 200
    for rule in (
        lambda: asking.grant_access(session, rooms.lead.actor(), asked.id, hours=2, sections=[Section.HEALTH]),
        lambda: duty.approve_duty(session, rooms.lead.actor(), rooms.season.id, [keeper.id]),
    ):
        with pytest.raises(Missing):  # behind the page the rules refuse it too
            rule()
        session.rollback()
    with pytest.raises(IntegrityError):  # nor does the database hold such a row
        grant.access_grant(rooms.child, rooms.lead, rooms.lead)
    session.rollback()
    with pytest.raises(IntegrityError):
        grant.duty_grant(rooms.lead, rooms.season, rooms.lead)
    session.rollback()


def test_the_leads_own_reading_needs_a_reason_and_is_logged_and_health_takes_another_lead(
    rooms: Rooms, sign_in: SignIn
) -> None:
    lead = sign_in(rooms.lead)
    assert seen(lead, rooms.child) == set()
    lead.post(f"/children/{rooms.child.id}/sensitive", data={"reason": "safety"})
    assert seen(lead, rooms.child) == {ADDRESS, PHONE}
    assert looks() == [{"sections": ["address", "phones"], "basis": "lead", "reason": "safety", "grant": ""}]


def test_a_grant_does_not_outlive_its_role_and_does_not_pass_to_another(
    rooms: Rooms, sign_in: SignIn, session: Db
) -> None:
    account = rooms.place.staff
    grant.access_grant(rooms.child, account, rooms.lead)
    account.roles.append(make.role_grant(Role.ORGANIZER, rooms.place.district))
    session.commit()
    assert seen(sign_in(account), rooms.child) == {HEALTH}
    role_of(account, Role.SCHOOL_STAFF).ended_at = clock.now()
    session.commit()
    browser = sign_in(account)
    assert browser.get(f"/children/{rooms.child.id}").status_code == 200  # still an organizer
    assert seen(browser, rooms.child) == set()


def test_requests_of_another_district_and_of_nobody_are_the_same_404(
    rooms: Rooms, sign_in: SignIn, session: Db
) -> None:
    ask(sign_in(rooms.place.staff), rooms.child, "health")
    asked = waiting()
    stranger = make.account(Role.SAFEGUARDING_LEAD, make.district())
    session.commit()
    lead = sign_in(stranger)
    for number in (asked.id, rooms.child.id):
        assert lead.get(f"/access/requests/{number}").status_code == 404
        assert lead.post(f"/access/requests/{number}/grant", data=YES).status_code == 404
        assert sign_in(rooms.place.director).post(f"/access/requests/{number}/take-back").status_code == 404
    assert ask(sign_in(rooms.place.other_staff), rooms.child, "health") == 404
    assert rooms.child.code not in lead.get("/access/requests").get_data(as_text=True)


def test_the_lead_approves_duty_grants_in_bulk(rooms: Rooms, sign_in: SignIn, session: Db) -> None:
    rooms.place.staff.roles[0].file_keeper = True
    session.commit()
    lead = sign_in(rooms.lead)
    page = lead.get("/access/duty").get_data(as_text=True)
    assert rooms.place.other_school.name in page  # where nobody keeps the files
    assert lead.post(f"/access/duty/{rooms.season.id}", data={"all": "yes"}).status_code == 302
    assert lead.post(f"/access/duty/{rooms.season.id}", data={"all": "yes"}).status_code == 302
    for account in (rooms.place.staff, rooms.place.director):
        browser = sign_in(account)
        browser.post(f"/children/{rooms.child.id}/sensitive", data={"reason": "home_visit"})
        assert seen(browser, rooms.child) == {ADDRESS, PHONE}
    plain = rooms.place.other_staff.roles[0]  # keeps no files
    assert lead.post(f"/access/duty/{rooms.season.id}", data={"ids": str(plain.id)}).status_code == 404


def test_contacts_are_changed_without_being_seen(rooms: Rooms, sign_in: SignIn, session: Db) -> None:
    staff, carer = sign_in(rooms.place.staff), rooms.child.carers[0]
    form = {
        "shown": "", "address": "", "health": "", "carers-0-id": str(carer.id), "carers-0-name": "奶奶",
        "carers-0-relation": "祖母", "carers-0-whereabouts": "昆明", "carers-1-name": "爸爸",
        "carers-1-relation": "father", "carers-1-phone": "13811112222",
    }  # fmt: skip
    assert staff.post(f"/children/{rooms.child.id}/contacts", data=form).status_code == 302
    session.expire_all()
    carers = {(one.name, one.phone, one.whereabouts) for one in rooms.child.carers}
    assert carers == {("奶奶", PHONE, "昆明"), ("爸爸", "13811112222", None)}
    assert (rooms.child.address, rooms.child.health) == (ADDRESS, HEALTH)
    staff.post(f"/children/{rooms.child.id}/contacts", data={"shown": "", "health": "已好转"})
    assert seen(staff, rooms.child) == set()  # the old state of health is gone, the new one is one's own to read
    assert "已好转" in staff.get(f"/children/{rooms.child.id}/sensitive").get_data(as_text=True)
    assert looks()[-1]["basis"] == "author"
    gone = {"shown": "", "carers-0-id": str(rooms.child.carers[0].id), "carers-0-dropped": "y"}
    staff.post(f"/children/{rooms.child.id}/contacts", data=gone)
    session.expire_all()
    assert len(session.scalars(make.db.select(Carer).where(Carer.child_id == rooms.child.id)).all()) == 1


def test_a_roster_shows_its_own_values_and_never_those_on_file(rooms: Rooms, sign_in: SignIn, session: Db) -> None:
    staff = sign_in(rooms.place.staff)
    headings = ("姓名", "性别", "出生日期", "年级", "乡镇", "监护人姓名", "联系电话", "需求", "家庭住址")
    first = upload(staff, rooms.place.school, roster((*ANNA, "旧地址一号"), headings=headings)).headers["Location"]
    staff.post(f"{first}/confirm", data={"legal_basis": "ledger", "answers_for": "王校长"})
    colleague = make.account(Role.SCHOOL_STAFF, rooms.place.school)
    session.commit()
    changed = (*ANNA[:6], "13877776666", ANNA[7], "新地址二号")
    second = upload(sign_in(colleague), rooms.place.school, roster(changed, headings=headings)).headers["Location"]
    page = sign_in(colleague).get(second).get_data(as_text=True)
    assert "新地址二号" in page
    assert "13877776666" in page
    assert "旧地址一号" not in page
    assert ANNA[6] not in page
    assert staff.get(second).status_code == 404  # an undecided upload is for who uploaded it


def test_every_section_has_its_word(app: Flask) -> None:
    from app.foundation.messages import has_label

    assert all(has_label(one) for one in Section)
