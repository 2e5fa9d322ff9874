"""What each of several got beside its fair share: a bar for the one, a mark across it for the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from app.foundation.pictures.scales import WIDTH, axis_top, length, shortened

ROW, NAMES, NUMBERS = 30, 92, 74
FULL = WIDTH - NAMES - NUMBERS


@dataclass(frozen=True)
class ShareOf:
    """One of them: what it got, what it is entitled to, and the least it should get."""

    name: str
    got: int
    entitled: float
    floor: int

    @property
    def short(self) -> int:
        """Missing to the least."""
        return max(0, self.floor - self.got)


@dataclass(frozen=True)
class ShareBar:
    """One row as it is drawn: ``label`` is the name as far as it fits; ``mark`` lies at what it is entitled to."""

    share: ShareOf
    label: str
    y: int
    wide: float
    mark: float


@dataclass(frozen=True)
class ShareBars:
    """The whole picture, in the order given."""

    bars: tuple[ShareBar, ...]
    height: int
    width: int = WIDTH
    left: int = NAMES
    full: int = FULL

    @property
    def short(self) -> tuple[ShareOf, ...]:
        """Those below their least."""
        return tuple(bar.share for bar in self.bars if bar.share.short)

    @property
    def got(self) -> int:
        """All that they got."""
        return sum(bar.share.got for bar in self.bars)

    @classmethod
    def of(cls, shares: Sequence[ShareOf]) -> ShareBars:
        """The picture of shares; one scale for all."""
        top = axis_top(max((max(one.got, ceil(one.entitled)) for one in shares), default=0))
        bars = tuple(
            ShareBar(
                one, shortened(one.name, 10), number * ROW, length(one.got, top, FULL),
                round(NAMES + FULL * one.entitled / top, 1),
            )
            for number, one in enumerate(shares)
        )  # fmt: skip
        return cls(bars, max(1, len(bars) * ROW))
