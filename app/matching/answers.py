"""What people ask a plan, as plain data."""

from dataclasses import dataclass

Levels = tuple[tuple[str, int], ...]
"""One whole number per level, in the order of LEVELS."""


@dataclass(frozen=True)
class Reason:
    """Points that one reason adds to (or takes from) a score."""

    name: str
    points: int


@dataclass(frozen=True)
class Pair:
    """A volunteer and a child who should meet; the reasons add up to the score."""

    volunteer_id: str
    child_id: str
    score: int
    reasons: tuple[Reason, ...]
    mode: str


@dataclass(frozen=True)
class WhyNot:
    """Why two people are not paired: the first rule that forbids it, or what forcing it would cost at every level."""

    volunteer_id: str
    child_id: str
    paired: bool
    rule: str | None
    broken: tuple[str, ...]  # every rule that forbids it
    cost: Levels | None  # objective lost, None where a rule forbids it; compared level by level it is never below 0


@dataclass(frozen=True)
class NearMiss:
    """A volunteer whom only a few rules keep from a child."""

    volunteer_id: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class WhyWaiting:
    """Why a child waits: how many volunteers each rule removed, who was close, what would change it."""

    child_id: str
    paired_with: str | None
    feasible: int  # volunteers whom no rule removes; they are needed elsewhere
    removed: tuple[tuple[str, int], ...]  # each volunteer under the first rule, in the order of RULES, without zeros
    nearest: tuple[NearMiss, ...]  # fewest broken rules first
    changes: tuple[tuple[str, int], ...]  # rule, volunteers gained if that rule alone were lifted
    cheapest: WhyNot | None  # the feasible volunteer whose forcing costs least


@dataclass(frozen=True)
class Value:
    """What one more slot of a volunteer would add at every level, and which child it would take."""

    gain: Levels
    child_id: str | None
    risk: int | None  # of the class that gains a child, if one does
    waiting_band: int | None

    @property
    def children(self) -> int:
        """Children more who would be paired."""
        return dict(self.gain)["children"]


@dataclass(frozen=True)
class PriceRange:
    """Both ends of a volunteer's price: gain of one more slot, loss of one slot, per level."""

    lowest: Levels
    highest: Levels


@dataclass(frozen=True)
class TownshipShare:
    """What a township is entitled to and what it gets."""

    township: str
    children: int
    entitlement: float
    floor: int
    paired: int

    @property
    def shortfall(self) -> int:
        """Children missing to the soft floor."""
        return max(0, self.floor - self.paired)


@dataclass(frozen=True)
class FairnessPrice:
    """Fit with fairness and without it, all stricter levels equal."""

    fit: int
    fit_without: int

    @property
    def lost(self) -> int:
        """Points of fit that fairness costs."""
        return self.fit_without - self.fit
