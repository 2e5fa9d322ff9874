"""The number a volunteer has in a national volunteer-record system: opaque, copied by hand, judged by its looks."""

from __future__ import annotations

import re
from enum import StrEnum

from app.foundation.chinese import parse_resident_id
from app.foundation.chinese.text import squeeze

_LOOKS = re.compile("[0-9A-Za-z-]{4,40}")


class NumberFault(StrEnum):
    """Why a text is not taken for such a number."""

    WRONG = "national_wrong"
    IS_ID = "national_is_id"
    """An ID number has a place of its own, and is never shown whole."""


def national_number(text: str) -> str:
    """The number as it is kept: half-width, without white space."""
    return squeeze(text)


def number_fault(number: str) -> NumberFault | None:
    """Why this is no such number; an empty one is none and well."""
    if not number:
        return None
    if parse_resident_id(number).value is not None:
        return NumberFault.IS_ID
    return None if _LOOKS.fullmatch(number) else NumberFault.WRONG
