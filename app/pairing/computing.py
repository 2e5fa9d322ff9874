"""The engine in a process of its own: OR-Tools holds the interpreter's lock while it solves, and the parent must beat.

Only plain data crosses the pipe, and this module imports nothing but what the engine needs: the child starts light.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from app import matching
from app.pairing.lasting import told
from app.pairing.recruiting import recruits
from app.pairing.reserving import reserved
from app.pairing.solving import Input, solve, train

BEAT_SECONDS = 2.0
Work = Callable[[Any], Iterator[tuple[str, Any]]]
"""Yields ``("step", (percent, name))`` and at last ``("done", answer)``. A function of a module: it has to travel."""


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
    fairness: dict[str, Any] = field(default_factory=dict)
    recruits: list[dict[str, Any]] = field(default_factory=list)
    reserved: list[dict[str, Any]] = field(default_factory=list)
    retention: dict[str, Any] = field(default_factory=dict)


def compute_apart(given: Input, beat: Callable[[int, str], None]) -> Computed:
    """Match in a process of its own: what ``compute`` answers. Raises what ``work_apart`` does."""
    answer: Computed = work_apart(compute, given, beat)
    return answer


def work_apart(work: Work, given: Any, beat: Callable[[int, str], None]) -> Any:
    """Run the engine in a process of its own; ``beat(percent, step)`` is called at least every two seconds.

    Raises:
        NotProven: the answer is not exact.
        ComputingFailed: the process ended without an answer.
        Exception: whatever ``beat`` raises; the process is stopped then.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, work, given), daemon=True)
    process.start()
    there.close()
    try:
        return _follow(here, beat)
    finally:
        process.kill()
        process.join()
        here.close()


def _follow(pipe: Connection, beat: Callable[[int, str], None]) -> Any:
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
            return value


def _work(pipe: Connection, work: Work, given: Any) -> None:
    try:
        for message in work(given):
            pipe.send(message)
    except matching.UnprovenError as error:
        pipe.send(("unproven", str(error)))
    except Exception as error:  # noqa: BLE001 - the parent is told, whatever it was
        pipe.send(("failed", f"{type(error).__name__}: {error}"))


def compute(given: Input) -> Iterator[tuple[str, Any]]:
    """Match, then say why each waits; yields ``("step", (percent, name))`` and at last ``("done", Computed)``."""
    if given.outcomes:
        yield "step", (10, "learning")
    model = train(given)
    yield "step", (20, "computing")
    began = time.perf_counter()
    plan = solve(given, model)
    seconds = time.perf_counter() - began
    waits = {}
    for number, child_id in enumerate(plan.waiting):
        if number % 50 == 0:
            yield "step", (60 + 30 * number // max(1, len(plan.waiting)), "explaining")
        waits[child_id] = _why(plan.why_waiting(child_id, priced=False))
    yield "step", (90, "recruiting")
    wanted, shares = recruits(plan, given.children), fairness_of(plan)
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
            fairness=shares,
            recruits=wanted,
            reserved=reserved(plan, given),
            retention=told(model, len(given.outcomes)),
        ),
    )


def fairness_of(plan: matching.Plan) -> dict[str, Any]:
    """What each township is entitled to and gets, and the points of fit with fairness and without it."""
    price: tuple[int | None, int | None]
    try:
        price = plan.fairness_price.fit, plan.fairness_price.fit_without
    except matching.UnprovenError:  # the pairs are proven; only this comparison is missing
        price = None, None
    return {
        "on": plan.policy.fairness,
        "fit": price[0],
        "fit_without": price[1],
        "townships": [
            [one.township, one.children, round(one.entitlement, 2), one.floor, one.paired] for one in plan.townships
        ],
    }


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
    found: list[matching.Pair] = []
    while len(found) < 3:
        out = given.forbidden | {(pair.volunteer_id, pair.child_id) for pair in found}
        pairs = matching.match(given.volunteers, given.children, given.policy, forbidden=out).pairs
        if not pairs:
            break
        found.append(pairs[0])
    return found
