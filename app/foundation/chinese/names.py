"""People's names: one form to compare and keep, and whether a cell holds a name at all."""

import re

from app.foundation.chinese.outcome import CellValue, Fault, Read, Why
from app.foundation.chinese.text import HAN, as_text, is_formula, says_nothing, squeeze

_DOTS = re.compile("[·•・‧∙⋅･．。ꞏ᛫●]")
_LATIN_DOT = re.compile(f"(?<=[{HAN}])\\.(?=[{HAN}])")
# A hanzi first; letters and digits may follow (学员755), dots only between parts (阿依古丽·买买提).
_NAME = re.compile(f"[{HAN}][{HAN}A-Za-z0-9]*(·[{HAN}A-Za-z0-9]+)*")
_SHORTEST, _LONGEST = 2, 40


def normalise_name(text: str) -> str:
    """The name in one form: NFKC, no white space, every middle dot as ·; rare hanzi kept."""
    return _LATIN_DOT.sub("·", _DOTS.sub("·", squeeze(text))).strip("·")


def name_fault(name: str) -> Fault | None:
    """Why a normalised text cannot be somebody's name, or None."""
    if says_nothing(name):
        return Fault(Why.PLACEHOLDER)
    if name.replace("·", "").replace(".", "").isdigit():
        return Fault(Why.ONLY_DIGITS)
    if name.isascii() and any(character.isalpha() for character in name):
        return Fault(Why.LATIN_ONLY)
    if not _NAME.fullmatch(name):
        return Fault(Why.STRANGE_CHARACTERS)
    if len(name) < _SHORTEST:
        return Fault(Why.TOO_SHORT, {"shortest": _SHORTEST})
    return Fault(Why.TOO_LONG, {"longest": _LONGEST}) if len(name) > _LONGEST else None


def parse_name(value: CellValue) -> Read[str]:
    """The normalised name; nothing for a blank cell; a fault for what is no name."""
    if is_formula(value):
        return Read(fault=Fault(Why.FORMULA))
    name = normalise_name(as_text(value))
    if not name:
        return Read()
    found = name_fault(name)
    return Read(fault=found) if found else Read(name)
