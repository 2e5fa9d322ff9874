"""What leaves the house holds no marker of any encrypted field: messages, groups, texts to copy, calendars."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.notifier import Channel
from app.reminders.calendars import as_calendar
from app.reminders.kinds import DigestEvery, KindGroup
from app.reminders.links import to_pass_on
from app.reminders.models import Reminder
from app.reminders.registry import meetings_of
from app.reminders.rules.choosing import PAIRS, Wish, choose
from app.reminders.rules.digesting import plan_digests, plan_groups
from tests.factories.reminders import robot
from tests.guards.test_marker import _plant, found_in
from tests.guards.world import make_world
from tests.integration.reminders_place import reach, send_all, sweep_all, ways_out

NOON = datetime(2027, 1, 20, 4, tzinfo=UTC)


def test_no_marker_leaves_the_house(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False), ways_out(app, *Channel) as drawer:
        world = make_world()
        people = world.own.accounts
        robot(world.own.school, people[Role.SCHOOL_STAFF])
        for number, account in enumerate(people.values()):
            for channel, address in ((Channel.EMAIL, f"a{number}@x.cn"), (Channel.SMS, f"1380000{number:04}")):
                reach(account, channel, address)
        choose(db.session, people[Role.ORGANIZER].actor(), Wish(PAIRS, time(21), time(8), DigestEvery.DAILY))
        _plant()
        sweep_all(*KindGroup)
        with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
            assert plan_digests(db.session)
            assert plan_groups(db.session)
            for _round in range(3):
                send_all(app)
        sent = [f"{one.subject}\n{one.text}\n{one.code}" for one in drawer.messages]
        assert len(drawer.messages) > len(people), "many were written to"
        assert len({one.to for one in drawer.messages}) == 2, "people, whose addresses are one marker now, and a group"
        sent += [
            to_pass_on(db.session.scalars(select(Reminder))),
            as_calendar(meetings_of(db.session, people[Role.VOLUNTEER].id)).decode(),
        ]
        assert "BEGIN:VEVENT" in sent[-1]
        assert found_in("\n".join(sent).encode()) == []
