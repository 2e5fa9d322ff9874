"""Whether a password can be guessed: how much of it is left once what everybody tries is taken away.

A password is read as a chain of pieces. A piece that everybody tries (a common password, a row of keys, a birthday, a
mobile number, the owner's own login or name, the site's name) counts as one; so does every single character of the
rest. What counts for too little is refused. Nothing leaves the machine: the list ships with the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("common_passwords.txt")
SHORTEST_PIECE = 3
_LOOKALIKES = str.maketrans({"@": "a", "4": "a", "0": "o", "1": "i", "!": "i", "3": "e", "$": "s", "5": "s", "7": "t"})
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz", "!@#$%^&*()")
_SLANTS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "147", "258", "369", "159", "357")
_WALKS = tuple(walk for row in (*_ROWS, *_SLANTS) for walk in (row, row[::-1]))
_REPEATED = re.compile(r"(.{3,}?)\1+", re.DOTALL)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(.)\1{2,}",  # aaa
        r"(.{2,4})\1+",  # abab
        r"(19|20)?[0-9]{2}[-./]?(0?[1-9]|1[0-2])[-./]?(0[1-9]|[12][0-9]|3[01])",  # a birthday: 1998-01-05, 980105
        r"(19|20)[0-9]{2}",  # a year
        r"(\+?86)?1[3-9][0-9]{9}",  # a mobile number
    )
)


def weight(password: str, personal: Sequence[str] = ()) -> int:
    """How many pieces the password is made of, at the fewest; ``personal`` are words that belong to its owner."""
    text = password.casefold()
    # Said twice it is no harder to guess; but a number may repeat some digits, so both readings count.
    return min(_pieces(one, personal) for one in {text, _REPEATED.sub(r"\1", text)})


def _pieces(text: str, personal: Sequence[str]) -> int:
    known = _common() | {word.casefold() for word in personal if len(word) >= SHORTEST_PIECE}
    longest = max(map(len, known))
    fewest = [0] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        ends = {start + 1, *_walked(text, start), *_patterned(text, start), *_listed(text, start, known, longest)}
        fewest[start] = 1 + min(fewest[end] for end in ends)
    return fewest[0]


def _listed(text: str, start: int, known: frozenset[str] | set[str], longest: int) -> Iterable[int]:
    """The ends of known words that begin here, as they are or with look-alike signs in place of letters."""
    for end in range(start + SHORTEST_PIECE, min(len(text), start + longest) + 1):
        piece = text[start:end]
        if piece in known or piece.translate(_LOOKALIKES) in known:
            yield end


def _walked(text: str, start: int) -> Iterable[int]:
    """The ends of walks along the keyboard, the digits or the alphabet that begin here."""
    for end in range(start + SHORTEST_PIECE, len(text) + 1):
        if not any(text[start:end] in walk for walk in _WALKS):
            return
        yield end


def _patterned(text: str, start: int) -> Iterable[int]:
    return (found.end() for pattern in _PATTERNS if (found := pattern.match(text, start)))


@cache
def _common() -> frozenset[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
