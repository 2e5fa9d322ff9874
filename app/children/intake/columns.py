"""What stands in a column, for a person who has to say what it means."""

from __future__ import annotations

from app.children.roster import RosterReading

SAMPLES = 3
LONGEST = 24


def samples(reading: RosterReading, letter: str) -> list[str]:
    """The first different values of a column."""
    found: dict[str, None] = {}
    for row in reading.header.body:
        cell = row.cells.get(letter)
        if cell is not None and not cell.blank:
            text = cell.text
            found.setdefault(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
        if len(found) == SAMPLES:
            break
    return list(found)
