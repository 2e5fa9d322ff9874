"""Replay of 1,045 real tutoring requests and 1,205 offers in the order they came (see matching.md, section 9).

Every run pairs what is open: most pairs first, then waiting and subjects in common. From the second run on it looks
ahead with what it has seen and nothing else: all requests and offers so far are expected to come once more, one span of
time later. An expected request never displaces a present one, but an offer that it will need is kept for it. Two people
meet at most once, within a run and over all runs. Beside the engine stands scipy's dense assignment of the largest run,
every request and every offer a row or column of its own.
"""

import argparse
import json
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import data  # noqa: F401 -- finds the application
import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from timing import clock

from app.matching import assign

PAIR = 10_000_000  # one more pair outweighs every subject and every day of waiting in a run
EXPECTED = 100_000  # one more expected request that an offer in hand can serve
NEWCOMER = 50_000  # the same by an offer that is only expected: half, it may not come
SUBJECT = 100  # a subject in common, for a present request; for an expected one half
WAITED = 20  # a day a present request has waited
DELAY = 100  # a day an expected request would wait
THRIFT = 100  # an offer that could serve every request seen so far costs this much, one that serves few next to nothing
LATE = 30.0  # days that expected offers are counted on later than they came before, for caution
KEEP = 40  # offers looked at for an expected request, in hand and expected each
AFTER_LAST = 31.0


@dataclass(frozen=True)
class Entry:
    """One request or offer: whose, when (days), which subjects."""

    person: int
    at: float
    names: frozenset[str]
    musts: frozenset[str]
    grades: dict[str, tuple[int, int]]
    grade: int


def load(path: Path) -> list[Entry]:
    entries = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        subjects = json.loads(row["subjects"])
        entries.append(
            Entry(
                person=row["id"],
                at=datetime.fromisoformat(row["requestAt"]).timestamp() / 86_400,
                names=frozenset(s["name"] for s in subjects),
                musts=frozenset(s["name"] for s in subjects if s.get("mandatory")),
                grades={s["name"]: (s.get("minGrade") or 0, s.get("maxGrade") or 99) for s in subjects},
                grade=int(row["grade"].split(".")[0]) if "grade" in row else 0,
            )
        )
    return entries


def compare_all(requests: list[Entry], offers: list[Entry]) -> tuple[np.ndarray, np.ndarray]:
    """Who may be paired, and subjects in common by name; equal entries are compared once."""
    fits = np.zeros((len(requests), len(offers)), dtype=bool)
    common = np.zeros((len(requests), len(offers)), dtype=np.int64)
    for i, request in enumerate(requests):
        for j, offer in enumerate(offers):
            shared = request.names & offer.names
            common[i, j] = len(shared)
            able = {s for s in shared if offer.grades[s][0] <= request.grade <= offer.grades[s][1]}
            fits[i, j] = bool(able) and request.musts <= able
    return fits, common


@dataclass
class Replay:
    """State of one replay; positions are rows of `requests` and `offers`."""

    requests: list[Entry]
    offers: list[Entry]
    fits: np.ndarray
    common: np.ndarray
    open_requests: list[int] = field(default_factory=list)
    open_offers: list[int] = field(default_factory=list)
    met: np.ndarray = field(init=False)  # (pupils, students) who were paired before
    pairs: list[tuple[int, int, float]] = field(default_factory=list)
    seconds: float = 0.0
    runs: int = 0
    largest: tuple[float, np.ndarray] = field(default_factory=lambda: (0.0, np.zeros((0, 0))))  # its seconds, its worth

    def __post_init__(self) -> None:
        self.pupil = np.unique([r.person for r in self.requests], return_inverse=True)[1]
        self.student = np.unique([o.person for o in self.offers], return_inverse=True)[1]
        self.met = np.zeros((self.pupil.max() + 1, self.student.max() + 1), dtype=bool)
        self.asked = np.array([r.at for r in self.requests])
        self.offered = np.array([o.at for o in self.offers])

    def run(self, clock: float) -> None:
        """Pair what is open and has arrived."""
        begin = time.perf_counter()
        found, worth = self._match(clock) if self.open_requests and self.open_offers else ([], np.zeros((0, 0)))
        spent = time.perf_counter() - begin  # the table made for scipy is in it too
        self.seconds += spent
        if worth.size > self.largest[1].size:
            self.largest = (spent, worth)
        self.runs += 1
        for i, j in found:
            self.pairs.append((i, j, clock))
            self.met[self.pupil[i], self.student[j]] = True
            self.open_requests.remove(i)
            self.open_offers.remove(j)

    def _match(self, clock: float) -> tuple[list[tuple[int, int]], np.ndarray]:
        pupils, students = _group(self.open_requests, self.pupil), _group(self.open_offers, self.student)
        head, hand = np.array([own[0] for own in pupils]), np.array([own[0] for own in students])
        past = np.flatnonzero(self.asked <= clock) if self.runs else np.zeros(0, dtype=np.int64)
        newcomers = np.flatnonzero(self.offered <= clock) if self.runs else past
        here = self._present(head, hand, clock)
        ahead = self._expected(past, hand, newcomers, clock)
        if len(past):
            versatile = self.fits[np.ix_(past, np.concatenate([hand, newcomers]))].mean(axis=0)
            here -= (here > 0) * np.rint(THRIFT * versatile[: len(hand)]).astype(np.int64)
            ahead -= np.minimum(np.rint(THRIFT / 2 * versatile).astype(np.int64), np.maximum(ahead - 1, 0))
            for part in (ahead[:, : len(hand)], ahead[:, len(hand) :]):
                _keep_best(part)
        none = np.zeros((len(head), len(newcomers)), dtype=np.int64)
        worth = np.concatenate([np.concatenate([here, none], axis=1), ahead])
        supply = [len(own) for own in students] + [1] * len(newcomers)
        demand = [len(own) for own in pupils] + [1] * len(past)
        result = assign(csr_array(worth), demand, supply)
        assert result.objective == result.bound
        chosen = result.pairs[result.pairs[:, 0] < len(head)].tolist()
        whole = np.repeat(np.repeat(worth, demand, axis=0), supply, axis=1)
        return [(pupils[row].pop(0), students[column].pop(0)) for row, column in chosen], whole

    def _present(self, head: np.ndarray, hand: np.ndarray, clock: float) -> np.ndarray:
        """Worth of open requests with open offers, 0 where they do not fit or met before."""
        both = np.ix_(head, hand)
        waited = np.rint(WAITED * (clock - self.asked[head])).astype(np.int64)
        allowed = self.fits[both] & ~self.met[np.ix_(self.pupil[head], self.student[hand])]
        return allowed * (PAIR + SUBJECT * self.common[both] + waited[:, None])

    def _expected(self, past: np.ndarray, hand: np.ndarray, newcomers: np.ndarray, clock: float) -> np.ndarray:
        """Worth of expected requests with offers in hand and expected ones."""
        span = clock - min(self.asked[0], self.offered[0])
        both = np.ix_(past, np.concatenate([hand, newcomers]))
        ready = np.concatenate([np.full(len(hand), -np.inf), self.offered[newcomers] + span + LATE])
        delay = np.maximum(ready[None, :] - (self.asked[past] + span)[:, None], 0.0)
        served = np.concatenate([np.full(len(hand), EXPECTED), np.full(len(newcomers), NEWCOMER)])
        value = np.maximum(served - np.rint(DELAY * delay).astype(np.int64), 1)
        return self.fits[both] * (value + SUBJECT // 2 * self.common[both])


def _keep_best(worth: np.ndarray) -> None:
    """Leave each expected request its best few offers: the outlook is a guess, not to be weighed to the last arc."""
    if worth.shape[1] > KEEP:
        worth[worth < np.partition(worth, -KEEP, axis=1)[:, [-KEEP]]] = 0


def _group(positions: list[int], person: np.ndarray) -> list[list[int]]:
    """Open positions of each person, in order of arrival."""
    groups: dict[int, list[int]] = {}
    for position in positions:
        groups.setdefault(int(person[position]), []).append(position)
    return list(groups.values())


def replay(requests: list[Entry], offers: list[Entry], days: float) -> Replay:
    state = Replay(requests, offers, *compare_all(requests, offers))
    assign(csr_array(np.ones((1, 1), dtype=np.int64)))  # loads the solver: imports are not engine time
    arrivals = sorted([(o.at, 0, j) for j, o in enumerate(offers)] + [(r.at, 1, i) for i, r in enumerate(requests)])
    last = arrivals[0][0]
    for at, kind, position in arrivals:
        (state.open_requests if kind else state.open_offers).append(position)
        if at > last + days:
            state.run(at)
            last = at
    for _ in range(2):
        state.run(arrivals[-1][0] + AFTER_LAST)
    return state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared/data/lernfair")
    parser.add_argument("--days", type=float, default=10)
    options = parser.parse_args()
    requests, offers = load(options.data / "pupils.json"), load(options.data / "students.json")
    state = replay(requests, offers, options.days)
    rows, columns = np.array([i for i, _, _ in state.pairs]), np.array([j for _, j, _ in state.pairs])
    when = np.array([clock for _, _, clock in state.pairs])
    spent, dense = state.largest[0], state.largest[1].astype(np.float64)
    scipy = float(np.median([clock(lambda: linear_sum_assignment(dense, maximize=True)) for _ in range(5)]))
    print(
        json.dumps(
            {
                "bench": "lernfair_replay",
                "days": options.days,
                "runs": state.runs,
                "pairs": len(state.pairs),
                "subjects_mean": round(float(state.common[rows, columns].mean()), 4),
                "pupil_wait_days": round(float((when - [requests[i].at for i in rows]).mean()), 5),
                "student_wait_days": round(float((when - [offers[j].at for j in columns]).mean()), 4),
                "engine_seconds": round(state.seconds, 4),
                "largest_run_seconds": round(spent, 4),
                "scipy_seconds_of_it": round(scipy, 4),
                "ratio": round(spent / scipy, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
