"""The one sentence to say, for each kind of call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from app.calls.codes import CallKind
from app.calls.due import Due
from app.foundation.dates import day_span, local_moment, plain_day


def sentence(due: Due) -> str:
    """What to say to the family, in plain words; the caller says the own name first."""
    return str(_SENTENCES[due.kind](due.says))


def _late(says: dict[str, Any]) -> Any:
    return _(
        "%(name)s comes about %(minutes)s minutes late today. Please let the child wait where it is.",
        name=says["name"],
        minutes=says["minutes"],
    )


def _nobody(says: dict[str, Any]) -> Any:
    return _(
        "%(name)s came on %(day)s as agreed and found nobody. Who is the child with, and is all well?",
        name=says["name"],
        day=plain_day(says["day"]),
    )


def _cannot_come(says: dict[str, Any]) -> Any:
    days = day_span(says["first"], says["last"])
    if says["instead"]:
        return _(
            "%(name)s cannot come: %(days)s. %(instead)s comes instead.",
            name=says["name"],
            days=days,
            instead=says["instead"],
        )
    return _(
        "%(name)s cannot come: %(days)s. Nobody is standing in. Who is with the child then?",
        name=says["name"],
        days=days,
    )


def _first_meeting(says: dict[str, Any]) -> Any:
    at, place = local_moment(says["at"]), says["place"] or _("a call that the school opens")
    return _(
        "The school has found a student for your child, %(name)s. They first meet on %(at)s: %(place)s. "
        "%(introducer)s is there. Does that suit you?",
        name=says["name"],
        at=at,
        place=place,
        introducer=says["introducer"],
    )


def _silent(says: dict[str, Any]) -> Any:
    return _(
        "We have heard nothing of %(name)s since %(day)s. Has %(name)s come, and is the child well?",
        name=says["name"],
        day=plain_day(says["day"]),
    )


def _consent(says: dict[str, Any]) -> Any:
    day = plain_day(says["day"])
    if says["over"]:
        return _("Your yes to the volunteer ended on %(day)s. Would you like it to go on? No is fine too.", day=day)
    return _("Your yes to the volunteer holds until %(day)s. Would you like it to go on? No is fine too.", day=day)


_SENTENCES: dict[CallKind, Callable[[dict[str, Any]], Any]] = {
    CallKind.LATE: _late, CallKind.NOBODY: _nobody, CallKind.CANNOT_COME: _cannot_come,
    CallKind.FIRST_MEETING: _first_meeting, CallKind.SILENT: _silent, CallKind.CONSENT: _consent,
}  # fmt: skip
