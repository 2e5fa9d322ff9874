"""What each township is entitled to, and the bonus of each further child paired there."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .arrays import Floats, Ints
from .encode import Pool
from .policy import Policy

_THOUSANDTHS = 1000


@dataclass(frozen=True)
class Entitlement:
    """One township's part of the total capacity, by its share of the children given."""

    township: str
    children: int
    entitlement: float
    floor: int


@dataclass(frozen=True)
class Fairness:
    """Bonuses of the k-th child paired in each township, frozen with the plan; they never rise with k."""

    rows: tuple[Entitlement, ...]

    def bonuses(self, township: str, count: int, policy: Policy) -> tuple[Ints, Ints]:
        """Bonus of units 1..count at the floor and at the logarithmic level, each of shape (count,)."""
        floor, logs = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        row = next((row for row in self.rows if row.township == township), None)
        if policy.fairness and row is not None:
            floor[: row.floor] = 1
            if policy.log_fairness:
                logs = _log_bonus(row.entitlement, count)
        return floor, logs


def _log_bonus(entitlement: float, count: int) -> Ints:
    """Weighted logarithm: sum of entitlement x ln(1 + paired) is greatest where pairs follow entitlements."""
    k = np.arange(1, count + 1, dtype=np.float64)
    gains: Floats = np.rint(_THOUSANDTHS * entitlement * np.log1p(1.0 / k))
    return gains.astype(np.int64)


def entitle(pool: Pool, policy: Policy) -> Fairness:
    """Entitlements of all townships where children live."""
    total, given = int(pool.capacity.sum()), len(pool.children.ids)
    share = Fraction(str(policy.floor_share))
    rows = []
    counts = np.bincount(pool.children.township + 1, minlength=len(pool.townships) + 1)[1:]
    for name, count in zip(pool.townships, counts.tolist(), strict=True):
        if not count:
            continue
        exact = Fraction(total * count, given) if given else Fraction(0)
        rows.append(Entitlement(name, count, float(exact), int(exact * share)))
    return Fairness(rows=tuple(rows))
