"""Names by sound: whoever knows a name in any of its spellings finds it, and nothing else finds it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foundation.chinese.pinyin import asked, rank, readings
from tests.thorough import examples

LETTERS = "单曾重仇区解乐吕王小雨张赵陈石尉迟长孙A7"
NAMES = st.text(LETTERS, min_size=2, max_size=3)
TWO = ("zh", "ch", "sh")


def ways(letter: str) -> set[str]:
    """All that a character may stand for when others follow."""
    whole = readings(letter.lower())
    return set(whole) | {one[0] for one in whole} | {one[:2] for one in whole if one[:2] in TWO}


def spellings(name: str) -> set[str]:
    """Every query that finds the name, written out."""
    found: set[str] = set()
    for first in range(len(name)):
        for last in range(first, len(name)):
            begun = {one[:size] for one in readings(name[last].lower()) for size in range(1, len(one) + 1)}
            found |= {"".join(part) for part in product(*(ways(letter) for letter in name[first:last]), begun)}
    return {one for one in found if not (len(one) == 1 and one.isascii())}


@settings(max_examples=examples(150), deadline=None)
@given(NAMES, st.data())
def test_a_query_finds_a_name_exactly_when_it_spells_it(name: str, data: st.DataObject) -> None:
    every = spellings(name)
    right = data.draw(st.sampled_from(sorted(every)))
    assert rank(name, asked(right)) is not None
    other = data.draw(st.one_of(st.text("abcehijlnoqrsuwxyz王单7", min_size=1, max_size=5), st.just(right + "q")))
    assert (rank(name, asked(other)) is not None) == (asked(other) in every)


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("单雄", ("shan", "dan", "chan")), ("曾国", ("zeng", "ceng")), ("重阳", ("chong", "zhong")),
        ("仇英", ("qiu", "chou")), ("区小", ("ou", "qu")), ("解缙", ("xie", "jie")), ("查良", ("zha", "cha")),
        ("任家", ("ren",)), ("乐乐", ("yue", "le")), ("吕布", ("lv", "lu", "lyu", "lü")), ("黑土", ("he", "hei")),
        ("万俟明", ("moqi", "mq")), ("尉迟恭", ("yuchi", "yc")),
    ],
)  # fmt: skip
def test_family_names_with_a_reading_of_their_own(name: str, sounds: tuple[str, ...]) -> None:
    assert all(rank(name, asked(sound)) == 1 for sound in sounds), name


@pytest.mark.parametrize(
    "typed",
    ["王小雨", "wangxiaoyu", "Wang Xiao-yu", "wxy", "WXY", "王xy", "wangxy", "xiaoyu", "xy", "小", "ｗｘｙ", "wang'x"],
)
def test_ways_to_type_one_name(typed: str) -> None:
    assert rank("王小雨", asked(typed)) is not None


@pytest.mark.parametrize("typed", ["", "w", " ", "%", "_", "wy", "guxiao", "王雨", "wangxiaoyuq", "ww"])
def test_what_finds_nobody(typed: str) -> None:
    assert rank("王小雨", asked(typed)) is None
