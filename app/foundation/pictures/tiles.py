"""Places as tiles of a schematic: each where the district put it, those without a spot in rows of their own below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.foundation.pictures.scales import shortened

ACROSS = 4
"""So many without a spot stand beside each other."""
NAME = 8


@dataclass(frozen=True)
class Tile:
    """One place: ``rate`` 0 to 1, None without a figure; ``label`` what is written for it.

    ``waiting``: how many wait there, ``wanted``: how many more helpers are looked for; None writes nothing.
    """

    name: str
    x: int | None
    y: int | None
    rate: float | None
    label: str
    url: str | None = None
    waiting: str | None = None
    wanted: str | None = None


def lay_out(places: Sequence[Tile]) -> list[Tile]:
    """The same with a spot each, in their order, those without one at the end; names as far as a tile has room."""
    placed = [one for one in places if one.x is not None and one.y is not None]
    below = max((one.y for one in placed if one.y is not None), default=-1) + 1
    loose = (one for one in places if one.x is None or one.y is None)
    laid = [replace(one, x=number % ACROSS, y=below + number // ACROSS) for number, one in enumerate(loose)]
    return [replace(one, name=shortened(one.name, NAME)) for one in (*placed, *laid)]
