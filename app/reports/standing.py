"""What the meeting should hear first: who leads, who falls behind, and the one thing that would help most.

Plain numbers in, plain answers out. Only numbers that the reader is told are looked at, so that no order among
townships tells one that is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.reports.behind import LEAST
from app.reports.figures import TownshipFigures


class Deed(StrEnum):
    """What can be done in a township: find volunteers for those who wait, or ask for consents."""

    RECRUIT = "recruit"
    CONSENT = "consent"


@dataclass(frozen=True)
class Action:
    """The one thing: it would reach ``children`` children of ``place``."""

    deed: Deed
    place: TownshipFigures
    children: int


@dataclass(frozen=True)
class Standing:
    """The townships with the highest and the lowest share paired, several where they tie.

    Both are empty where none can be compared; ``last`` is empty where all stand equal.
    """

    first: tuple[TownshipFigures, ...]
    last: tuple[TownshipFigures, ...]
    action: Action | None

    @property
    def anyone(self) -> bool:
        """Whether a child is paired in those that lead, and so anywhere that is compared."""
        return any((place.figures.get("paired") or 0) > 0 for place in self.first)


def standing(places: Sequence[TownshipFigures]) -> Standing:
    """How the townships stand; numbers below zero are not told, and such a township is not compared."""
    shares = [(place, share) for place in places if (share := _share(place)) is not None]
    best = max((share for _place, share in shares), default=None)
    worst = min((share for _place, share in shares), default=None)
    return Standing(
        first=tuple(place for place, share in shares if share == best),
        last=tuple(place for place, share in shares if share == worst != best),
        action=_action(places),
    )


def _share(place: TownshipFigures) -> Fraction | None:
    paired, consented = _told(place, "paired"), _told(place, "consented")
    return Fraction(paired, consented) if paired is not None and consented is not None and consented >= LEAST else None


def _action(places: Sequence[TownshipFigures]) -> Action | None:
    """Where most children are held up, and by what; who waits goes first where two hold up as many."""
    found = [
        Action(deed, place, gap)
        for deed, part, whole in ((Deed.RECRUIT, "paired", "consented"), (Deed.CONSENT, "consented", "registered"))
        for place in places
        if place.id is not None and (gap := _gap(place, part, whole)) > 0
    ]
    return max(found, key=lambda one: one.children, default=None)


def _gap(place: TownshipFigures, part: str, whole: str) -> int:
    there, all_of_them = _told(place, part), _told(place, whole)
    return 0 if there is None or all_of_them is None else all_of_them - there


def _told(place: TownshipFigures, code: str) -> int | None:
    number = place.figures.get(code)
    return None if number is None or number < 0 else number
