"""Passwords that everybody tries, and passwords that nobody does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules.guessable import LIST, weight
from app.accounts.rules.passwords import LIGHTEST, LIGHTEST_FOR_POWER

OWN = ["13812340001", "王小雨", "wangxiaoyu", "xiaoyu", "xiaoyuwang", "wang", "xiao", "yu"]


@pytest.mark.parametrize("password", [
    "Password1!", "P@ssw0rd2026", "Admin@123", "Qwer1234!", "1qaz@WSX", "!QAZ2wsx", "Asdfghjkl;1", "Zxcvbnm,1",
    "Aa123456!", "Abcd1234!", "Woaini1314!", "Woaini@520", "Iloveyou520!", "Tongxing-2026", "Zhanyi@123", "Gqt@2026",
    "Tuanwei@2026!", "Zhanyiqu@2026", "Wang@19980105", "Wxiaoyu@1998", "Xiaoyu2004-03-02", "13812340001aB",
    "+8613912345678aB",
    "Zhang1234.", "AAAAaaaa11!", "Abab1212!!", "Yunnan@Qujing1", "王小雨王小雨aB1", "98-01-05-Wang!", "Qq123456!@#",
])  # fmt: skip
def test_what_everybody_tries_is_too_light(password: str) -> None:
    assert weight(password, OWN) < LIGHTEST


@pytest.mark.parametrize("password", [
    "Walk-with-me-26", "Sonne-und-Mond-9", "lvdou-Tang-7-wan", "Huahai#77xk", "茶马古道Mb9!山",
    "correct Horse 4 battery",
])  # fmt: skip
def test_what_nobody_tries_is_let_through(password: str) -> None:
    assert weight(password, OWN) >= LIGHTEST_FOR_POWER


def test_a_common_password_in_a_row_with_itself_does_not_gain() -> None:
    assert weight("passwordpassword") <= 2
    assert weight("iloveyou" * 10) <= 2


@given(st.text(max_size=128))
def test_any_text_is_weighed_and_weighs_at_most_its_length(text: str) -> None:
    assert 0 <= weight(text) <= len(text.casefold())


def test_the_list_is_small_letters_without_doubles() -> None:
    words = [word for line in LIST.read_text().splitlines() if not line.startswith("#") for word in line.split()]
    doubled = sorted({word for word in words if words.count(word) > 1})
    assert doubled == []
    assert all(word == word.casefold() for word in words)
    assert LIST.stat().st_size < 10_000
