"""The load under which things break, and the reckoning afterwards: what was acknowledged is there, once, and logged."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.foundation import clock
from tests.faults.clients import Phone, SignedOut, Told, write
from tests.scale.cluster import Cluster

PHONES = 3
SETTLED = 300


@dataclass
class Load:
    """Phones that write, and an administrator who asks for backups, which workers make."""

    site: Cluster
    told: Told
    admin: Phone
    asked: list[str] = field(default_factory=list)

    def ask_for_backup(self) -> None:
        """Have a job made and acknowledged."""
        number = str(uuid.uuid4())

        def ask() -> bytes:
            token = self.admin.token("/operations")
            return self.admin.ask("/operations/backup", {"backup_id": number, "csrf_token": token})

        while True:
            try:
                self.admin.until(ask)
                break
            except SignedOut:
                self.admin.sign_in()
        self.asked.append(f"backup:{number}")

    def reckon(self) -> dict[str, Any]:
        """The figures, once no job waits or runs any more."""
        _settle(self.site)
        return reckoned(self.site, self.told, self.asked)


@contextlib.contextmanager
def load(site: Cluster) -> Iterator[Load]:
    """Phones write until the end; what went wrong with one of them is raised there."""
    lock, stop, failed, told = threading.Lock(), threading.Event(), list[BaseException](), Told()
    # Yesterday's visits: a clock that goes back must not make them tomorrow's.
    day = (clock.today() - timedelta(days=1)).isoformat()
    phones = [Phone(site.url, "demo-village", told) for _ in range(PHONES)]
    threads = [
        threading.Thread(target=_kept(failed, write), args=(one, day, lock, stop), daemon=True) for one in phones
    ]
    made = Load(site, told, Phone(site.url, "demo-admin", told))
    for thread in threads:
        thread.start()
    yield made  # what is raised here ends it all: nobody waits for phones that will not be answered
    stop.set()
    for thread in threads:
        thread.join(120)
    if failed:
        raise failed[0]


def _kept(failed: list[BaseException], work: Callable[..., None]) -> Callable[..., None]:
    def run_it(*arguments: object) -> None:
        try:
            work(*arguments)
        except BaseException as error:  # noqa: BLE001 - raised again by who waits for the thread
            failed.append(error)

    return run_it


def _settle(site: Cluster) -> None:
    """Until no job waits or runs: what a killed worker held is taken up after a minute, by the next scheduler."""
    end = time.monotonic() + SETTLED
    while time.monotonic() < end and site.ask("SELECT 1 FROM job WHERE state IN ('queued', 'running')"):
        time.sleep(1)


def reckoned(site: Cluster, told: Told, asked: list[str]) -> dict[str, Any]:
    """What was acknowledged, found, lost, doubled and not logged; jobs; chains of the audit log that do not verify."""
    plain = {uuid.UUID(number) for number in told.acknowledged}
    found = {uuid.UUID(str(row[0])) for row in site.ask("SELECT id FROM visit")}
    logged = site.ask("SELECT object_id FROM audit_event WHERE action = 'visit.recorded'")
    events = [one for one in (uuid.UUID(str(row[0])) for row in logged) if one in plain]
    jobs = {str(key): str(state) for key, state in site.ask("SELECT key, state FROM job WHERE kind = 'backup'")}
    return {
        "requests": told.tries, "repeated": told.again, "told_outage": told.outages, "told_broken": told.broken,
        "acknowledged": len(plain), "found": len(plain & found),
        "lost": len(plain - found), "doubled": len(events) - len(set(events)), "unlogged": len(plain - set(events)),
        "jobs_asked": len(asked), "jobs_lost": len([key for key in asked if key not in jobs]),
        "jobs_open": len([key for key in asked if jobs.get(key) in {"queued", "running"}]),
        "jobs_given_up": len([key for key in asked if jobs.get(key) == "failed"]),
        "chains_broken": broken(site),
    }  # fmt: skip


def broken(site: Cluster) -> int:
    """1 where a chain of the audit log does not verify."""
    try:
        site.flask("audit", "verify")
    except Exception:  # noqa: BLE001 - it says how many through its exit code alone
        return 1
    return 0
