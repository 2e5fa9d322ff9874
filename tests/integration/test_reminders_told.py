"""Told by hand, and the calendar: the text to copy, the tick, and an address that opens a calendar and nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.notifier import Channel
from app.pairing.models import MeetingOutcome, PairingState
from app.reminders.kinds import KindGroup, ReminderKind, ToldWay
from app.reminders.models import CalendarFeed, GroupRobot, Reminder
from tests import factories as make
from tests.integration.pairing_place import Place, make_place
from tests.integration.reminders_place import reminders, sweep_all, ways_out

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11111111-2222"


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def test_school_and_township_tell_and_tick(place: Place, session: Session, sign_in: SignIn) -> None:
    pairing = place.pairing(PairingState.APPROVED)
    make.meeting(pairing, place.staff, place.school)
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, place.township)
    elsewhere = make.account(Role.SCHOOL_STAFF, make.school(place.township))
    session.commit()
    sweep_all()
    page = sign_in(place.staff).get("/reminders/telling").text
    text = html.unescape(re.findall(r'class="copy-text"[^>]*>(.*?)</p>', page, re.DOTALL)[0])
    (one,) = reminders(place.student)
    assert "陈晓" in page
    assert "您的首次见面在明天" in text
    assert f"/r/{one.id}" in text
    for told in (place.child.code, "王小雨", place.school.name):
        assert told not in text
    assert "陈晓" in sign_in(supervisor).get("/reminders/telling").text
    assert "陈晓" not in sign_in(elsewhere).get("/reminders/telling").text
    url = f"/reminders/telling/{place.student.id}"
    assert sign_in(elsewhere).post(url, data={"way": "call"}).status_code == 404
    for _twice in range(2):
        assert sign_in(place.staff).post(url, data={"way": "wechat"}).status_code == 302
    (one,) = reminders(place.student)
    assert (one.told_by_id, one.told_way, one.done_at) == (place.staff.id, ToldWay.WECHAT, None)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.REMINDER_TOLD)).one()
    assert (event.actor_id, event.object_id) == (place.staff.id, str(place.student.id))
    assert (event.details["way"], event.details["count"]) == ("wechat", 1)
    assert url not in sign_in(supervisor).get("/reminders/telling").text, "told is told"


def test_every_list_is_passed_on_as_a_text_and_tells_whom_it_is_about(
    place: Place, session: Session, sign_in: SignIn
) -> None:
    pairing = place.pairing(PairingState.APPROVED)
    make.meeting(pairing, place.staff, place.school)
    place.child.registered_on = clock.today() - timedelta(days=60)
    session.commit()
    sweep_all(*KindGroup)
    browser = sign_in(place.staff)
    page = browser.get("/meetings").text
    texts = [html.unescape(one) for one in re.findall(r'class="copy-text"[^>]*>(.*?)</p>', page, re.DOTALL)]
    (one,) = reminders(place.student, ReminderKind.MEETING_SOON)
    (deputys,) = reminders(place.deputy, ReminderKind.MEETINGS)
    links = [text.split("/", 3)[-1] for text in texts]
    assert (links[0], set(links[1:])) == ("meetings", {f"r/{one.id}", f"r/{deputys.id}"})
    for told in (place.child.code, "王小雨", place.school.name):
        assert told not in "".join(texts)
    ticked = {"way": "wechat", "next": "/meetings", "kinds": "meetings meeting_soon"}
    done = browser.post(f"/reminders/telling/{place.student.id}", data=ticked)
    assert done.location == "/meetings"
    assert [one.kind for one in reminders(place.student) if one.told_at] == [ReminderKind.MEETING_SOON], "not of others"
    assert f"/r/{one.id}" not in browser.get("/meetings").text
    away = browser.post(f"/reminders/telling/{place.student.id}", data={**ticked, "next": "//elsewhere.example"})
    assert away.location == "/reminders/telling"
    visits = sign_in(place.director).get("/visits/").text
    assert "有 1 次走访已逾期" in html.unescape(visits)


def test_a_director_tells_the_volunteers_of_the_village_and_the_lead_those_of_the_district(
    place: Place, session: Session, sign_in: SignIn
) -> None:
    make.meeting(place.pairing(PairingState.APPROVED), place.staff, place.school)
    moved_to = make.village(place.township)
    next_door = make.account(Role.VILLAGE_DIRECTOR, moved_to)
    lead, of_another = (make.account(Role.SAFEGUARDING_LEAD, one) for one in (place.district, make.district()))
    session.commit()
    sweep_all()
    url = f"/reminders/telling/{place.student.id}"
    for stranger in (next_door, of_another):
        assert sign_in(stranger).post(url, data={"way": "call"}).status_code == 404
    for teller in (place.director, lead):
        assert "陈晓" in sign_in(teller).get("/reminders/telling").text
    assert sign_in(place.director).post(url, data={"way": "call"}).status_code == 302
    assert reminders(place.student)[0].told_by_id == place.director.id
    place.child.village_id = moved_to.id
    session.commit()
    sweep_all()
    assert sign_in(next_door).post(url, data={"way": "call"}).status_code == 302
    assert sign_in(place.director).post(url, data={"way": "call"}).status_code == 404, "the child has moved away"


def test_a_list_without_reminders_of_its_own_has_its_text_too(place: Place, session: Session, sign_in: SignIn) -> None:
    make.meeting(place.pairing(PairingState.APPROVED), place.staff, place.school)
    session.commit()
    page = sign_in(place.staff).get("/calls").text
    (text,) = [one for one in re.findall(r'class="copy-text"[^>]*>(.*?)</p>', page, re.DOTALL) if "打电话" in one]
    assert text.split()[1:] == ["今天要给", "1", "家打电话。", "http://localhost:8000/calls"]


def test_what_is_confidential_is_on_no_list_of_others(place: Place, session: Session, sign_in: SignIn) -> None:
    lead = make.account(Role.SAFEGUARDING_LEAD, place.district, name="周主任")
    session.add(
        Reminder(account_id=lead.id, kind=ReminderKind.MATTERS, about_id=lead.id, occasion="2027-01-01", news=False,
                 figures={"count": 1})
    )  # fmt: skip
    session.commit()
    assert "周主任" not in sign_in(place.organizer).get("/reminders/telling").text
    told = sign_in(place.organizer).post(f"/reminders/telling/{lead.id}", data={"way": "call"})
    assert told.status_code == 404
    assert "有 1 件事项等您处理。" in sign_in(lead).get("/reminders").text


def test_the_calendar_of_a_volunteer(place: Place, session: Session, sign_in: SignIn, app: Flask) -> None:
    pairing = place.pairing(PairingState.APPROVED)
    moved = make.meeting(pairing, place.staff, place.school, outcome=MeetingOutcome.MOVED, recorded_at=clock.now())
    comes = make.meeting(pairing, place.staff, place.school, at=clock.now() + timedelta(days=2))
    session.commit()
    browser = sign_in(place.student)
    page = browser.post("/reminders/calendar").text
    address = re.findall(r"http://localhost(/calendar/[^<\s]+\.ics)", page)[0]
    stranger = app.test_client()
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    written = answer.get_data(as_text=True)
    for told in (place.child.code, "王小雨", place.school.name, "陈晓", "LOCATION"):
        assert told not in written
    events = {str(one["UID"]): one for one in Calendar.from_ical(written).walk("VEVENT")}
    assert set(events) == {f"{one.id}@tongxing" for one in (moved, comes)}
    assert events[f"{moved.id}@tongxing"]["STATUS"] == "CANCELLED"
    entry = events[f"{comes.id}@tongxing"]
    assert (str(entry["SUMMARY"]), entry["STATUS"]) == ("童行：见面", "CONFIRMED")
    assert entry.decoded("DTSTART") == clock.local(comes.at).replace(microsecond=0)
    assert "TZID=Asia/Shanghai" in written
    assert browser.get("/reminders/meetings.ics").get_data(as_text=True).count("BEGIN:VEVENT") == 2
    renewed = re.findall(r"http://localhost(/calendar/[^<\s]+\.ics)", browser.post("/reminders/calendar").text)[0]
    assert stranger.get(address).status_code == 404
    assert stranger.get(renewed).status_code == 200
    assert address.split("/")[2] not in browser.get("/reminders/calendar").text
    browser.post("/reminders/calendar/off")
    assert stranger.get(renewed).status_code == 404
    assert session.scalars(select(CalendarFeed)).all() == []


def test_guessing_calendars_is_stopped(app: Flask, place: Place) -> None:
    guesser = app.test_client()
    found = [guesser.get(f"/calendar/{number:032}.ics").status_code for number in range(32)]
    assert found == [404] * 30 + [429] * 2


def test_robots_are_the_organizers_and_their_address_is_shown_no_more(
    app: Flask, place: Place, session: Session, sign_in: SignIn
) -> None:
    browser = sign_in(place.organizer)
    send = {"place": str(place.school.id), "url": ROBOT}
    assert browser.post("/reminders/robots", data=send).status_code == 422, "WeCom is off"
    with ways_out(app, Channel.WECOM):
        for url in ("https://evil.example/cgi-bin/webhook/send?key=1", ROBOT.replace("https", "http"), ROBOT[:40]):
            assert browser.post("/reminders/robots", data={**send, "url": url}).status_code == 422
        foreign = make.school(make.township(make.district()))
        session.commit()
        assert browser.post("/reminders/robots", data={**send, "place": str(foreign.id)}).status_code == 422
        assert browser.post("/reminders/robots", data=send).status_code == 302
    assert "11111111" not in browser.get("/reminders/robots").text
    robot = session.scalars(select(GroupRobot).where(GroupRobot.ended_at.is_(None))).one()
    browser.post(f"/reminders/robots/{robot.id}/end")
    session.expire_all()
    assert session.scalars(select(GroupRobot.url)).all() == [None]
