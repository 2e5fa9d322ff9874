"""Words of reminders: refusals, choices, and what became of a message."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.foundation.notifier import Channel
from app.reminders.kinds import DeliveryState, DigestEvery, KindGroup, ReminderKind, ToldWay

MESSAGES: dict[str, Any] = {
    "reminders.code_wrong": _l("That is not the code, or it is older than half an hour. Ask for a new one."),
    "reminders.digest_for_staff": _l("What waits for a volunteer is said at once."),
    "reminders.no_email": _l("That is no e-mail address. Write it like name@example.cn."),
    "reminders.no_robot": _l(
        "That is not the address of a bot. In the group: Group bots, add one, copy its webhook address."
    ),
    "reminders.no_sms": _l("That is no mobile number. It has eleven digits and begins with 1."),
    "reminders.robot_there": _l("There is a bot for this place. End it first."),
    "reminders.way_closed": _l("Tongxing does not send by this way here. Ask whoever runs it."),
    # Under a group of kinds: what it is about.
    "reminders.about.pairing": _l("Proposals, approvals, first meetings, standing in"),
    "reminders.about.record": _l("Sessions to log, correct or confirm, and hours confirmed"),
    "reminders.about.visits": _l("Visits due, care agreements, consents and checks of files"),
    "reminders.about.work": _l("Tasks, and checks of volunteers that run out"),
    "reminders.about.protection": _l("Matters to handle, and volunteers who have gone silent"),
    "reminders.about.season": _l("Stages of the season, posted hours, certificates"),
}
LABELS: dict[Any, Any] = {
    KindGroup.PAIRING: _l("Pairings"),
    KindGroup.RECORD: _l("Sessions and hours"),
    KindGroup.VISITS: _l("Visits and files"),
    KindGroup.WORK: _l("Tasks"),
    KindGroup.PROTECTION: _l("Protection"),
    KindGroup.SEASON: _l("The season"),
    DigestEvery.NEVER: _l("No: one message each"),
    DigestEvery.DAILY: _l("Every morning"),
    DigestEvery.WEEKLY: _l("Every Monday morning"),
    ToldWay.WECHAT: _l("By WeChat"),
    ToldWay.CALL: _l("By phone"),
    ToldWay.IN_PERSON: _l("Face to face"),
    Channel.EMAIL: _l("E-mail"),
    Channel.SMS: _l("Text message"),
    Channel.WECOM: _l("WeCom group"),
    DeliveryState.WAITING: _l("Waits to go out"),
    DeliveryState.SENDING: _l("Going out"),
    DeliveryState.SENT: _l("Sent"),
    DeliveryState.FAILED: _l("Could not be sent"),
    DeliveryState.DROPPED: _l("Needed no more"),
    # One kind, as the audit log names it.
    ReminderKind.PROPOSAL: _l("Proposal for a volunteer"),
    ReminderKind.STANDING_IN: _l("Request to stand in"),
    ReminderKind.MEETING_SOON: _l("First meeting coming up"),
    ReminderKind.APPROVALS: _l("Pairings to approve"),
    ReminderKind.MEETINGS: _l("First meetings to set"),
    ReminderKind.ABSENCES: _l("Who cannot come"),
    ReminderKind.RUN_DONE: _l("Matching finished"),
    ReminderKind.RUN_FAILED: _l("Matching failed"),
    ReminderKind.RETURNED: _l("Session returned"),
    ReminderKind.CONFIRMED: _l("Hours confirmed"),
    ReminderKind.ANSWERED: _l("Objection answered"),
    ReminderKind.LOG_MISSING: _l("Session to log"),
    ReminderKind.TO_CONFIRM: _l("Sessions to confirm"),
    ReminderKind.DISPUTES: _l("Objections to answer"),
    ReminderKind.SECONDS: _l("Second person needed"),
    ReminderKind.QUIET: _l("Quiet pairings"),
    ReminderKind.SILENCES: _l("Silent volunteers"),
    ReminderKind.VISITS_OVERDUE: _l("Overdue visits"),
    ReminderKind.VISITS_SOON: _l("Visits due soon"),
    ReminderKind.AGREEMENTS: _l("Care agreements"),
    ReminderKind.FILE_CHECKS: _l("Checks of files"),
    ReminderKind.CONSENTS_ENDING: _l("Consents running out"),
    ReminderKind.CHECK_ENDING: _l("Own check running out"),
    ReminderKind.CHECKS_ENDING: _l("Checks running out"),
    ReminderKind.TASKS: _l("Tasks"),
    ReminderKind.MATTERS: _l("Matters to handle"),
    ReminderKind.STAGE: _l("Stage of the season"),
    ReminderKind.PUBLICITY: _l("Posted hours"),
    ReminderKind.CERTIFICATES_DONE: _l("Certificates ready"),
    ReminderKind.CERTIFICATES_FAILED: _l("Certificates failed"),
}
