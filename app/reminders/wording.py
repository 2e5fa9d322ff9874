"""The sentence of every kind, made when it is read, in the reader's language; and the words of choices.

A sentence is the same on the page and in a message: counts, days and times. Nothing about a child is in any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.foundation import clock
from app.foundation.dates import written_day
from app.reminders.kinds import ReminderKind

Figures = Mapping[str, Any]
K = ReminderKind


def _day(figures: Figures) -> str:
    """The day of a meeting: today and tomorrow in words."""
    days = (date.fromisoformat(figures["day"]) - clock.today()).days
    near = {0: _("today"), 1: _("tomorrow")}
    return str(near.get(days) or _written(figures))


def _written(figures: Figures) -> str:
    return written_day(date.fromisoformat(figures["day"]))


def _count(figures: Figures) -> int:
    return int(figures.get("count", 1))


STAGES: dict[str, Callable[[], str]] = {
    "recruit": lambda: _("The season is open: volunteers can sign up."),
    "vet": lambda: _("The season is checking volunteers now."),
    "match": lambda: _("Matching has started."),
    "serve": lambda: _("The season has begun: pairs are meeting now."),
    "closed": lambda: _("The season is closed. Thank you."),
}

SENTENCES: dict[ReminderKind, Callable[[Figures], str]] = {
    K.PROPOSAL: lambda f: _("A pairing waits for your answer until %(day)s.", day=_day(f)),
    K.STANDING_IN: lambda f: _("You are asked to stand in for somebody from %(day)s.", day=_day(f)),
    K.MEETING_SOON: lambda f: _("Your first meeting is %(day)s at %(time)s.", day=_day(f), time=f["time"]),
    K.APPROVALS: lambda f: ngettext(
        "%(num)s pairing waits for your approval.", "%(num)s pairings wait for your approval.", _count(f)
    ),
    K.MEETINGS: lambda f: ngettext(
        "%(num)s first meeting is coming or has to be recorded.",
        "%(num)s first meetings are coming or have to be recorded.", _count(f),
    ),
    K.ABSENCES: lambda f: ngettext(
        "%(num)s volunteer cannot come: a family has to be called.",
        "%(num)s volunteers cannot come: families have to be called.", _count(f),
    ),
    K.RUN_DONE: lambda _f: _("The matching is ready: look it through."),
    K.RUN_FAILED: lambda _f: _("The matching did not finish: look why, and run it again."),
    K.RETURNED: lambda f: ngettext(
        "%(num)s session came back: correct it and send it again.",
        "%(num)s sessions came back: correct them and send them again.", _count(f),
    ),
    K.CONFIRMED: lambda f: ngettext(
        "%(num)s session of yours was confirmed. Thank you.", "%(num)s sessions of yours were confirmed. Thank you.",
        _count(f),
    ),
    K.ANSWERED: lambda _f: _("What you said about a session was answered."),
    K.LOG_MISSING: lambda f: _("You met for the first time on %(day)s: log the session.", day=_written(f)),
    K.TO_CONFIRM: lambda f: ngettext(
        "%(num)s session waits to be confirmed.", "%(num)s sessions wait to be confirmed.", _count(f)
    ),
    K.DISPUTES: lambda f: ngettext(
        "%(num)s volunteer waits for your answer about a session.",
        "%(num)s volunteers wait for your answer about a session.", _count(f),
    ),
    K.SECONDS: lambda f: ngettext(
        "%(num)s late entry needs a second person.", "%(num)s late entries need a second person.", _count(f)
    ),
    K.QUIET: lambda f: ngettext(
        "Nothing was heard of you for %(num)s day: log the session, or say that you cannot come.",
        "Nothing was heard of you for %(num)s days: log the session, or say that you cannot come.", _count(f),
    ),
    K.SILENCES: lambda f: ngettext(
        "%(num)s volunteer has stopped logging: ask after them.",
        "%(num)s volunteers have stopped logging: ask after them.", _count(f),
    ),
    K.VISITS_OVERDUE: lambda f: ngettext("%(num)s visit is overdue.", "%(num)s visits are overdue.", _count(f)),
    K.VISITS_SOON: lambda f: ngettext(
        "%(num)s visit is due within a week.", "%(num)s visits are due within a week.", _count(f)
    ),
    K.AGREEMENTS: lambda f: ngettext(
        "%(num)s care agreement is missing or runs out soon.",
        "%(num)s care agreements are missing or run out soon.", _count(f),
    ),
    K.FILE_CHECKS: lambda f: ngettext(
        "%(num)s file has to be looked through.", "%(num)s files have to be looked through.", _count(f)
    ),
    K.CONSENTS_ENDING: lambda f: ngettext(
        "%(num)s consent runs out within a month.", "%(num)s consents run out within a month.", _count(f)
    ),
    K.CHECK_ENDING: lambda f: _("One of your checks runs out on %(day)s: see what to do.", day=_written(f)),
    K.CHECKS_ENDING: lambda f: ngettext(
        "The checks of %(num)s volunteer run out soon.", "The checks of %(num)s volunteers run out soon.", _count(f)
    ),
    K.TASKS: lambda f: ngettext(
        "%(num)s task is due or overdue.", "%(num)s tasks are due or overdue.", _count(f)
    ),
    K.MATTERS: lambda f: ngettext(
        "%(num)s matter waits for you.", "%(num)s matters wait for you.", _count(f)
    ),
    K.STAGE: lambda f: STAGES[f["stage"]](),
    K.PUBLICITY: lambda f: _(
        "Hours are posted until %(day)s: see whether yours are right, or object.", day=_written(f)
    ),
    K.CERTIFICATES_DONE: lambda f: ngettext(
        "%(num)s certificate is ready.", "%(num)s certificates are ready.", _count(f)
    ),
    K.CERTIFICATES_FAILED: lambda _f: _("The certificates were not all made: look why, and start again."),
}  # fmt: skip


def sentence(kind: ReminderKind, figures: Figures) -> str:
    """What waits, in one sentence."""
    return str(SENTENCES[kind](figures))
