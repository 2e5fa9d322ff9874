"""Reminders, robots of groups, and secret addresses of calendars."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.secrets.keyring import keyring
from app.places.models import School
from app.reminders.kinds import ReminderKind
from app.reminders.models import CalendarFeed, GroupRobot, Reminder
from tests.factories import account, add


def reminder(account_id: uuid.UUID, of: Child) -> Reminder:
    """Something that waits for somebody, and lies where a child is at home."""
    made: Reminder = add(
        Reminder(
            account_id=account_id, kind=ReminderKind.RETURNED, about_id=uuid.uuid4(), news=False,
            occasion=clock.today().isoformat(), figures={"count": 1}, district_id=of.district_id,
            township_id=of.township_id, village_id=of.village_id, school_id=of.school_id,
        )
    )  # fmt: skip
    return made


def robot(of: School, by: Account) -> GroupRobot:
    """The robot of a school's group."""
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0"
    made: GroupRobot = add(GroupRobot(district_id=of.district_id, school_id=of.id, url=url, made_by_id=by.id))
    return made


def calendar_secret(of: Account) -> str:
    """The secret of a calendar's address."""
    secret = secrets.token_urlsafe(24)
    add(CalendarFeed(account_id=of.id, secret_hash=keyring.token("calendar.feed", secret)))
    return secret


@dataclass
class Reminding:
    """One of each. The reminder is of who has the volunteer account; elsewhere, of a volunteer of that place.

    ``calendar`` is the secret address of somebody's calendar.
    """

    reminder: Reminder
    robot: GroupRobot
    calendar: str


def reminding(account_id: uuid.UUID | None, of: Child, grouped: School, by: Account) -> Reminding:
    """One of each, where a child is at home; the group with a robot is that of another one."""
    whose = account_id or account(Role.VOLUNTEER).id
    return Reminding(reminder(whose, of), robot(grouped, by), calendar_secret(account(Role.VOLUNTEER)))
