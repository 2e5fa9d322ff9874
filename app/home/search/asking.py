"""What was typed, and what a search found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from app.foundation.chinese import normalise_name
from app.foundation.chinese.ordering import person_key
from app.foundation.chinese.pinyin import asked, rank

MOST = 5000
"""So many names of a scope are opened to be compared; of a larger one an exact name is asked."""
SHOWN = 30
"""So many of one kind are listed; who finds more types more."""
LONGEST = 60

K = TypeVar("K")


class Kind(StrEnum):
    """What can be found, in the order of the page."""

    CHILD = "child"
    VOLUNTEER = "volunteer"
    ACCOUNT = "account"
    SCHOOL = "school"
    SITE = "site"
    AREA = "area"


@dataclass(frozen=True)
class Asked:
    """A query: as it is compared with names, as a whole name, and as a code."""

    letters: str
    name: str
    code: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed that could be compared."""
        return not self.letters


@dataclass(frozen=True)
class Hit:
    """One found; ``title`` is a name where the searcher's lists show it, else a code. Never part of an address."""

    url: str
    title: str
    code: str = ""
    where: str = ""
    note: str = ""


@dataclass(frozen=True)
class Found:
    """The hits of one kind; ``more``: there are others; ``whole_only``: only an exact name or a code was looked for."""

    kind: Kind
    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    whole_only: bool = False


def read(text: str) -> Asked:
    """The query of what was typed."""
    typed = text[:LONGEST]
    return Asked(asked(typed), normalise_name(typed), "".join(typed.split()).upper())


def ranked(names: list[tuple[K, str]], query: Asked) -> list[K]:
    """The keys of the names that answer, the best first, then by pinyin."""
    found = [(place, person_key(name), key) for key, name in names if (place := rank(name, query.letters)) is not None]
    return [key for _, _, key in sorted(found, key=lambda one: one[:2])]
