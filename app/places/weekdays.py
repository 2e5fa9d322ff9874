"""Weekdays as records hold them, ``"1"`` (Monday) to ``"7"``, and what they are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

WEEKDAYS: tuple[tuple[str, Any], ...] = (
    ("1", _l("Monday")),
    ("2", _l("Tuesday")),
    ("3", _l("Wednesday")),
    ("4", _l("Thursday")),
    ("5", _l("Friday")),
    ("6", _l("Saturday")),
    ("7", _l("Sunday")),
)


def weekday_name(number: int | str) -> str:
    """What a weekday is called, by its number."""
    return str(dict(WEEKDAYS)[str(number)])
