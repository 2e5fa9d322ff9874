"""What reminders are about, and the words of choosing, sending and telling."""

from __future__ import annotations

from enum import StrEnum


class ReminderKind(StrEnum):
    """What waits, or what happened. Sentences are in ``wording.py``, sources in each part's ``reminding.py``."""

    PROPOSAL = "proposal"
    STANDING_IN = "standing_in"
    MEETING_SOON = "meeting_soon"
    APPROVALS = "approvals"
    MEETINGS = "meetings"
    ABSENCES = "absences"
    RUN_DONE = "run_done"
    RUN_FAILED = "run_failed"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    ANSWERED = "answered"
    LOG_MISSING = "log_missing"
    TO_CONFIRM = "to_confirm"
    DISPUTES = "disputes"
    SECONDS = "seconds"
    QUIET = "quiet"
    SILENCES = "silences"
    VISITS_OVERDUE = "visits_overdue"
    VISITS_SOON = "visits_soon"
    AGREEMENTS = "agreements"
    FILE_CHECKS = "file_checks"
    CONSENTS_ENDING = "consents_ending"
    CHECK_ENDING = "check_ending"
    CHECKS_ENDING = "checks_ending"
    TASKS = "tasks"
    MATTERS = "matters"
    """Concerns, in neutral words: a message may be read over a shoulder."""
    STAGE = "stage"
    PUBLICITY = "publicity"
    CERTIFICATES_DONE = "certificates_done"
    CERTIFICATES_FAILED = "certificates_failed"


class KindGroup(StrEnum):
    """What a person chooses ways for."""

    PAIRING = "pairing"
    RECORD = "record"
    VISITS = "visits"
    WORK = "work"
    PROTECTION = "protection"
    SEASON = "season"


class DigestEvery(StrEnum):
    """How often one message says it all, in place of one for each."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


class Purpose(StrEnum):
    """Why something is sent."""

    REMINDER = "reminder"
    DIGEST = "digest"
    CODE = "code"
    GROUP = "group"
    """To a WeCom group: counts of a place."""


class DeliveryState(StrEnum):
    """Life of a message: ``waiting > sending > sent``, else ``failed``, or ``dropped`` where nobody needs it."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class ToldWay(StrEnum):
    """By which way somebody was told."""

    WECHAT = "wechat"
    CALL = "call"
    IN_PERSON = "in_person"


G = KindGroup
GROUPS: dict[ReminderKind, KindGroup] = {
    **dict.fromkeys((
        ReminderKind.PROPOSAL, ReminderKind.STANDING_IN, ReminderKind.MEETING_SOON, ReminderKind.APPROVALS,
        ReminderKind.MEETINGS, ReminderKind.ABSENCES, ReminderKind.RUN_DONE, ReminderKind.RUN_FAILED,
    ), G.PAIRING),
    **dict.fromkeys((
        ReminderKind.RETURNED, ReminderKind.CONFIRMED, ReminderKind.ANSWERED, ReminderKind.LOG_MISSING,
        ReminderKind.TO_CONFIRM, ReminderKind.DISPUTES, ReminderKind.SECONDS, ReminderKind.QUIET,
    ), G.RECORD),
    **dict.fromkeys((
        ReminderKind.VISITS_OVERDUE, ReminderKind.VISITS_SOON, ReminderKind.AGREEMENTS, ReminderKind.FILE_CHECKS,
        ReminderKind.CONSENTS_ENDING,
    ), G.VISITS),
    **dict.fromkeys((ReminderKind.TASKS, ReminderKind.CHECK_ENDING, ReminderKind.CHECKS_ENDING), G.WORK),
    **dict.fromkeys((ReminderKind.MATTERS, ReminderKind.SILENCES), G.PROTECTION),
    **dict.fromkeys((
        ReminderKind.STAGE, ReminderKind.PUBLICITY, ReminderKind.CERTIFICATES_DONE, ReminderKind.CERTIFICATES_FAILED,
    ), G.SEASON),
}  # fmt: skip
URGENT = frozenset({ReminderKind.MATTERS})
"""Sent at once: no digest holds them back, and no night."""
CONFIDENTIAL = URGENT
"""Nobody but the one they are for is shown that they wait: no list of whom to tell, no group."""
NEWS = frozenset({
    ReminderKind.RUN_DONE, ReminderKind.RUN_FAILED, ReminderKind.CONFIRMED, ReminderKind.ANSWERED, ReminderKind.STAGE,
    ReminderKind.PUBLICITY, ReminderKind.CERTIFICATES_DONE, ReminderKind.CERTIFICATES_FAILED,
})  # fmt: skip
"""What happened once, and is over when it was read; all others wait until the thing is done."""
