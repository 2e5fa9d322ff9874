"""Dates in every written form."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.chinese import Why, parse_date, years_between

DAYS = st.dates(date(1955, 1, 1), date(2060, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


def _han_number(number: int) -> str:
    tens, units = divmod(number, 10)
    if not tens:
        return str(units).translate(HAN)
    return ("" if tens == 1 else str(tens).translate(HAN)) + "十" + (str(units).translate(HAN) if units else "")


FORMS = {
    "iso": lambda d: d.isoformat(),
    "compact": lambda d: f"{d:%Y%m%d}",
    "compact number": lambda d: int(f"{d:%Y%m%d}"),
    "compact float": lambda d: float(f"{d:%Y%m%d}"),
    "points": lambda d: f"{d.year}.{d.month}.{d.day}",
    "slashes": lambda d: f"{d:%Y/%m/%d}",
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "chinese padded": lambda d: f"{d:%Y}年{d:%m}月{d:%d}日",
    "chinese hao": lambda d: f"{d.year}年{d.month}月{d.day}号",
    "spaced": lambda d: f" {d.year} 年 {d.month} 月 {d.day} 日 ",
    "full width": lambda d: d.isoformat().translate(FULL_WIDTH),
    "full width chinese": lambda d: f"{d.year}年{d.month}月{d.day}日".translate(FULL_WIDTH),
    "numerals": lambda d: f"{str(d.year).translate(HAN)}年{_han_number(d.month)}月{_han_number(d.day)}日",
    "date": lambda d: d,
    "datetime": lambda d: datetime.combine(d, time(8, 30)),
    "datetime text": lambda d: f"{d.isoformat()} 00:00:00",
    "iso datetime text": lambda d: f"{d.isoformat()}T00:00:00",
    "serial": lambda d: (d - date(1899, 12, 30)).days,
    "serial float": lambda d: (d - date(1899, 12, 30)).days + 0.5,
    "serial text": lambda d: str((d - date(1899, 12, 30)).days),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_day_comes_back_from_every_written_form(form: str) -> None:
    @given(DAYS)
    def holds(day: date) -> None:
        read = parse_date(FORMS[form](day))
        assert read.value == day
        assert read.fault is None
        assert read.doubt is None

    holds()


@given(DAYS, st.sampled_from(["{0.year}年{0.month}月", "{0:%Y%m}", "{0.year}.{0.month}", "{0.year}-{0:%m}"]))
def test_a_month_is_its_first_day_and_a_doubt(day: date, form: str) -> None:
    read = parse_date(form.format(day))
    assert read.value == day.replace(day=1)
    assert read.doubt
    assert read.doubt.why is Why.DAY_UNKNOWN


@given(st.integers(1900, 2100), st.integers(0, 99), st.integers(0, 99))
def test_an_impossible_day_is_never_moved_to_another(year: int, month: int, day: int) -> None:
    read = parse_date(f"{year}.{month}.{day}")
    try:
        expected: date | None = date(year, month, day)
    except ValueError:
        expected = None
    assert read.value == expected
    assert (read.fault is None) == (expected is not None)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2015年13月40日", Why.NO_SUCH_MONTH),
        ("2015.2.30", Why.NO_SUCH_DAY),
        ("20150230", Why.NO_SUCH_DAY),
        ("2015-02-29", Why.NO_SUCH_DAY),
        ("1015-02-21", Why.YEAR_OUT_OF_RANGE),
        ("15.3.7", Why.YEAR_NOT_IN_FULL),
        ("2015", Why.ONLY_A_YEAR),
        (2015, Why.ONLY_A_YEAR),
        ("2015年", Why.ONLY_A_YEAR),
        ("农历2015年3月7日", Why.LUNAR_DATE),
        ("不知道", Why.NOT_UNDERSTOOD),
        ("07/03/2015", Why.NOT_UNDERSTOOD),
        (123, Why.NOT_UNDERSTOOD),
        (1e300, Why.NOT_UNDERSTOOD),
        (float("nan"), Why.NOT_UNDERSTOOD),
        (True, Why.NOT_UNDERSTOOD),
        ("=TODAY()", Why.FORMULA),
        (2018.1, Why.MONTH_AMBIGUOUS),
    ],
)
def test_what_is_no_day_says_why(written: Any, why: Why) -> None:
    read = parse_date(written)
    assert read.value is None
    assert read.fault
    assert read.fault.why is why


def test_a_number_with_a_point_is_a_month_unless_a_zero_may_be_lost() -> None:
    assert parse_date(2018.5).value == date(2018, 5, 1)
    assert parse_date(2018.12).value == date(2018, 12, 1)


@pytest.mark.parametrize("blank", [None, "", "  ", "无", "/", "—"])
def test_nothing_is_neither_value_nor_fault(blank: str | None) -> None:
    read = parse_date(blank)
    assert (read.value, read.fault, read.doubt) == (None, None, None)


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    parse_date(text)


@given(DAYS, st.integers(0, 40_000))
def test_age_is_whole_years(birth: date, days: int) -> None:
    later = birth + timedelta(days=days)
    age = years_between(birth, later)
    assert age == max(
        n for n in range(120) if (birth.year + n, birth.month, birth.day) <= (later.year, later.month, later.day)
    )
