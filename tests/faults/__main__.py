"""`python -m tests.faults`: everything breaks that can, under load, on each database; a JSON line each.

`kills` takes machines at random points, so many times; the other faults come in rounds. Nothing that was acknowledged
may be lost, nothing doubled, nothing missing from the log, no job forgotten; 1 where anything was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults import machines, outages, twins
from tests.faults.loading import Load, load
from tests.scale.cluster import cluster

Break = Callable[[Load, int, random.Random], None]
UNDER_LOAD: dict[str, tuple[Break, int]] = {
    "kills": (machines.kill, 200),
    "gone": (outages.go_away, 6),
    "full": (outages.fill, 6),
    "clock": (machines.jump, 20),
    "slow": (machines.stall, 15),
    "twice": (machines.deliver_twice, 6),
}
"""With how many rounds each."""
BY_TWINS = {"schedulers": 3, "upgrade": 12}
DATABASES = ("sqlite", "postgresql")
DISK = {"sqlite": "160m", "postgresql": "420m"}
WRONG = ("lost", "doubled", "unlogged", "jobs_lost", "jobs_open", "chains_broken", "told_broken", "shape_differs")


def main() -> int:
    """Run what was asked for; 1 where anything was lost, doubled or broken."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kills", type=int, default=0, help="only kills, so many on each database")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    words.add_argument("--fault", choices=(*UNDER_LOAD, *BY_TWINS, "all"), default="all")
    chosen = words.parse_args()
    if chosen.kills:
        chosen.fault = "kills"
    fine = True
    for name in (*UNDER_LOAD, *BY_TWINS) if chosen.fault == "all" else (chosen.fault,):
        for kind in DATABASES if chosen.database == "both" else (chosen.database,):
            if name == "full" and "FILLED" not in os.environ:
                fine = on_a_small_disk(kind, chosen.seed) and fine
                continue
            told = {"fault": name, "database": kind, "seed": chosen.seed, **run(name, kind, chosen.seed, chosen.kills)}
            print(json.dumps(told), flush=True)  # noqa: T201 - a command speaks
            fine = fine and good(told)
    return 0 if fine else 1


def good(told: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled or broken, and something was tried."""
    tried = told["acknowledged"] > 0 and told["jobs_asked"] > 0 if "acknowledged" in told else told["rounds"] > 0
    return tried and not any(told.get(name) for name in WRONG)


def run(name: str, kind: str, seed: int, kills: int) -> dict[str, Any]:
    """One fault on one database, in a folder of its own.

    Raises:
        SystemExit: the database is not installed here.
    """
    # The same at the same moments, as far as a machine's load lets it be.
    chance = random.Random(seed)  # noqa: S311 - which one dies is no secret
    with tempfile.TemporaryDirectory(prefix="tongxing-faults-") as scratch:
        folder = Path(scratch)
        if name == "schedulers":
            return twins.two_schedulers(kind, folder, BY_TWINS[name])
        if name == "upgrade":
            return twins.interrupted_upgrade(kind, folder, BY_TWINS[name], chance)
        return _under_load(name, kind, folder, kills, chance)


def _under_load(name: str, kind: str, folder: Path, kills: int, chance: random.Random) -> dict[str, Any]:
    how, rounds = UNDER_LOAD[name]
    rounds = kills or rounds
    own = machines.clocks(folder) if name == "clock" else ()
    settings = {"BACKUP_KEEP": "3", "BACKUP_FOLDER": str(folder / "backups")}
    with cluster(folder, kind, doubled=name == "twice", own=own, **settings) as site:
        if site is None:
            raise SystemExit("PostgreSQL is not installed here.")
        with load(site) as under:
            how(under, rounds, chance)
        return {"rounds": rounds, **under.reckon()}


def on_a_small_disk(kind: str, seed: int) -> bool:
    """The same program again, with a disk of its own for everything; needs the right to mount one."""
    here = [sys.executable, "-m", "tests.faults", "--fault", "full", "--database", kind, "--seed", str(seed)]
    with tempfile.TemporaryDirectory(prefix="tongxing-disk-") as place:
        script = 'mount -t tmpfs -o "size=$0,mode=1777" none "$1" && shift && exec "$@"'
        command = ["unshare", "--mount", "sh", "-c", script, DISK[kind], place, *here]
        return subprocess.run(command, env={**os.environ, "TMPDIR": place, "FILLED": "1"}, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
