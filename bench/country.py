"""The whole country in shards: 2,843 districts of 352 x 3,166, two processes, every shard proven.

Enters through the encoded pools that `match` itself uses, one file a district, read where it is solved. By default some
districts are run and the rest is reckoned from them (`reckoned` in the line); `--shards 2843` runs them all. Beside it
pandas reads the same people from CSV.
"""

import argparse
import io
import pickle
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from data import people
from timing import clock, report

from app.matching import Child, Policy, Volunteer
from app.matching.encode import Pool, by_id, encode
from app.matching.shards import solve_pools

DISTRICTS = 2843


def as_csv(volunteers: list, children: list) -> str:
    """One row a person with the same answers, sets joined by a bar."""
    rows = []
    for person in [*volunteers, *children]:
        wants = getattr(person, "skills", None) or person.needs
        listed = "|".join(f"{w.area}/{w.subject}" for w in wants)
        slots = "|".join(map(str, sorted(person.slots)))
        modes, grade = "|".join(person.modes), getattr(person, "grade", "")
        days = getattr(person, "waiting_days", "")
        rows.append(f"{person.id},{listed},{grade},{person.township},{person.gender},{slots},{modes},{days}")
    return "id,wants,grade,township,gender,slots,modes,days\n" + "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", type=int, default=96)
    parser.add_argument("--distinct", type=int, default=12, help="districts made; they are repeated up to --shards")
    options = parser.parse_args()
    districts = [people(100 + k, 352, 3166) for k in range(min(options.distinct, options.shards))]
    with tempfile.TemporaryDirectory() as folder:
        measure(options, districts, [store(Path(folder) / f"{k}", *district) for k, district in enumerate(districts)])


def store(path: Path, left: list[Volunteer], right: list[Child]) -> Callable[[], Pool]:
    """Keep the encoded pool of a district in a file; what is answered reads it, in the process that solves it."""
    path.write_bytes(pickle.dumps(encode(sorted(left, key=by_id), sorted(right, key=by_id)), protocol=5))
    return partial(read, path)


def read(path: Path) -> Pool:
    return pickle.loads(path.read_bytes())  # noqa: S301 -- our own file, made a moment ago


def measure(options: argparse.Namespace, districts: list[Any], shards: list[Callable[[], Pool]]) -> None:
    text = [as_csv(left, right) for left, right in districts]
    list(solve_pools(shards * 2, Policy(), 2))  # starts the processes and fills their caches of text
    begin = time.perf_counter()
    answers = list(solve_pools((shards[k % len(shards)] for k in range(options.shards)), Policy(), 2))
    mine = time.perf_counter() - begin
    assert all(answer.proof.exact for answer in answers)
    read = sum(clock(lambda k=k: pd.read_csv(io.StringIO(text[k % len(text)]))) for k in range(options.shards))
    report(
        "country",
        size=f"{DISTRICTS}x(352x3166)",
        shards_run=options.shards,
        text_vectors="cached",
        reckoned=options.shards < DISTRICTS,
        proven=sum(answer.proof.exact for answer in answers),
        country_s=mine * DISTRICTS / options.shards,
        csv_s=read * DISTRICTS / options.shards,
        per_shard_s=mine / options.shards,
        ratio=mine / read,
        must=12,
        aim=4,
    )


if __name__ == "__main__":
    main()
