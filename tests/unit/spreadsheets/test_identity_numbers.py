"""Resident identity numbers: checksum and date are hard, the area is not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from app.foundation.chinese import Sex, Why, parse_resident_id


def _number(area: int, birth: date, order: int) -> str:
    body = f"{area:06}{birth:%Y%m%d}{order:03}"
    return body + ric.calc_check_digit(body + "0")


@given(st.integers(110000, 659999), st.dates(date(1940, 1, 1), date(2026, 1, 1)), st.integers(0, 999))
def test_a_right_number_is_accepted_from_any_area(area: int, birth: date, order: int) -> None:
    read = parse_resident_id(_number(area, birth, order).lower())
    assert read.value
    assert read.value.birth_date == birth
    assert read.value.sex is (Sex.MALE if order % 2 else Sex.FEMALE)
    assert read.doubt is None or read.doubt.why is Why.ID_AREA_UNKNOWN


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_found(place: int, change: int) -> None:
    number = _number(530328, date(2012, 5, 4), 123)
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    read = parse_resident_id(wrong)
    assert read.value is None
    assert read.fault
    assert read.fault.why in {Why.ID_CHECKSUM, Why.ID_BIRTH_DATE}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("53032820120504123", Why.ID_LENGTH),
        ("5303282012050412XX", Why.ID_CHARACTERS),
        (530328201205041234, Why.ID_DIGITS_LOST),
        (5.30328201205041e17, Why.ID_DIGITS_LOST),
        ("=A1", Why.FORMULA),
    ],
)
def test_what_is_no_number_says_why(written: Any, why: Why) -> None:
    read = parse_resident_id(written)
    assert read.fault
    assert read.fault.why is why
