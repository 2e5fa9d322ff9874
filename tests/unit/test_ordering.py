"""Names in the order of their sounds."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.foundation.chinese.ordering import by_name, by_person, person_key, place_key


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["沾益区", "白水镇", "菱角乡", "大坡乡"], ["白水镇", "大坡乡", "菱角乡", "沾益区"]),
        (["第十小学", "第二小学", "第一小学"], ["第一小学", "第二小学", "第十小学"]),
        (["12班", "2班", "1班"], ["1班", "2班", "12班"]),
        (["重庆路小学", "长安小学", "中心小学"], ["长安小学", "重庆路小学", "中心小学"]),
        (["吕家村", "卢家村", "李家村"], ["李家村", "卢家村", "吕家村"]),
        (["白水", "Abc", "3组", ""], ["", "3组", "Abc", "白水"]),
    ],
)
def test_places(names: list[str], ordered: list[str]) -> None:
    assert sorted(names, key=place_key) == ordered


def test_family_names_sound_as_families_say_them() -> None:
    names = ["查理", "任行", "曾好", "单一", "单于飞", "陈晓", "仇英"]
    assert sorted(names, key=person_key) == ["单于飞", "陈晓", "仇英", "任行", "单一", "曾好", "查理"]


def test_the_same_family_stands_together() -> None:
    people = [SimpleNamespace(name=name) for name in ("王秀兰", "汪洋", "王安", "汪安")]
    assert [one.name for one in by_person(people, lambda one: one.name)] == ["汪安", "汪洋", "王安", "王秀兰"]
    assert by_name(people) == by_person(people, lambda one: one.name)


def test_no_name_is_remembered() -> None:
    place_key.cache_clear()
    person_key("王秀兰")
    place_key("王秀兰")
    assert place_key.cache_info().currsize <= 4, "single characters, and what was asked for as a place"
