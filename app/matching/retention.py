"""The chance that a pair lasts, learnt from ended pairings of past seasons; off unless it proves its worth.

Gradient-boosted trees with a sigmoid calibration, judged on the latest quarter of the outcomes, which the judged model
has not seen. Sex, risk, language and township are no features; how the model treats groups is reported all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from .arrays import Bools, Floats, Ints
from .model import Child, Volunteer
from .policy import Policy
from .rules import common, kilometres, ways_to_meet
from .text import SCALE

if TYPE_CHECKING:
    from .problem import Problem

FEATURES: tuple[str, ...] = (
    "needs_of_child",
    "points_for_needs",
    "grade",
    "common_slots",
    "common_weeks",
    "same_township",
    "kilometres",
    "in_person",
    "interests",
    "skills_of_volunteer",
    "capacity",
    "waiting_days",
)
"""What the model sees of a pair; unknown is -1. Sensitive attributes are not among them."""

LEAST_OUTCOMES = 200
_TEST_SHARE = 0.25
_SURE = 1.96  # standard errors by which the Brier score must beat that of the base rate
_UNKNOWN = -1.0  # not NaN: the trees cannot bin a column of which nothing is known


@dataclass(frozen=True)
class Outcome:
    """One pairing that has ended: the people as they were, the day it began (any count of days), whether it lasted.

    Not the day it ended: those that lasted end last, so the latest outcomes would tell nothing but that.
    """

    volunteer: Volunteer
    child: Child
    began_day: int
    lasted: bool


@dataclass(frozen=True)
class GroupGap:
    """Mean predicted chance minus share that lasted, in one group of the test outcomes."""

    group: str
    count: int
    gap: float


@dataclass(frozen=True)
class RetentionReport:
    """How the model did on outcomes it had not seen; `why_off` says why it is not used, None where it is."""

    outcomes: int
    tested: int
    base_rate: float
    brier: float | None
    brier_of_base_rate: float | None
    calibration: tuple[tuple[float, float, int], ...]  # mean predicted, share that lasted, count
    gaps: tuple[GroupGap, ...]
    why_off: str | None


@dataclass(frozen=True, eq=False)
class RetentionModel:
    """A trained model with its version and its report."""

    version: str
    report: RetentionReport
    estimator: Any

    @property
    def used(self) -> bool:
        """Whether the model proved itself."""
        return self.report.why_off is None

    def chances(self, problem: "Problem", rows: Ints, columns: Ints) -> Floats | None:
        """Chance of each pair to last, 0..1; None where the model is off."""
        if not self.used or not len(rows):
            return None
        return _predict(self.estimator, pair_features(problem, rows, columns))


def pair_features(problem: "Problem", rows: Ints, columns: Ints) -> Floats:
    """The features of pairs, shape (pairs, features)."""
    pool = problem.pool
    left, right = pool.volunteers, pool.children
    kinds = left.type_of[rows], right.type_of[columns]
    in_person, _ = ways_to_meet(pool, problem.coverage, rows, columns)
    here, there = left.township[rows], right.township[columns]
    count = np.array([len(needs) for _, needs in pool.need_types], dtype=np.float64)
    grades = np.array([np.nan if grade is None else grade for grade, _ in pool.need_types], dtype=np.float64)
    skills = np.array([len(kind) for kind in pool.skill_types], dtype=np.float64)
    interests = np.zeros(len(rows))
    if problem.interests is not None:
        interests = problem.interests.similarity(rows, columns) / (SCALE * SCALE)
    listed = [
        count[kinds[1]],
        problem.coverage.points[kinds],
        grades[kinds[1]],
        np.minimum(common(left.slots[rows], right.slots[columns]), 7),
        np.minimum(common(left.weeks[rows], right.weeks[columns]), 10),
        np.where((here < 0) | (there < 0), np.nan, here == there),
        kilometres(pool, rows, columns),
        in_person,
        interests,
        skills[kinds[0]],
        pool.capacity[rows],
        pool.waiting[columns],
    ]
    table = np.stack([np.broadcast_to(np.asarray(part, dtype=np.float64), len(rows)) for part in listed], axis=1)
    return np.where(np.isnan(table), _UNKNOWN, table)


def train_retention(
    outcomes: Sequence[Outcome], policy: Policy | None = None, least: int = LEAST_OUTCOMES
) -> RetentionModel:
    """Train, judge on the latest quarter, and train again on all; off below `least` outcomes or without a gain."""
    ordered = sorted(
        outcomes, key=lambda outcome: (outcome.began_day, str(outcome.volunteer.id), str(outcome.child.id))
    )
    lasted = np.array([bool(outcome.lasted) for outcome in ordered], dtype=bool)
    base = float(lasted.mean()) if len(lasted) else 0.0
    first = len(ordered) - int(_TEST_SHARE * len(ordered))
    report = RetentionReport(len(ordered), len(ordered) - first, base, None, None, (), (), None)
    version = _version(ordered)
    if len(ordered) < least:
        return RetentionModel(version, replace(report, why_off="too few outcomes"), None)
    if min(_classes(lasted[:first]), _classes(lasted)) < 10:
        return RetentionModel(version, replace(report, why_off="too few of one kind of outcome"), None)
    features = _features_of(ordered, policy or Policy())
    judged = _train(features[:first], lasted[:first])
    report = _judge(report, _predict(judged, features[first:]), lasted, first, ordered)
    estimator = _train(features, lasted) if report.why_off is None else None
    return RetentionModel(version, report, estimator)


def _classes(lasted: Bools) -> int:
    return int(min(lasted.sum(), (~lasted).sum()))


def _train(features: Floats, lasted: Bools) -> Any:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    trees = HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=20, random_state=0
    )
    # One thread: on a busy machine waiting threads cost a hundred times what they save on so little data.
    with threadpool_limits(1):
        return CalibratedClassifierCV(trees, method="sigmoid", cv=3).fit(features, lasted)


def _predict(estimator: Any, features: Floats) -> Floats:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        chance: Floats = estimator.predict_proba(features)[:, 1]
    return chance


def _features_of(outcomes: Sequence[Outcome], policy: Policy) -> Floats:
    """Each past pair as a row and a column of one pool, so that past and present are described by the same code."""
    from .problem import pose

    width = len(str(len(outcomes)))
    names = [f"{row:0{width}d}" for row in range(len(outcomes))]
    volunteers = [replace(outcome.volunteer, id=name) for outcome, name in zip(outcomes, names, strict=True)]
    children = [replace(outcome.child, id=name) for outcome, name in zip(outcomes, names, strict=True)]
    row = np.arange(len(outcomes))
    return pair_features(pose(volunteers, children, policy), row, row)


def _judge(
    report: RetentionReport, chance: Floats, lasted: Bools, first: int, outcomes: Sequence[Outcome]
) -> RetentionReport:
    truth = lasted[first:].astype(np.float64)
    known = float(lasted[:first].mean())
    brier = float(np.mean((chance - truth) ** 2))
    base = float(np.mean((known - truth) ** 2))
    bins = np.minimum((chance * 10).astype(np.int64), 9)
    curve = tuple(
        (float(chance[bins == at].mean()), float(truth[bins == at].mean()), int((bins == at).sum()))
        for at in np.unique(bins).tolist()
    )
    groups: dict[str, list[int]] = {}
    for row, outcome in enumerate(outcomes[first:]):
        groups.setdefault(f"sex:{outcome.child.gender}", []).append(row)
        groups.setdefault(f"township:{outcome.child.township}", []).append(row)
    gaps = tuple(
        GroupGap(name, len(rows), float(chance[rows].mean() - truth[rows].mean()))
        for name, rows in sorted(groups.items())
    )
    gains = (known - truth) ** 2 - (chance - truth) ** 2
    sure = len(gains) > 1 and gains.mean() > _SURE * gains.std(ddof=1) / np.sqrt(len(gains))
    why_off = None if sure else "no better than the base rate"
    return replace(report, brier=brier, brier_of_base_rate=base, calibration=curve, gaps=gaps, why_off=why_off)


def _version(outcomes: Sequence[Outcome]) -> str:
    import sklearn

    digest = blake2b(repr((sklearn.__version__, FEATURES)).encode(), digest_size=8)
    for outcome in outcomes:
        digest.update(f"{outcome.volunteer.id}|{outcome.child.id}|{outcome.began_day}|{bool(outcome.lasted)};".encode())
    return digest.hexdigest()
