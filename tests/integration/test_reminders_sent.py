"""Messages: to proven addresses, as their person chose, not at night, never twice, and tried again when they fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.errors import Refused, TooMany
from app.foundation.notifier import Channel, NotSent
from app.pairing.models import DeclineReason, PairingState
from app.pairing.rules.answering import decline
from app.reminders.kinds import DeliveryState, DigestEvery, ReminderKind
from app.reminders.models import ContactAddress, Delivery, GroupRobot, Reminder
from app.reminders.rules.addresses import code_of, masked, set_address, verify_address
from app.reminders.rules.choosing import PAIRS, Wish, choose
from app.reminders.rules.digesting import plan_digests, plan_groups
from app.reminders.rules.planning import Choice, plan
from app.reminders.rules.sending import DELAYS
from tests import factories as make
from tests.factories.reminders import robot
from tests.integration.pairing_place import Place, make_place
from tests.integration.reminders_place import SITE, Kept, reach, reminders, send_all, sweep_all, ways_out

Session = scoped_session[Any]
NOON = datetime(2027, 1, 20, 4, tzinfo=UTC)
"""A Wednesday, noon where the children are."""
NIGHT = NOON + timedelta(hours=11)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


@pytest.fixture
def drawer(app: Flask) -> Iterator[Kept]:
    with ways_out(app, *Channel) as kept:
        yield kept


def states(session: Session) -> list[DeliveryState]:
    session.expire_all()
    return list(session.scalars(select(Delivery.state).order_by(Delivery.created_at, Delivery.key)))


def at(moment: datetime, app: Flask) -> None:
    with time_machine.travel(moment, tick=False):
        send_all(app)


def test_a_message_has_a_sentence_and_a_link_and_goes_once(app: Flask, place: Place, drawer: Kept) -> None:
    place.pairing(PairingState.PROPOSED)
    reach(place.student)
    for _again in range(2):
        sweep_all()
        send_all(app)
    (message,) = drawer.messages
    assert message.to == "lin@example.cn"
    (one,) = reminders(place.student)
    assert message.text.splitlines()[:2] == ["有一个结对等您答复，最晚2027年1月22日。", f"{SITE}/r/{one.id}"]
    for told in (place.child.code, "王小雨", "陈晓", place.school.name):
        assert told not in message.text + message.subject


def test_nothing_goes_to_an_unproven_address(app: Flask, place: Place, session: Session, drawer: Kept) -> None:
    address = set_address(session, place.student.actor(), Channel.SMS, "+86 138-0000 1111")
    assert masked(address) == "138****1111"
    place.pairing(PairingState.PROPOSED)
    sweep_all()
    send_all(app)
    (message,) = drawer.messages
    assert message.to == "13800001111"
    assert message.code == code_of(address)
    assert message.code in message.text
    with pytest.raises(Refused):
        verify_address(session, place.student.actor(), Channel.SMS, "000000" if message.code != "000000" else "000001")
    verify_address(session, place.student.actor(), Channel.SMS, f" {message.code} ")
    assert session.scalars(select(ContactAddress.verified_at)).one() is not None


def test_codes_grow_old_and_are_counted(place: Place, session: Session, drawer: Kept) -> None:
    actor = place.student.actor()
    code = code_of(set_address(session, actor, Channel.EMAIL, "lin@example.cn"))
    with time_machine.travel(NOON + timedelta(minutes=31)), pytest.raises(Refused):
        verify_address(session, actor, Channel.EMAIL, code)
    session.rollback()
    for minutes in range(1, 5):
        with time_machine.travel(NOON + timedelta(minutes=minutes)):
            assert code_of(set_address(session, actor, Channel.EMAIL, "lin@example.cn")) != code
    with time_machine.travel(NOON + timedelta(hours=2)), pytest.raises(TooMany):
        set_address(session, actor, Channel.EMAIL, "lin@example.cn")


@pytest.mark.parametrize(("channel", "written"), [(Channel.EMAIL, "a@b\nBcc: x@y.cn"), (Channel.SMS, "0874312")])
def test_what_is_no_address_is_refused(
    channel: Channel, written: str, place: Place, session: Session, drawer: Kept
) -> None:
    with pytest.raises(Refused):
        set_address(session, place.student.actor(), channel, written)


def test_at_night_nothing_goes_and_in_the_morning_it_does(app: Flask, place: Place, drawer: Kept) -> None:
    reach(place.student)
    with time_machine.travel(NIGHT, tick=False):
        place.pairing(PairingState.PROPOSED, answer_due_at=clock.now() + timedelta(days=2))
        sweep_all()
        send_all(app)
    at(NIGHT + timedelta(hours=8, minutes=59), app)
    assert drawer.messages == []
    at(NIGHT + timedelta(hours=9), app)
    assert len(drawer.messages) == 1


@pytest.mark.parametrize(
    ("here", "begin", "end", "awake"),
    [
        ("2027-01-20T20:59", 21, 8, "2027-01-20T20:59"), ("2027-01-20T21:00", 21, 8, "2027-01-21T08:00"),
        ("2027-01-21T07:59", 21, 8, "2027-01-21T08:00"), ("2027-01-21T08:00", 21, 8, "2027-01-21T08:00"),
        ("2027-01-20T13:00", 12, 14, "2027-01-20T14:00"), ("2027-01-20T15:00", 12, 14, "2027-01-20T15:00"),
        ("2027-01-20T03:00", 9, 9, "2027-01-20T03:00"),
    ],
)  # fmt: skip
def test_quiet_hours(here: str, begin: int, end: int, awake: str) -> None:
    choice = Choice(quiet_from=time(begin), quiet_until=time(end))
    moment = clock.from_local(datetime.fromisoformat(here))
    assert choice.awake(moment) == clock.from_local(datetime.fromisoformat(awake))


def test_what_failed_is_tried_again_later_and_later_then_given_up(
    app: Flask, place: Place, session: Session, drawer: Kept
) -> None:
    place.pairing(PairingState.PROPOSED, answer_due_at=NOON + timedelta(days=5))
    reach(place.student)
    choose(session, place.student.actor(), Wish(PAIRS, time(0), time(0)))
    sweep_all()
    drawer.fails, moment = NotSent("answered_503"), NOON
    for delay in DELAYS:
        at(moment, app)
        assert states(session) == [DeliveryState.WAITING]
        at(moment + delay / 2, app)
        moment += delay
    assert session.scalars(select(Delivery.attempts)).one() == len(DELAYS)
    at(moment, app)
    assert states(session) == [DeliveryState.FAILED]
    drawer.fails = None
    at(moment + timedelta(days=1), app)
    assert drawer.messages == []


def test_a_final_refusal_is_not_tried_again_and_a_service_that_is_down_stops_the_run(
    app: Flask, place: Place, session: Session, drawer: Kept
) -> None:
    place.pairing(PairingState.ACCEPTED)
    for number, account in enumerate((place.staff, place.deputy)):
        reach(account, address=f"a{number}@example.cn")
    sweep_all()
    drawer.fails = NotSent("TimeoutError", down=True)
    send_all(app)
    assert sorted(session.scalars(select(Delivery.attempts))) == [0, 1], "nobody else waits ten seconds for nothing"
    drawer.fails = NotSent("refused_550", final=True)
    at(NOON + timedelta(minutes=2), app)
    assert states(session) == [DeliveryState.FAILED, DeliveryState.FAILED]


def test_who_was_interrupted_while_sending_does_not_send_again(
    app: Flask, place: Place, session: Session, drawer: Kept
) -> None:
    place.pairing(PairingState.PROPOSED)
    reach(place.student)
    sweep_all()
    one = session.scalars(select(Delivery)).one()
    one.state, one.claimed_at, one.attempts = DeliveryState.SENDING, clock.now(), 1
    session.commit()
    at(NOON + timedelta(minutes=16), app)
    assert drawer.messages == []
    assert states(session) == [DeliveryState.FAILED]


def test_what_is_done_or_seen_meanwhile_is_not_sent(app: Flask, place: Place, session: Session, drawer: Kept) -> None:
    pairing = place.pairing(PairingState.PROPOSED)
    reach(place.student)
    sweep_all()
    decline(session, place.student.actor(), pairing.id, DeclineReason.TIME)
    sweep_all()
    send_all(app)
    assert drawer.messages == []
    assert states(session) == [DeliveryState.DROPPED]


def test_a_group_of_kinds_can_be_closed(app: Flask, place: Place, session: Session, drawer: Kept) -> None:
    place.pairing(PairingState.PROPOSED)
    reach(place.student)
    choose(session, place.student.actor(), Wish(PAIRS - {"pairing:email"}, time(21), time(8)))
    sweep_all()
    send_all(app)
    assert drawer.messages == []
    assert len(reminders(place.student)) == 1, "in the inbox it stands"


def test_a_digest_says_it_all_once_but_matters_of_protection_go_at_once_and_at_night(
    app: Flask, place: Place, session: Session, drawer: Kept
) -> None:
    lead = make.account(Role.SAFEGUARDING_LEAD, place.district)
    reach(lead)
    choose(session, lead.actor(), Wish(PAIRS, time(21), time(8), DigestEvery.DAILY))
    with time_machine.travel(NIGHT, tick=False):
        rows = [_waits(lead, kind) for kind in (ReminderKind.MATTERS, ReminderKind.TASKS)]
        session.add_all(rows)
        session.flush()
        plan(session, rows)
        session.commit()
        send_all(app)
    assert [message.text.splitlines()[0] for message in drawer.messages] == ["有 1 件事项等您处理。"]
    for hours in (8, 9, 9, 10):
        with time_machine.travel(NIGHT + timedelta(hours=hours), tick=False):
            plan_digests(session)
            send_all(app)
    assert len(drawer.messages) == 2
    assert "有 1 项任务到期或逾期。" in drawer.messages[1].text
    assert "事项" not in drawer.messages[1].text


def test_a_weekly_digest_comes_on_monday(place: Place, session: Session, drawer: Kept) -> None:
    reach(place.staff)
    choose(session, place.staff.actor(), Wish(PAIRS, time(21), time(8), DigestEvery.WEEKLY))
    session.add(_waits(place.staff, ReminderKind.TASKS))
    session.commit()
    made = []
    for day in range(7):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            made += [clock.today()] * plan_digests(session)
    assert made == [date(2027, 1, 25)]
    with pytest.raises(Refused):
        choose(session, place.student.actor(), Wish(PAIRS, time(21), time(8), DigestEvery.DAILY))


def test_a_group_hears_how_much_waits_and_of_nobody(app: Flask, place: Place, session: Session, drawer: Kept) -> None:
    place.pairing(PairingState.ACCEPTED)
    robot(place.school, place.organizer)
    robot(make.school(place.township), place.organizer)
    session.commit()
    sweep_all()
    for _again in range(2):
        plan_groups(session)
        send_all(app)
    (message,) = drawer.messages
    assert message.text.splitlines() == ["童行： 这里有 2 人有事要办：", "· 有 1 个结对等您审批。", f"{SITE}/reminders"]
    session.execute(GroupRobot.__table__.update().values(url=None, ended_at=clock.now()))
    session.commit()
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert plan_groups(session) == 0


def _waits(account: Account, kind: ReminderKind) -> Reminder:
    return Reminder(
        account_id=account.id, kind=kind, about_id=account.id, occasion=clock.today().isoformat(), news=False,
        figures={"count": 1},
    )  # fmt: skip
