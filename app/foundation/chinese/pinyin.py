"""Names by sound: what somebody types in pinyin, in initials or in characters.

Only single characters are looked up and kept, never a name. Every reading of a character counts (a child called 乐 is
found by ``le`` and by ``yue``), and one that a family name has of its own (黑 is He).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from app.foundation.chinese.names import normalise_name
from app.foundation.chinese.ordering import FAMILY_NAMES

LONGEST = 40
"""Characters of a query that are looked at; no name is longer."""
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
DIAERESIS = "\u0308"
_OF_TWO_LETTERS = ("zh", "ch", "sh")


def asked(text: str) -> str:
    """A query as it is compared: half width, small letters, without spaces, apostrophes and dots."""
    plain = unicodedata.normalize("NFKC", text).lower()[:LONGEST]
    return "".join(letter for letter in plain if letter.isalnum() or letter in "ü\u0308")


def rank(name: str, query: str) -> int | None:
    """How well a name answers a query (as ``asked`` made it): 0 whole, 1 from its beginning, 2 inside; None: not.

    Each character of the name may stand for itself, for one of its readings, for their first letter (of zh, ch, sh also
    both); the last of them may be begun only. One letter alone finds nobody: it would be a way to page through a list.
    """
    if not query or (len(query) == 1 and query.isascii()):
        return None
    letters = asked(normalise_name(name))
    for start in range(len(letters)):
        used = _reach(letters, start, query)
        if used is not None:
            return 0 if start == 0 and used == len(letters) else 1 if start == 0 else 2
    return None


@lru_cache(maxsize=8192)
def readings(letter: str) -> frozenset[str]:
    """Every way to type one character: its readings without tones, with ü as v, u and yu; itself."""
    toned = [sound for sound in _sounds(letter) if sound != letter]
    toned += [sounds[name.index(letter)] for name, sounds in FAMILY_NAMES.items() if letter in name]
    plain = {sound.rstrip("1234") for sound in toned} - {""}
    written = {sound.replace("v", other) for sound in plain for other in ("v", "u", "yu", "ü")}
    return frozenset({*written, letter})


def _reach(letters: str, start: int, query: str) -> int | None:
    """How many characters the query takes from ``start`` when it is used up; None where it does not fit."""
    reached = {0}
    for count, letter in enumerate(letters[start:], 1):
        if any(one.startswith(query[at:]) for at in reached for one in readings(letter)):
            return count
        reached = {at + len(piece) for at in reached for piece in _pieces(letter) if query.startswith(piece, at)}
        if not reached:
            return None
    return None


@lru_cache(maxsize=8192)
def _pieces(letter: str) -> frozenset[str]:
    """What one character takes from a query when others follow."""
    whole = readings(letter)
    begun = {one[0] for one in whole} | {one[:2] for one in whole if one.startswith(_OF_TWO_LETTERS)}
    return whole | begun


@lru_cache(maxsize=8192)
def _sounds(letter: str) -> tuple[str, ...]:
    """The readings of a character with their tones as digits, the usual one first; itself where it has none."""
    from pypinyin.constants import PINYIN_DICT  # 0.1 s, and only who searches or sorts needs it

    known = PINYIN_DICT.get(ord(letter), "") if len(letter) == 1 else ""
    return tuple(_with_tone(sound) for sound in known.split(",")) if known else (letter,)


def _with_tone(sound: str) -> str:
    """``zhong4`` of ``zhòng``; ü becomes v."""
    tone = ""
    plain: list[str] = []
    for mark in unicodedata.normalize("NFD", sound):
        if mark in TONES:
            tone = TONES[mark]
        elif mark == DIAERESIS:
            plain[-1] = "v"
        elif not unicodedata.combining(mark):
            plain.append(mark)
    return "".join(plain) + tone
