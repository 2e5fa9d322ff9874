"""Telephone numbers of mainland China, in one form."""

import re

from app.foundation.chinese.outcome import CellValue, Read, Why, doubtful, fault
from app.foundation.chinese.text import as_text, half_width, is_formula, says_nothing

MOBILE = re.compile(r"1[3-9]\d{9}")
# Three-digit area codes are 010 and 02x; every other city has four digits.
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})")
_COUNTRY = re.compile(r"^(\+|00)?86(?=1[3-9]\d{9}$|0?\d{9,11}$)")
_BETWEEN = re.compile(r"[/、,;|\n]+|\s{2,}|或")
_DECORATION = re.compile(r"[\s\-().()_·']+")
_MOBILE_DIGITS = 11
_SHORTEST = 6


def parse_phone(value: CellValue) -> Read[str]:
    """The number as 13800000000 or 0874-3168888; the first of several with a doubt; nothing for a blank."""
    if is_formula(value):
        return fault(Why.FORMULA)
    text = half_width(as_text(value)).strip()
    if says_nothing(text):
        return Read()
    whole = _one(text)
    if whole.value is not None:
        return whole
    parts = [part for part in _BETWEEN.split(text) if len(_DECORATION.sub("", part)) >= _SHORTEST]
    several = [read.value for read in map(_one, parts) if read.value is not None]
    if len(parts) > 1 and several:
        return doubtful(several[0], Why.SEVERAL_PHONES, count=len(parts))
    return whole


def _one(text: str) -> Read[str]:
    digits = _COUNTRY.sub("", _DECORATION.sub("", text))
    if not (digits.isascii() and digits.isdigit()):
        return fault(Why.NOT_UNDERSTOOD)
    if MOBILE.fullmatch(digits):
        return Read(digits)
    if found := _LANDLINE.fullmatch(digits):
        return Read(f"{found[1]}-{found[2]}")
    if len(digits) == _MOBILE_DIGITS and not digits.startswith("0"):
        return fault(Why.PHONE_PREFIX)
    return fault(Why.PHONE_LENGTH, digits=len(digits))
