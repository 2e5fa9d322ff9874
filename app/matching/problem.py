"""One matching as the engine sees it: encoded people, frozen statistics, feasible pairs and their worth per level."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Bools, Ints
from .checks import check_links, check_people
from .cover import NeedType
from .encode import Pool, by_id, encode
from .fairness import Fairness, entitle
from .fit import Fit, measure_fit
from .levels import LEVELS, TIE_BITS, Packing, classes, tie_break
from .model import Child, Volunteer
from .needs import Coverage, Scarcity, measure_scarcity, tabulate
from .policy import Policy
from .retention import RetentionModel
from .rules import FEASIBLE, RULES, Codes, Verdicts, judge
from .text import Documents, Interests, compare, count_documents
from .thrift import freeze_thrift

_BLOCK = 200_000  # pairs judged at once: they fit the cache, and memory does not grow with the square of the pool


@dataclass(frozen=True)
class Frozen:
    """Statistics of the pool that scores depend on; a what-if answers under the same ones."""

    scarcity: Scarcity
    documents: Documents
    fairness: Fairness
    kinds: tuple[NeedType, ...]  # of children; thrift is measured against what they need


@dataclass(frozen=True)
class Problem:
    """People, policy and everything that scores a pair."""

    policy: Policy
    pool: Pool
    frozen: Frozen
    coverage: Coverage
    interests: Interests | None
    forbidden: Ints  # row x children + column, sorted
    continuing: Ints  # (children,) row of the volunteer to continue with, -1 for none
    retention: RetentionModel | None = None
    people: tuple[Child, ...] = ()  # the children as given, sorted: `value_of` meets newcomers with them
    helpers: tuple[Volunteer, ...] = ()  # the volunteers as given, sorted
    packing: Packing | None = None  # of the whole, where this is a part of a larger problem

    @property
    def volunteers(self) -> tuple[str, ...]:
        """Ids of the volunteers, by row."""
        return self.pool.volunteers.ids

    @property
    def children(self) -> tuple[str, ...]:
        """Ids of the children, by row."""
        return self.pool.children.ids

    def judge(self, rows: Ints, columns: Ints) -> Verdicts:
        """Every rule on pairs; see `rules.judge` for the shapes."""
        return judge(self.pool, self.coverage, self.policy, self.forbidden, rows, columns)

    def judge_codes(self, rows: Ints, columns: Ints) -> Codes:
        """First broken rule of each pair (row in RULES), FEASIBLE for none."""
        return self.judge(rows, columns).first()

    def is_feasible(self, rows: Ints, columns: Ints) -> Bools:
        """Whether no rule removes each pair of a list."""
        left, _ = self.judge(rows, columns).sift()
        return left

    def fit(self, rows: Ints, columns: Ints) -> Fit:
        """Points and mode of a list of feasible pairs."""
        lasting = self.retention.chances(self, rows, columns) if self.retention is not None else None
        return measure_fit(self.pool, self.coverage, self.policy, self.interests, lasting, rows, columns)

    def weigh(self, rows: Ints, columns: Ints) -> Ints:
        """Worth of feasible pairs at every level, shape (levels, pairs)."""
        values = np.zeros((len(LEVELS), len(rows)), dtype=np.int64)
        values[0] = self.continuing[columns] == rows
        values[1] = 1
        values[2] = classes(self.pool, self.policy)[columns]
        values[5] = self.fit(rows, columns).score
        values[6] = tie_break(self.pool.volunteers.seeds[rows], self.pool.children.seeds[columns])
        return values


@dataclass(frozen=True)
class Arcs:
    """All feasible pairs, rows ascending, and how many pairs each rule removed."""

    rows: Ints
    columns: Ints
    removed: tuple[tuple[str, int], ...]


def freeze(pool: Pool, policy: Policy) -> Frozen:
    """The statistics of a pool."""
    documents = count_documents(pool.volunteers.interests + pool.children.interests if policy.interests else ())
    return Frozen(measure_scarcity(pool), documents, entitle(pool, policy), pool.need_types)


def pose(
    volunteers: Sequence[Volunteer], children: Sequence[Child], policy: Policy, frozen: Frozen | None = None
) -> Problem:
    """Check and encode people; statistics are measured in them unless frozen ones are given."""
    check_people(volunteers, children)
    left, right = sorted(volunteers, key=by_id), sorted(children, key=by_id)
    return replace(frame(encode(left, right), policy, frozen), people=tuple(right), helpers=tuple(left))


def frame(pool: Pool, policy: Policy, frozen: Frozen | None = None) -> Problem:
    """The problem of an encoded pool: the arrays that `match` itself works on, without the people behind them."""
    frozen = frozen or freeze(pool, policy)
    interests = None
    if policy.interests and policy.fit:
        interests = compare(pool.volunteers.interests, pool.children.interests, frozen.documents)
    coverage = tabulate(pool, policy, frozen.scarcity)
    if frozen.kinds != pool.need_types:
        coverage = replace(coverage, thrift=freeze_thrift(pool, policy, frozen.scarcity, frozen.kinds))
    return Problem(
        policy=policy,
        pool=pool,
        frozen=frozen,
        coverage=coverage,
        interests=interests,
        forbidden=np.zeros(0, dtype=np.int64),
        continuing=np.full(len(pool.children.ids), -1, dtype=np.int64),
    )


def link(
    problem: Problem, forbidden: Set[tuple[str, str]], continuing: Mapping[str, str]
) -> tuple[Problem, tuple[tuple[str, str, str], ...]]:
    """Add forbidden and continuing pairs; also answers the continuing ones dropped, as (child, volunteer, rule)."""
    row_of = {person: row for row, person in enumerate(problem.volunteers)}
    column_of = {person: row for row, person in enumerate(problem.children)}
    check_links(forbidden, continuing, row_of, column_of)
    width = len(problem.children)
    keys = sorted(row_of[volunteer] * width + column_of[child] for volunteer, child in forbidden)
    problem = replace(problem, forbidden=np.array(keys, dtype=np.int64))
    pairs = sorted((column_of[child], row_of[volunteer]) for child, volunteer in continuing.items())
    columns = np.array([column for column, _ in pairs], dtype=np.int64)
    rows = np.array([row for _, row in pairs], dtype=np.int64)
    codes = problem.judge_codes(rows, columns) if pairs else np.zeros(0, dtype=np.uint8)
    kept = np.full(width, -1, dtype=np.int64)
    kept[columns[codes == FEASIBLE]] = rows[codes == FEASIBLE]
    dropped = tuple(
        (problem.children[column], problem.volunteers[row], RULES[code])
        for (column, row), code in zip(pairs, codes.tolist(), strict=True)
        if code != FEASIBLE
    )
    return replace(problem, continuing=kept), dropped


def feasible_arcs(problem: Problem, among: Ints | None = None, who: Ints | None = None) -> Arcs:
    """Judge every pair, or those of some children and some volunteers (rows ascending), block by block."""
    columns = np.arange(len(problem.children)) if among is None else among
    people = np.arange(len(problem.volunteers)) if who is None else who
    counts = np.zeros(len(RULES), dtype=np.int64)
    found_rows, found_columns = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    step = max(1, _BLOCK // max(1, len(columns)))
    for start in range(0, len(people) if len(columns) else 0, step):
        rows = people[start : start + step]
        left, gone = problem.judge(rows[:, None], columns[None, :]).sift()
        counts += gone
        found = np.flatnonzero(left)
        found_rows.append(rows[found // len(columns)])
        found_columns.append(columns[found % len(columns)])
    removed = tuple(zip(RULES, counts.tolist(), strict=True))
    return Arcs(rows=np.concatenate(found_rows), columns=np.concatenate(found_columns), removed=removed)


def level_sizes(problem: Problem) -> list[int]:
    """Bounds of the worth of any pair at every level, known before a pair is judged."""
    policy, coverage = problem.policy, problem.coverage
    extras = policy.same_sex + policy.time + policy.weeks + policy.place + policy.language
    extras += policy.interests + policy.retention + 8  # similarities are rounded, and may pass 1 by a hair
    needs, thrift = (int(np.abs(table).max(initial=0)) for table in (coverage.points, coverage.thrift))
    kept = int(np.any(problem.continuing >= 0))
    last = int(classes(problem.pool, policy).max(initial=1))
    return [kept, 1, last, 0, 0, max(needs + extras, thrift) if policy.fit else 0, 2**TIE_BITS]
