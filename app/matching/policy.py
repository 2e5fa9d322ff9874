"""What an organizer may weigh and switch, as data that is saved with every run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

MAX_POINTS = 100_000
_MAX_DAY = 2**31
_MAX_KM = 1_000_000
_SWITCHES = ("fairness", "log_fairness", "fit", "hold_back")


@dataclass(frozen=True)
class Policy:
    """The weights of a matching. Points are whole numbers; a weight of 0 switches its reason off.

    `waiting_bands` are the days at which the next waiting band begins; `floor_share` is the part of its entitlement
    that a township gets before any other consideration of fairness; `full_overlap` the common weekly slots that earn
    all points of `time`; `near_km` the distance at which no points of `place` are left; `remote` the share in percent
    of `place` that a pair gets which does not meet in person. `hold_back` lets a run with an outlook keep scarce slots.
    """

    same_sex_areas: tuple[str, ...] = ("counselling",)
    min_common_weeks: int = 1
    waiting_bands: tuple[int, ...] = (30, 90)
    fairness: bool = True
    floor_share: float = 0.75
    log_fairness: bool = True
    fit: bool = True
    hold_back: bool = False
    must_need: int = 400
    other_need: int = 200
    same_sex: int = 60
    thrift: int = 300
    time: int = 120
    full_overlap: int = 4
    weeks: int = 60
    full_weeks: int = 4
    place: int = 120
    near_km: float = 30.0
    remote: int = 50
    language: int = 60
    interests: int = 60
    retention: int = 200

    def __post_init__(self) -> None:
        """Refuse what could not be obeyed, naming the field."""
        for name in ("same_sex_areas", "waiting_bands"):
            value = getattr(self, name)
            if not isinstance(value, (list, tuple)):
                raise ValueError(f"policy: {name} must be a list, got {value!r}")  # noqa: TRY004 -- one kind of error
            object.__setattr__(self, name, tuple(value))
        self._check_points()
        self._check_shares()
        bands = self.waiting_bands
        if (
            any(not _whole(day) or not 0 < day < _MAX_DAY for day in bands)
            or list(bands) != sorted(set(bands))
            or len(bands) > 9
        ):
            raise ValueError(f"policy: waiting_bands must be at most 9 rising days above 0, got {bands!r}")
        if not all(isinstance(area, str) for area in self.same_sex_areas):
            raise ValueError(f"policy: same_sex_areas must be names of areas, got {self.same_sex_areas!r}")

    def _check_points(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in _SWITCHES and not isinstance(value, bool):
                raise ValueError(f"policy: {field.name} must be true or false, got {value!r}")
            if field.type is int and not (_whole(value) and 0 <= value <= MAX_POINTS):
                raise ValueError(f"policy: {field.name} must be a whole number of 0..{MAX_POINTS}, got {value!r}")
        if self.min_common_weeks > 53 or self.full_weeks < 1 or self.full_overlap < 1 or self.remote > 100:
            raise ValueError(
                "policy: min_common_weeks at most 53, full_weeks and full_overlap at least 1, remote at most 100"
            )

    def _check_shares(self) -> None:
        share, near = self.floor_share, self.near_km
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            raise ValueError(f"policy: floor_share must be a number of 0..1, got {share!r}")
        if isinstance(near, bool) or not isinstance(near, (int, float)) or not 0 < near <= _MAX_KM:
            raise ValueError(f"policy: near_km must be a number above 0 and at most {_MAX_KM}, got {near!r}")

    def to_dict(self) -> dict[str, Any]:
        """The policy as values that JSON can hold."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The policy saved by `to_dict`; an unknown name is a ValueError, a missing one keeps its default."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ValueError(f"policy: unknown {', '.join(map(str, unknown))}")
        return cls(**values)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
