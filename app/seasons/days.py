"""Reading a list of days as an organizer types it: one a line, or separated, with ranges."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.foundation.chinese import parse_date
from app.foundation.dates import runs_of

_BETWEEN = re.compile(r"[\n;；,，、]+")
_RANGE = re.compile(r"\s*(?:至|到|~|～|—|–|\bto\b)\s*")
LONGEST_RANGE = 60


class NotADay(ValueError):
    """A piece of the text is no day and no range of days; ``args[0]`` is the piece."""


def parse_days(text: str) -> list[date]:
    """The days of ``2027-02-05 至 2027-02-07, 2027-02-20``, in order, each once.

    Raises:
        NotADay: naming the piece.
    """
    days: set[date] = set()
    for piece in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        ends = [parse_date(part) for part in _RANGE.split(piece)]
        first, last = ends[0].value, ends[-1].value
        understood = len(ends) <= 2 and first and last and not any(end.doubt for end in ends)
        if not understood or first is None or last is None or not 0 <= (last - first).days <= LONGEST_RANGE:
            raise NotADay(piece)
        days.update(first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return sorted(days)


def write_days(days: list[str]) -> str:
    """Stored days as the text that reads back to them: a day, or a run of days as ``first ~ last``, a line."""
    runs = runs_of(date.fromisoformat(day) for day in days)
    return "\n".join(first.isoformat() if first == last else f"{first} ~ {last}" for first, last in runs)
