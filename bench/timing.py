"""Side-by-side timing in one process: rounds alternate, medians are compared, lines are JSON."""

import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any


def clock(work: Callable[[], Any]) -> float:
    """Seconds that one call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compare(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int = 5) -> tuple[float, float]:
    """Median seconds of both, after one round that is not counted."""
    clock(ours)
    clock(theirs)
    pairs = [(clock(ours), clock(theirs)) for _ in range(rounds)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def report(bench: str, **values: Any) -> None:
    """Print one line of JSON; numbers are cut to four digits that count."""
    line = {name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in values.items()}
    print(json.dumps({"bench": bench, **line}), flush=True)
