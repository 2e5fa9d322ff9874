"""Where a reminder leads, and the text that can be sent by hand: a sentence and a link, and nothing about a child."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from werkzeug.routing import BuildError

from app.foundation.notifier import notifier
from app.reminders.kinds import ReminderKind
from app.reminders.models import Reminder
from app.reminders.registry import source_of
from app.reminders.wording import sentence

INBOX = "reminders.index"


def path_of(endpoint: str, **values: object) -> str:
    """The path of a page, also where no request is being answered."""
    adapter = current_app.url_map.bind("localhost")
    return str(adapter.build(endpoint, values))


def target(reminder: Reminder) -> str:
    """The page on which the thing is done; the inbox where there is none any more."""
    source = source_of(reminder.kind)
    if source is None:
        return path_of(INBOX)
    try:
        return path_of(source.endpoint, **({source.argument: reminder.about_id} if source.argument else {}))
    except BuildError:
        return path_of(INBOX)


def one_tap(reminder: Reminder) -> str:
    """The path that marks it read and leads on; whoever is not signed in is asked to first, and comes back."""
    return path_of("reminders.follow", reminder_id=reminder.id)


def absolute(path: str) -> str:
    """The whole address, for what is read elsewhere."""
    return notifier().site_url + path


def said(reminder: Reminder) -> str:
    """What waits, in one sentence."""
    return sentence(reminder.kind, reminder.figures)


def text_of(kind: str, figures: Mapping[str, Any], endpoint: str, **values: object) -> str:
    """The text for WeChat about one thing that stands on a list of another part."""
    return "\n".join([_("Tongxing:"), sentence(ReminderKind(kind), figures), absolute(path_of(endpoint, **values))])


def list_text(endpoint: str, counts: Mapping[str, int], more: Iterable[str] = ()) -> str:
    """The text for WeChat about a list of things to do: how many of each kind, and the way to it; "" if it is empty.

    ``more``: sentences with a count, of what waits without being a kind of reminder.
    """
    lines = [sentence(ReminderKind(kind), {"count": number}) for kind, number in counts.items() if number]
    lines += more
    return "\n".join([_("Tongxing:"), *_numbered(lines), absolute(path_of(endpoint))]) if lines else ""


def to_pass_on(reminders: Iterable[Reminder]) -> str:
    """The text for WeChat: one line for each, and the way in. One thing is linked by itself."""
    waiting = list(reminders)
    link = absolute(one_tap(waiting[0]) if len(waiting) == 1 else path_of(INBOX))
    return "\n".join([_("Tongxing:"), *_numbered([said(one) for one in waiting]), link])


def _numbered(lines: list[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)] if len(lines) > 1 else lines
