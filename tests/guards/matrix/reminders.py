"""Rows of the pages of reminders."""

from app.foundation.access import Role
from app.reminders.access import TELLERS
from tests.guards.matrix import row

REMINDER = {
    "own": lambda world: {"reminder_id": world.own.reminding.reminder.id},
    "foreign": lambda world: {"reminder_id": world.foreign.reminding.reminder.id},
}
TOLD = {
    "own": lambda world: {"account_id": world.own.reminding.reminder.account_id},
    "foreign": lambda world: {"account_id": world.foreign.reminding.reminder.account_id},
}
ROBOT = {
    "own": lambda world: {"robot_id": world.own.reminding.robot.id},
    "foreign": lambda world: {"robot_id": world.foreign.reminding.robot.id},
}
BY_MAIL = {"own": lambda _world: {"way": "email"}}
FEED = {"own": lambda world: {"secret": world.own.reminding.calendar}}

ROWS = [
    row("reminders.index", *Role),
    row("reminders.read_all", *Role, method="POST"),
    row("reminders.follow", Role.VOLUNTEER, **REMINDER),
    row("reminders.choices", *Role),
    row("reminders.choices", *Role, method="POST"),
    row("reminders.address", *Role, **BY_MAIL),
    row("reminders.address", *Role, method="POST", **BY_MAIL),
    row("reminders.code", *Role, **BY_MAIL),
    row("reminders.code", *Role, method="POST", **BY_MAIL),
    row("reminders.remove_address", *Role, method="POST", **BY_MAIL),
    row("reminders.telling", *TELLERS),
    row("reminders.told", *TELLERS, method="POST", data={"way": "wechat"}, **TOLD),
    row("reminders.robots", Role.ORGANIZER),
    row("reminders.robots", Role.ORGANIZER, method="POST"),
    row("reminders.end", Role.ORGANIZER, method="POST", **ROBOT),
    row("reminders.calendar", Role.VOLUNTEER),
    row("reminders.renew_feed", Role.VOLUNTEER, method="POST"),
    row("reminders.end_own_feed", Role.VOLUNTEER, method="POST"),
    row("reminders.meetings", Role.VOLUNTEER),
    row("reminders.feed", public=True, **FEED),
]
