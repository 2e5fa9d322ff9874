"""Faults that are judged by a twin to which nothing happened: two schedulers at once, and an upgrade that is killed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from tests.browser.site import ROOT, Site, prepared
from tests.faults.machines import CLOCKS
from tests.scale.cluster import on_database

LATER = 75 * 24 * 3600
"""Seconds: by then checks, consents, proposals and visits of the demo district are out of date."""
SCHEDULERS = 3
OLDER = "0020"
"""A revision well before the last: tables are rebuilt and made on the way from there."""


def two_schedulers(kind: str, folder: Path, rounds: int) -> dict[str, Any]:
    """Several do everything that time makes due, at the same moment; the same is left as by one alone."""
    left = {}
    for number in (1, SCHEDULERS):
        (instance := folder / str(number)).mkdir()
        (clock := instance / "clock").write_text(str(LATER))
        with on_database(kind, instance) as database:
            if database is None:
                raise SystemExit("PostgreSQL is not installed here.")
            site = prepared(instance, **database[0], BACKUP_KEEP="0")
            site.flask("db", "upgrade")
            site.flask("demo", "load", "--if-empty")
            before = _counts(database[0]["DATABASE_URL"])
            command = [sys.executable, "-m", "tests.faults.chores", str(rounds)]
            environment = site.environment | {"PYTHONPATH": str(CLOCKS), "CLOCK_OFFSET": str(clock)}
            at_once = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(number)]
            assert not any(one.wait(600) for one in at_once)
            left[number] = _counts(database[0]["DATABASE_URL"])
            chains = _audit(site)
    differs = sorted(name for name in left[1] if left[1][name] != left[SCHEDULERS].get(name))
    return {
        "schedulers": SCHEDULERS, "rounds": rounds, "done_by_one": sum(left[1].values()) - sum(before.values()),
        "doubled": len(differs), "differs": differs, "chains_broken": chains,
    }  # fmt: skip


def interrupted_upgrade(kind: str, folder: Path, rounds: int, chance: random.Random) -> dict[str, Any]:
    """An upgrade with everybody's data is killed at random points and begun again; nothing shows it afterwards."""
    with on_database(kind, folder) as database:
        if database is None:
            raise SystemExit("PostgreSQL is not installed here.")
        site, url = prepared(folder, **database[0], BACKUP_KEEP="0"), database[0]["DATABASE_URL"]
        site.flask("db", "upgrade")
        site.flask("demo", "load", "--if-empty")
        site.flask("db", "downgrade", OLDER)
        began = time.monotonic()
        site.flask("db", "upgrade")
        whole, shape, counts = time.monotonic() - began, _shape(url), _counts(url)
        site.flask("db", "downgrade", OLDER)
        killed = 0
        for _number in range(rounds):
            with subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"], cwd=ROOT, env=site.environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ) as upgrade:  # fmt: skip
                try:
                    upgrade.wait(chance.uniform(0.3, 1) * whole)
                except subprocess.TimeoutExpired:
                    upgrade.kill()
                    killed += 1
            if _revision(url) != OLDER:
                site.flask("db", "downgrade", OLDER)  # that one was through: the next has its chance
        site.flask("db", "upgrade")
        return {
            "killed": killed, "rounds": rounds, "lost": sum(counts[name] != now for name, now in _counts(url).items()),
            "shape_differs": int(_shape(url) != shape), "chains_broken": _audit(site),
        }  # fmt: skip


def _counts(url: str) -> dict[str, int]:
    """Rows of every table, and of the audit log by action."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if not name.startswith("huey_")]
        found = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in tables}
        by_action = connection.execute(text("SELECT action, count(*) FROM audit_event GROUP BY action"))
        return found | {f"audit: {action}": count for action, count in by_action}


def _shape(url: str) -> dict[str, Any]:
    """Tables, columns and indexes."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        there = inspect(connection)
        return {
            name: (
                sorted((one["name"], str(one["type"]), one["nullable"]) for one in there.get_columns(name)),
                sorted(str(one["name"]) for one in there.get_indexes(name)),
            )
            for name in sorted(there.get_table_names())
            if not name.startswith("huey_")
        }


def _revision(url: str) -> str:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _audit(site: Site) -> int:
    try:
        site.flask("audit", "verify")
    except subprocess.CalledProcessError:
        return 1
    return 0
