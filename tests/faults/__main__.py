"""`python -m tests.faults --kills 200`: machines killed at random points under load, on each database; JSON lines.

Each kill takes a web process or a worker without a word, and starts another. Phones send visits all the while and are
told "taken"; an administrator asks for backups, which workers make. At the end all of it must be there, once.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.foundation import clock
from tests.faults.clients import Phone, Told, write
from tests.scale.cluster import Cluster, cluster

PHONES = 3
PAUSE = (0.05, 1.2)
"""Seconds between a kill and the next, at random."""
SETTLED = 300
JOBS_EVERY = 10


def main() -> int:
    """Run on each database; 1 where anything was lost, doubled or broken."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = words.parse_args()
    fine = True
    for kind in ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,):
        with tempfile.TemporaryDirectory(prefix="tongxing-faults-") as folder:
            told = run(kind, Path(folder), chosen.kills, chosen.seed)
        print(json.dumps(told), flush=True)  # noqa: T201 - a command speaks
        fine = fine and good(told)
    return 0 if fine else 1


def good(told: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled or broken, and something was tried."""
    wrong = ("lost", "doubled", "unlogged", "jobs_lost", "jobs_open", "chains_broken")
    return told["acknowledged"] > 0 and told["jobs_asked"] > 0 and not any(told[name] for name in wrong)


def run(kind: str, folder: Path, kills: int, seed: int) -> dict[str, Any]:
    """One cluster, so many kills; what was acknowledged, found, lost and doubled.

    Raises:
        SystemExit: the database is not installed here.
    """
    with cluster(folder, kind, BACKUP_KEEP="3", BACKUP_FOLDER=str(folder / "backups")) as site:
        if site is None:
            raise SystemExit("PostgreSQL is not installed here.")
        # The same kills at the same moments, as far as a machine's load lets them be.
        chance, told, lock, stop = random.Random(seed), Told(), threading.Lock(), threading.Event()  # noqa: S311 - which one dies is no secret
        day = clock.today().isoformat()
        failed: list[BaseException] = []
        phones = [Phone(site.url, "demo-village") for _ in range(PHONES)]
        threads = [threading.Thread(target=_kept(failed, write), args=(one, day, told, lock, stop)) for one in phones]
        for thread in threads:
            thread.start()
        asked = _kill(site, kills, chance, Phone(site.url, "demo-admin"))
        stop.set()
        for thread in threads:
            thread.join(120)
        if failed:
            raise failed[0]
        _settle(site)
        return {"database": kind, "kills": kills, "seed": seed, **_judge(site, told, asked)}


def _kept(failed: list[BaseException], work: Callable[..., None]) -> Callable[..., None]:
    def run_it(*arguments: object) -> None:
        try:
            work(*arguments)
        except BaseException as error:  # noqa: BLE001 - raised again by who waits for the thread
            failed.append(error)

    return run_it


def _kill(site: Cluster, kills: int, chance: random.Random, admin: Phone) -> list[str]:
    """Kill and start again, so often; now and then ask for a backup. Returns the keys of the jobs acknowledged."""
    asked = []
    for number in range(kills):
        if number % JOBS_EVERY == 0:
            asked.append(_ask_for_backup(admin))
        time.sleep(chance.uniform(*PAUSE))
        machine = chance.choice([*site.webs, *site.webs, *site.workers])
        machine.kill()
        machine.start()
    return asked


def _ask_for_backup(admin: Phone) -> str:
    number = str(uuid.uuid4())
    token = admin.token("/operations")
    admin.until(lambda: admin.ask("/operations/backup", {"backup_id": number, "csrf_token": token}))
    return f"backup:{number}"


def _settle(site: Cluster) -> None:
    """Until no job waits or runs: what a killed worker held is taken up after a minute, by the next scheduler."""
    end = time.monotonic() + SETTLED
    while time.monotonic() < end and site.ask("SELECT 1 FROM job WHERE state IN ('queued', 'running')"):
        time.sleep(1)


def _judge(site: Cluster, told: Told, asked: list[str]) -> dict[str, Any]:
    plain = {uuid.UUID(number) for number in told.acknowledged}
    found = {uuid.UUID(str(row[0])) for row in site.ask("SELECT id FROM visit")}
    logged = site.ask("SELECT object_id FROM audit_event WHERE action = 'visit.recorded'")
    events = [one for one in (uuid.UUID(str(row[0])) for row in logged) if one in plain]
    jobs = {str(key): str(state) for key, state in site.ask("SELECT key, state FROM job WHERE kind = 'backup'")}
    return {
        "requests": told.tries, "repeated": told.again, "acknowledged": len(plain), "found": len(plain & found),
        "lost": len(plain - found), "doubled": len(events) - len(set(events)), "unlogged": len(plain - set(events)),
        "jobs_asked": len(asked), "jobs_lost": len([key for key in asked if key not in jobs]),
        "jobs_open": len([key for key in asked if jobs.get(key) in {"queued", "running"}]),
        "jobs_given_up": len([key for key in asked if jobs.get(key) == "failed"]),
        "chains_broken": _broken(site),
    }  # fmt: skip


def _broken(site: Cluster) -> int:
    try:
        site.flask("audit", "verify")
    except Exception:  # noqa: BLE001 - it says how many through its exit code alone
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
