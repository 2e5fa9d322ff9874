"""The engine in a process of its own: OR-Tools holds the interpreter's lock while it solves, and the parent must beat.

Only plain data crosses the pipe, and this module imports nothing but the engine: the child process starts light.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from app import matching

BEAT_SECONDS = 2.0
Input = tuple[list[matching.Volunteer], list[matching.Child], matching.Policy, frozenset[tuple[str, str]]]


class ComputingFailed(RuntimeError):
    """The engine's process died, or the engine refused its input."""


class NotProven(RuntimeError):
    """The engine could not prove its answer; there is none."""


@dataclass(frozen=True)
class Computed:
    """What the engine found, as it is stored. ``waits`` maps a child's id to why it waits."""

    pairs: list[dict[str, Any]]
    waits: dict[str, dict[str, Any]]
    exact: bool
    objective: int
    bound: int
    levels: list[list[Any]]
    seconds: float


def compute_apart(given: Input, beat: Callable[[int, str], None]) -> Computed:
    """Run the engine in a process of its own; ``beat(percent, step)`` is called at least every two seconds.

    Raises:
        NotProven: the answer is not exact.
        ComputingFailed: the process ended without an answer.
        Exception: whatever ``beat`` raises; the process is stopped then.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, given), daemon=True)
    process.start()
    there.close()
    try:
        return _follow(here, beat)
    finally:
        process.kill()
        process.join()
        here.close()


def _follow(pipe: Connection, beat: Callable[[int, str], None]) -> Computed:
    percent, step = 10, "computing"
    while True:
        beat(percent, step)
        if not pipe.poll(BEAT_SECONDS):
            continue
        try:
            kind, value = pipe.recv()
        except EOFError as error:
            raise ComputingFailed("the engine's process ended without an answer") from error
        if kind == "step":
            percent, step = value
        elif kind == "unproven":
            raise NotProven(value)
        elif kind == "failed":
            raise ComputingFailed(value)
        else:
            answer: Computed = value
            return answer


def _work(pipe: Connection, given: Input) -> None:
    try:
        for message in compute(given):
            pipe.send(message)
    except matching.UnprovenError as error:
        pipe.send(("unproven", str(error)))
    except Exception as error:  # noqa: BLE001 - the parent is told, whatever it was
        pipe.send(("failed", f"{type(error).__name__}: {error}"))


def compute(given: Input) -> Iterator[tuple[str, Any]]:
    """Match, then say why each waits; yields ``("step", (percent, name))`` and at last ``("done", Computed)``."""
    volunteers, children, policy, forbidden = given
    began = time.perf_counter()
    plan = matching.match(volunteers, children, policy, forbidden=forbidden)
    seconds = time.perf_counter() - began
    waits = {}
    for number, child_id in enumerate(plan.waiting):
        if number % 50 == 0:
            yield "step", (60 + 30 * number // max(1, len(plan.waiting)), "explaining")
        waits[child_id] = _why(plan.why_waiting(child_id, priced=False))
    yield (
        "done",
        Computed(
            pairs=[
                {
                    "volunteer_id": pair.volunteer_id,
                    "child_id": pair.child_id,
                    "score": pair.score,
                    "reasons": [[reason.name, reason.points] for reason in pair.reasons],
                    "mode": pair.mode,
                }
                for pair in plan.pairs
            ],
            waits=waits,
            exact=plan.proof.exact and plan.proof.objective == plan.proof.bound,
            objective=plan.proof.objective,
            bound=plan.proof.bound,
            levels=[list(level) for level in plan.proof.levels],
            seconds=round(seconds, 3),
        ),
    )


def _why(why: matching.WhyWaiting) -> dict[str, Any]:
    return {
        "feasible": why.feasible,
        "removed": [list(one) for one in why.removed],
        "nearest": [{"volunteer_id": one.volunteer_id, "rules": list(one.rules)} for one in why.nearest[:3]],
        "changes": [list(one) for one in why.changes],
    }


def best_three(given: Input) -> list[matching.Pair]:
    """The three best pairs for one child or one volunteer, best first: each is the best once those before it are out.

    ``given`` holds that one child with all volunteers, or that one volunteer (of capacity 1) with all children.
    """
    volunteers, children, policy, forbidden = given
    found: list[matching.Pair] = []
    while len(found) < 3:
        out = forbidden | {(pair.volunteer_id, pair.child_id) for pair in found}
        pairs = matching.match(volunteers, children, policy, forbidden=out).pairs
        if not pairs:
            break
        found.append(pairs[0])
    return found
