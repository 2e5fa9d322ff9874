"""Dates the way people write them in lists."""

import math
import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from app.foundation.chinese.outcome import CellValue, Read, Why, doubtful, fault
from app.foundation.chinese.text import half_width, han_number, is_formula, says_nothing

_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100
# Excel counts days from here (its phantom 29 February 1900 included); the range is 1954 to 2064.
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 60_001)
_MONTHS_IN_YEAR = 12

_SEPARATOR = r"[年./\\\-_,、~]"
_FULL = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})[月./\\\-_,、~](\d{{1,2}})[日号]?")
_MONTH_ONLY = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})月?(?:份)?")
_SHORT_YEAR = re.compile(rf"(\d{{2}}){_SEPARATOR}(\d{{1,2}})([月./\\\-_,、](\d{{1,2}})[日号]?)?")
_HAN_PART = re.compile("[〇零○一二三四五六七八九十两]+(?=[年月日号])")
_CLOCK = re.compile(r"(?<=\d)[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_TRAILING = re.compile(r"(出生|生|左右)$")


def parse_date(value: CellValue) -> Read[date]:
    """The date a cell means; the first of the month, with a doubt, where only year and month are given."""
    if isinstance(value, datetime):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day)
    if value is None or isinstance(value, bool | time):
        return Read() if value is None else fault(Why.NOT_UNDERSTOOD)
    if isinstance(value, int | float):
        return _from_number(value)
    if is_formula(value):
        return fault(Why.FORMULA)
    return Read() if says_nothing(value) else _from_text(value)


def _from_number(number: float) -> Read[date]:
    if isinstance(number, float) and not math.isfinite(number):
        return fault(Why.NOT_UNDERSTOOD)
    if number == int(number):
        return _from_digits(str(int(number)))
    if _EARLIEST_YEAR <= number <= _LATEST_YEAR:
        # 2018.5 typed as a number is May; 2018.1 may have been 2018.10, whose zero the cell has lost.
        year, month = f"{number:.2f}".split(".")
        if month.endswith("0") and month != "00":
            month = month[0]
        return fault(Why.MONTH_AMBIGUOUS) if month == "1" else _year_month(int(year), int(month))
    # A serial with a time of day.
    return _from_digits(str(int(number))) if int(number) in _SERIALS else fault(Why.NOT_UNDERSTOOD)


def _from_digits(digits: str) -> Read[date]:
    """Eight digits are a day, six a month, five an Excel serial, four a year alone."""
    match len(digits):
        case 8:
            return _checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        case 6:
            return _year_month(int(digits[:4]), int(digits[4:]))
        case 5 if int(digits) in _SERIALS:
            return Read(_EXCEL_EPOCH + timedelta(days=int(digits)))
        case 4 if _EARLIEST_YEAR <= int(digits) <= _LATEST_YEAR:
            return fault(Why.ONLY_A_YEAR)
        case _:
            return fault(Why.NOT_UNDERSTOOD)


def _from_text(written: str) -> Read[date]:
    text = _CLOCK.sub("", half_width(written).strip())
    text = "".join(text.split()).lstrip("'").replace("。", ".")
    if text.startswith(("农历", "阴历")):
        return fault(Why.LUNAR_DATE)
    text = _TRAILING.sub("", text.removeprefix("公历").removeprefix("阳历"))
    text = _HAN_PART.sub(lambda found: str(han_number(found[0]) or found[0]), text)
    if text.isascii() and text.isdigit():
        return _from_digits(text)
    if found := _FULL.fullmatch(text):
        return _checked(*(int(part) for part in found.groups()))
    if found := _MONTH_ONLY.fullmatch(text):
        return _year_month(int(found[1]), int(found[2]))
    if re.fullmatch(r"\d{4}年", text):
        return fault(Why.ONLY_A_YEAR)
    return fault(Why.YEAR_NOT_IN_FULL if _SHORT_YEAR.fullmatch(text) else Why.NOT_UNDERSTOOD)


def _year_month(year: int, month: int) -> Read[date]:
    first = _checked(year, month, 1)
    return doubtful(first.value, Why.DAY_UNKNOWN) if first.value else first


def _checked(year: int, month: int, day: int) -> Read[date]:
    """The date if there is such a day, else which part of it does not exist."""
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return fault(Why.YEAR_OUT_OF_RANGE, year=year)
    if not 1 <= month <= _MONTHS_IN_YEAR:
        return fault(Why.NO_SUCH_MONTH, month=month)
    if not 1 <= day <= monthrange(year, month)[1]:
        return fault(Why.NO_SUCH_DAY, month=month, day=day)
    return Read(date(year, month, day))


def years_between(birth: date, day: date) -> int:
    """Whole years of age on a day; somebody born on 29 February turns on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
