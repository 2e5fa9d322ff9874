"""Names in the order a Chinese reader looks for them: by pinyin, sound by sound, then tone, then character.

Both languages use it: the names are Chinese on English pages too. Numbers count as numbers: 第二小学 before 第十小学.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol, TypeVar

from app.foundation.chinese.text import HAN, half_width, han_number

Key = tuple[tuple[int, int, str, str], ...]
_PIECES = re.compile(rf"(\d+)|第([〇零一二三四五六七八九十]+)|([{HAN}]+)|(\S)")
# Characters that sound otherwise in a family name; the others are as the dictionary has them.
FAMILY_NAMES = {
    "单于": ("chan2", "yu2"), "尉迟": ("yu4", "chi2"), "万俟": ("mo4", "qi2"), "长孙": ("zhang3", "sun1"),
    "令狐": ("ling2", "hu2"), "澹台": ("tan2", "tai2"), "宰父": ("zai3", "fu3"),
    "单": ("shan4",), "曾": ("zeng1",), "解": ("xie4",), "仇": ("qiu2",), "查": ("zha1",), "朴": ("piao2",),
    "任": ("ren2",), "盖": ("ge3",), "翟": ("zhai2",), "区": ("ou1",), "乐": ("yue4",), "员": ("yun4",),
    "召": ("shao4",), "覃": ("qin2",), "缪": ("miao4",), "葛": ("ge3",), "折": ("she2",), "黑": ("he4",),
    "种": ("chong2",), "繁": ("po2",), "应": ("ying1",), "燕": ("yan1",), "华": ("hua4",), "秘": ("bi4",),
    "纪": ("ji3",), "祭": ("zhai4",), "过": ("guo1",), "重": ("chong2",), "长": ("chang2",), "宁": ("ning4",),
    "那": ("na1",), "能": ("nai4",), "佴": ("nai4",), "都": ("du1",), "句": ("gou1",), "么": ("yao1",),
}  # fmt: skip
"""Also the readings of their own under which a search finds them."""


class Named(Protocol):
    """What has a name: a school, an area, a site, an account."""

    @property
    def name(self) -> str:
        """As people write it."""


N = TypeVar("N", bound=Named)
T = TypeVar("T")


def by_name(records: Iterable[N]) -> list[N]:
    """Places, schools, classes in the order of their names."""
    return sorted(records, key=lambda one: place_key(one.name))


def by_person(records: Iterable[T], name: Callable[[T], str]) -> list[T]:
    """People in the order of their names, the family name as families say it."""
    return sorted(records, key=lambda one: person_key(name(one)))


@lru_cache(maxsize=4096)
def place_key(name: str) -> Key:
    """What to sort a place's or a thing's name by."""
    return tuple(part for piece in _PIECES.finditer(half_width(name)) for part in _parts(piece))


def _parts(piece: re.Match[str]) -> Key:
    digits, ordinal, han, other = piece.groups()
    if digits:
        return ((0, int(digits), "", ""),)
    if ordinal and (number := han_number(ordinal)) is not None:
        return (*_spoken("第"), (0, number, "", ""))
    if other:
        return ((1, 0, other.casefold(), other),)
    return _spoken(han or piece[0])


def _spoken(han: str) -> Key:
    from pypinyin import Style, lazy_pinyin

    sounds = lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True)
    return tuple((2, 0, sound, character) for sound, character in zip(sounds, han, strict=True))


def person_key(name: str) -> Key:
    """What to sort a person's name by. No name is kept in memory: only the sounds of single characters are."""
    text = half_width(name)
    for length in (2, 1):
        if sounds := FAMILY_NAMES.get(text[:length]):
            family = tuple((2, 0, sound, character) for sound, character in zip(sounds, text, strict=False))
            return family + tuple(_sound(character) for character in text[length:])
    return tuple(_sound(character) for character in text)


@lru_cache(maxsize=8192)
def _sound(character: str) -> tuple[int, int, str, str]:
    return place_key(character)[0] if character.strip() else (1, 0, "", "")
