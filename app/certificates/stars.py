"""Star levels by confirmed hours. Reaching one is the condition to apply for it; others grant it."""

from __future__ import annotations

from dataclasses import dataclass

THRESHOLDS = (100, 300, 600, 1000, 1500)
"""Hours for one to five stars."""
_TENTH = 6
"""Minutes of a tenth of an hour, the least that pages show."""


@dataclass(frozen=True)
class Star:
    """``reached`` stars (0 to 5) can be applied for; ``missing`` minutes lead to the next, None where there is none.

    Missing minutes are full tenths of an hour, rounded up: hours done are shown rounded down, and together they make
    the threshold.
    """

    reached: int
    missing: int | None

    @property
    def next_hours(self) -> int | None:
        """The threshold of the next star, in hours."""
        return THRESHOLDS[self.reached] if self.reached < len(THRESHOLDS) else None


def star_of(minutes: int) -> Star:
    """What confirmed minutes let a volunteer apply for."""
    reached = sum(minutes >= hours * 60 for hours in THRESHOLDS)
    missing = THRESHOLDS[reached] * 60 - minutes // _TENTH * _TENTH if reached < len(THRESHOLDS) else None
    return Star(reached, missing)
