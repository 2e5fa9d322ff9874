"""Resident identity numbers: format, date and checksum are hard; the area code is only a hint.

Area tables lag behind renumbering, and people registered late carry codes that the tables call impossible.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from app.foundation.chinese.choices import Sex
from app.foundation.chinese.dates import parse_date
from app.foundation.chinese.outcome import CellValue, Read, Why, doubtful, fault
from app.foundation.chinese.text import as_text, is_formula, says_nothing, squeeze

_SHAPE = re.compile(r"\d{17}[\dX]")
_LENGTH = 18


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A checked number and what it says."""

    number: str
    birth_date: date
    sex: Sex


def parse_resident_id(value: CellValue) -> Read[ResidentId]:
    """The checked number; a doubt where its area code is in no table; nothing for a blank cell."""
    if is_formula(value):
        return fault(Why.FORMULA)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**15:
        # A spreadsheet keeps 15 digits of a number: the last ones are already wrong.
        return fault(Why.ID_DIGITS_LOST)
    number = squeeze(as_text(value)).lstrip("'").upper().replace("-", "")
    if says_nothing(number):
        return Read()
    if len(number) != _LENGTH:
        return fault(Why.ID_LENGTH, digits=len(number))
    if not (number.isascii() and _SHAPE.fullmatch(number)):
        return fault(Why.ID_CHARACTERS)
    born = parse_date(number[6:14])
    if born.value is None:
        return fault(Why.ID_BIRTH_DATE)
    if ric.calc_check_digit(number) != number[-1]:
        return fault(Why.ID_CHECKSUM)
    person = ResidentId(number, born.value, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)
    try:
        ric.get_birth_place(number)
    except (ValidationError, LookupError):
        # stdnum itself fails on a province with an unknown county (KeyError).
        return doubtful(person, Why.ID_AREA_UNKNOWN)
    return Read(person)
