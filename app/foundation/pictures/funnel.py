"""Steps that fewer and fewer reach, as bars of one scale below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.foundation.pictures.scales import WIDTH, length

ROW, BAR, FULL = 46, 16, WIDTH


@dataclass(frozen=True)
class FunnelRow:
    """One step: ``lost`` are those of the step before who did not reach it."""

    key: str
    name: str
    count: int
    lost: int
    y: int
    wide: float


@dataclass(frozen=True)
class Funnel:
    """The whole picture; the first step is the whole of which shares are told."""

    rows: tuple[FunnelRow, ...]
    whole: int
    height: int
    width: int = WIDTH
    bar: int = BAR

    @classmethod
    def of(cls, steps: Sequence[tuple[str, str, int]]) -> Funnel:
        """The picture of steps as ``(key, name, count)``, each within the one before.

        Raises:
            ValueError: a step that more reach than the one before.
        """
        whole = steps[0][2] if steps else 0
        rows, before = [], whole
        for number, (key, name, count) in enumerate(steps):
            if count > before:
                raise ValueError(f"{key}: {count} cannot come from {before}")
            wide = length(count, whole, FULL) if whole else 0.0
            rows.append(FunnelRow(key, name, count, before - count, number * ROW, wide))
            before = count
        return cls(tuple(rows), whole, max(1, len(rows) * ROW))
