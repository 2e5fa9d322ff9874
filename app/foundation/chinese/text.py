"""Characters as people type them, brought to one form."""

import re
import unicodedata
from datetime import date, datetime, time

from app.foundation.chinese.outcome import CellValue

# Full-width space, zero-width characters and the byte order mark travel with copied text and are never meant.
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\ufe0e\ufe0f]")
_DASHES = re.compile("[\u2010-\u2015\u2212\u2500\uff0d]")
_UNUSUAL = re.compile(f"{_INVISIBLE.pattern}|{_DASHES.pattern}")
_DIGITS = {character: str(number) for number, character in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"零": "0", "○": "0", "两": "2"}
# Blank in a list is written in many ways; all of them mean that nothing was given.
_NOTHING = frozenset(
    {"", "无", "没有", "暂无", "-", "--", "—", "/", "\\", "空", "未填", "不详", "未知", "n/a", "none", "null"}
)

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones (NFKC); rare hanzi stay what they are."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return _DASHES.sub("-", _INVISIBLE.sub("", text)) if _UNUSUAL.search(text) else text


def tidy(text: str) -> str:
    """Half-width, one space for any run of white space, none at the ends."""
    return " ".join(half_width(text).split())


def squeeze(text: str) -> str:
    """Half-width, with no white space at all."""
    return "".join(half_width(text).split())


def as_text(value: CellValue) -> str:
    """A cell's value as a person sees it: whole numbers without a point, dates in ISO form."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def is_formula(value: CellValue) -> bool:
    """Whether the cell holds a formula: its text starts with an equals sign, of either width."""
    return isinstance(value, str) and value.lstrip().startswith(("=", "＝"))


def says_nothing(text: str) -> bool:
    """Whether the text is one of the ways to write "nothing given"."""
    return squeeze(text).lower() in _NOTHING


def han_number(text: str) -> int | None:
    """The number that Chinese numerals write: digit by digit (二〇一五) or with tens (二十三)."""
    if not text:
        return None
    if all(character in _DIGITS for character in text):
        return int("".join(_DIGITS[character] for character in text))
    tens, sign, units = text.partition("十")
    known = sign and all(len(part) <= 1 and (not part or part in _DIGITS) for part in (tens, units))
    if not known:
        return None
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(units, "0"))


def split_list(text: str) -> tuple[str, ...]:
    """The items of a written list, split on 、，,;/| and white space, but not inside brackets."""
    items, depth, current = [], 0, ""
    for character in unicodedata.normalize("NFKC", text):
        depth += (character in "([【") - (character in ")]】")
        if depth <= 0 and (character in "、,;/|" or character.isspace()):
            items.append(current)
            current = ""
        else:
            current += character
    items.append(current)
    return tuple(item for item in (squeeze(one) for one in items) if item)
