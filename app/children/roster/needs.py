"""What a child needs, from one cell: 数学*、心理疏导 is a subject that must be covered and a service area."""

from dataclasses import dataclass, replace
from typing import Literal

from app.foundation.chinese import CellValue, Terms, as_text, says_nothing, split_list

_MUST_MARKS = ("*", "★", "!", "(必须)", "(必需)", "(急需)", "(必)")


@dataclass(frozen=True, slots=True)
class RowNeed:
    """One need. `code` is None where no table knows the text."""

    kind: Literal["area", "subject"]
    code: str | None
    text: str
    must: bool


def read_needs(value: CellValue, terms: Terms) -> tuple[RowNeed, ...]:
    """Every need of a cell once, in the order written; a need that is named twice is a must if one of them is."""
    text = as_text(value)
    if says_nothing(text):
        return ()
    needs: dict[tuple[str, str], RowNeed] = {}
    for item in split_list(text):
        bare, must = _without_mark(item)
        if not bare or says_nothing(bare):
            continue
        for term in terms.find(bare):
            key = (term.kind, term.code or term.text)
            known = needs.get(key, RowNeed(term.kind, term.code, term.text, must=False))
            needs[key] = replace(known, must=known.must or must)
    return tuple(needs.values())


def _without_mark(item: str) -> tuple[str, bool]:
    for mark in _MUST_MARKS:
        if item.endswith(mark):
            return item.removesuffix(mark).rstrip("*"), True
    return item, False
