"""Words an organizer edits (service areas, subjects) found in what people write."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.foundation.chinese.text import squeeze

Kind = Literal["area", "subject"]
_BRACKETS = re.compile(r"(.+?)\((.+)\)")
_AROUND = re.compile("^(需要|希望|想要|想学|学习|辅导|补习)|(辅导|补习|学习|课|学科|科目|类|服务)$")


@dataclass(frozen=True, slots=True)
class Term:
    """What a text means: a service area or a subject, with its code; None where no table knows it."""

    kind: Kind
    code: str | None
    text: str


class Terms:
    """Lookup by the names and aliases given. A text in both tables is an area."""

    def __init__(self, *, areas: Mapping[str, str], subjects: Mapping[str, str]) -> None:
        self._known: dict[str, tuple[Kind, str]] = {_key(text): ("subject", code) for text, code in subjects.items()}
        self._known |= {_key(text): ("area", code) for text, code in areas.items()}

    def find(self, written: str) -> tuple[Term, ...]:
        """The terms of one written item: 学业辅导(数学) is the subject. Unknown text is a subject without a code."""
        known = self._lookup(written)
        if known:
            return (known,)
        if found := _BRACKETS.fullmatch(squeeze(written)):
            inner = [self._lookup(part) for part in re.split("[、,;/]", found[2])]
            if all(inner):
                return tuple(term for term in inner if term)
            if outer := self._lookup(found[1]):
                return (outer,)
        return (Term("subject", None, squeeze(written)),)

    def _lookup(self, written: str) -> Term | None:
        for text in dict.fromkeys((_key(written), _AROUND.sub("", _key(written)))):
            if text in self._known:
                kind, code = self._known[text]
                return Term(kind, code, squeeze(written))
        return None


def _key(text: str) -> str:
    return squeeze(text).lower()
