"""The levels of the objective and their packing into a few 64-bit digits.

Levels are compared lexicographically. Neighbouring levels are packed into one integer ("digit") where its range allows;
each level inside a digit gets a radix so wide that neither an objective nor a price of a lower level can ever carry
into it. So comparing digits compares levels, and a digit decodes to its levels exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import Ints, Masks
from .encode import Pool
from .policy import Policy

LEVELS: tuple[str, ...] = ("continuing", "children", "class", "floor", "fairness", "fit", "tie")
"""The levels of `match`, strictest first. The product translates these names."""

TIE_BITS = 30
_DIGIT_LIMIT = 2**60


@dataclass(frozen=True)
class Digit:
    """Which levels one digit holds, with the multiplier and the greatest size of each."""

    levels: tuple[int, ...]
    multipliers: tuple[int, ...]
    reaches: tuple[int, ...]  # a value of the level, objective or price, lies within +-reach


@dataclass(frozen=True)
class Packing:
    """How `count` levels are packed into digits."""

    count: int
    digits: tuple[Digit, ...]

    def pack(self, values: npt.ArrayLike) -> tuple[Ints, ...]:
        """Digits of values of shape (levels, n)."""
        rows = np.asarray(values, dtype=np.int64)
        return tuple(self.pack_digit(digit, rows) for digit in self.digits)

    @staticmethod
    def pack_digit(digit: Digit, rows: Ints) -> Ints:
        """One digit of values of shape (levels, n)."""
        total = np.zeros(rows.shape[1:], dtype=np.int64)
        for level, multiplier in zip(digit.levels, digit.multipliers, strict=True):
            total += rows[level] * multiplier
        return total

    def unpack(self, digits: Sequence[Ints]) -> Ints:
        """Levels, shape (levels, n), of digits; the inverse of `pack`."""
        rows = np.zeros((self.count, *np.shape(digits[0])), dtype=np.int64)
        for digit, packed in zip(self.digits, digits, strict=True):
            rest = packed
            for place in range(len(digit.levels) - 1, 0, -1):
                reach = digit.reaches[place]
                low = (rest + reach) % (2 * reach + 1) - reach
                rows[digit.levels[place]] = low
                rest = (rest - low) // (2 * reach + 1)
            rows[digit.levels[0]] = rest
        return rows


def plan_packing(sizes: Sequence[int], flow: int, nodes: int) -> Packing:
    """Pack levels whose single weights lie within +-sizes, for flows of at most `flow` units in `nodes` nodes.

    A price is the gain of a walk: at most two weights a hop and one hop a unit; hence the reach. OR-Tools multiplies
    costs by the number of nodes inside, which bounds what one digit may hold.
    """
    reaches = [4 * (flow + 2) * size for size in sizes]
    room = 2**60 // (nodes + 2)
    groups: list[list[int]] = []
    for level in range(len(sizes)):
        if groups and _fits(groups[-1] + [level], sizes, reaches, room):
            groups[-1].append(level)
        elif _fits([level], sizes, reaches, room):
            groups.append([level])
        else:
            raise ValueError(f"weights of level {level} are too large to be solved exactly")
    digits = []
    for group in groups:
        multipliers = _multipliers(group, reaches)
        digits.append(Digit(tuple(group), tuple(multipliers), tuple(reaches[level] for level in group)))
    return Packing(count=len(sizes), digits=tuple(digits))


def _multipliers(group: Sequence[int], reaches: Sequence[int]) -> list[int]:
    multipliers = [1]
    for level in reversed(group[1:]):
        multipliers.append(multipliers[-1] * (2 * reaches[level] + 1))
    return multipliers[::-1]


def _fits(group: Sequence[int], sizes: Sequence[int], reaches: Sequence[int], room: int) -> bool:
    multipliers = _multipliers(group, reaches)
    weight = sum(m * sizes[level] for m, level in zip(multipliers, group, strict=True))
    total = sum(m * reaches[level] for m, level in zip(multipliers, group, strict=True))
    return weight <= room and total <= _DIGIT_LIMIT


def classes(pool: Pool, policy: Policy) -> Ints:
    """Class of each child, 1 the last: risk first, then the waiting band."""
    bands = np.searchsorted(np.array(policy.waiting_bands, dtype=np.int64), pool.waiting, side="right")
    return pool.risk * (len(policy.waiting_bands) + 1) + bands + 1


def tie_break(left: Masks, right: Masks) -> Ints:
    """A fixed number for each pair from the blake2b of both ids (mixed by splitmix64), 30 bits, never above fit."""
    with np.errstate(over="ignore"):
        mixed = left * np.uint64(0x9E3779B97F4A7C15) + (right ^ (right >> np.uint64(29)))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return (mixed >> np.uint64(64 - TIE_BITS)).astype(np.int64)
