"""The people of one matching, as plain data: what a caller hands to `match`.

Nothing is checked here; `checks` does that when `match` is called, so that an error can name the row.
"""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from typing import Any

IN_PERSON = "in_person"
MAX_RISK = 3


@dataclass(frozen=True)
class Skill:
    """What a volunteer can do: an area, perhaps a subject, for children from one grade to another (0 = preschool)."""

    area: str
    subject: str | None = None
    grade_min: int = 1
    grade_max: int = 12


@dataclass(frozen=True)
class Need:
    """What a child needs; `must` makes it a hard rule. Without a subject any skill of the area covers it."""

    area: str
    subject: str | None = None
    must: bool = False


def _freeze(instance: object, names: Iterable[str], kind: type) -> None:
    """Turn lists and sets handed in into tuples and frozensets; leave what is not iterable to `checks`."""
    for name in names:
        value: Any = getattr(instance, name)
        if isinstance(value, (list, tuple, set, frozenset)):
            object.__setattr__(instance, name, kind(value))


@dataclass(frozen=True)
class Volunteer:
    """One returning student. None means unknown and removes nothing; an empty set means none.

    `slots` and `weeks` are sets of opaque values, `reach` a set of townships, `location` (lat, lon) in degrees,
    `max_km` kilometres.
    """

    id: str
    skills: tuple[Skill, ...]
    _: KW_ONLY
    capacity: int = 1
    township: str | None = None
    location: tuple[float, float] | None = None
    gender: str | None = None
    slots: frozenset[Any] | None = None
    modes: tuple[str, ...] = (IN_PERSON,)
    languages: frozenset[str] | None = None
    interests: str = ""
    max_km: float | None = None
    reach: frozenset[str] | None = None
    weeks: frozenset[Any] | None = None

    def __post_init__(self) -> None:
        """Freeze the collections, so that a plan cannot change after its proof."""
        _freeze(self, ("skills", "modes"), tuple)
        _freeze(self, ("slots", "languages", "reach", "weeks"), frozenset)


@dataclass(frozen=True)
class Child:
    """One child as the engine sees it: no name, no address. Grade None: only needs without a subject can be covered.

    `risk` is 0..3 (3 highest), `waiting_days` days since the need was registered.
    """

    id: str
    needs: tuple[Need, ...]
    _: KW_ONLY
    grade: int | None
    township: str | None = None
    location: tuple[float, float] | None = None
    gender: str | None = None
    slots: frozenset[Any] | None = None
    modes: tuple[str, ...] = (IN_PERSON,)
    languages: frozenset[str] | None = None
    interests: str = ""
    risk: int = 0
    waiting_days: int = 0
    same_gender: bool = False
    weeks: frozenset[Any] | None = None
    max_km: float | None = None

    def __post_init__(self) -> None:
        """Freeze the collections, so that a plan cannot change after its proof."""
        _freeze(self, ("needs", "modes"), tuple)
        _freeze(self, ("slots", "languages", "weeks"), frozenset)
