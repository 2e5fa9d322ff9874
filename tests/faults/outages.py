"""Faults of the database: gone and back, or held by somebody else; and its disk without room."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from pathlib import Path

from tests.faults.loading import Load

AWAY = (0.5, 6)
HELD = (14, 20)
"""Longer than the program waits for SQLite's lock, now and then."""
PAUSE = (0.5, 3)
LEAST = 4 * 1024


def go_away(load: Load, rounds: int, chance: random.Random) -> None:
    """PostgreSQL stops as if its power went and comes back; SQLite's file is held by another program meanwhile."""
    for _number in range(rounds):
        load.ask_for_backup()
        time.sleep(chance.uniform(*PAUSE))
        server = load.site.server
        if server is None:
            with contextlib.closing(sqlite3.connect(load.site.instance / "tongxing.db", timeout=60)) as other:
                other.isolation_level = None
                other.execute("BEGIN IMMEDIATE")
                time.sleep(chance.uniform(*HELD))
                other.execute("ROLLBACK")
        else:
            server.stop()
            time.sleep(chance.uniform(*AWAY))
            assert server.start()


def fill(load: Load, rounds: int, chance: random.Random) -> None:
    """The disk that everything lies on fills up to the last block, and is cleared after a while.

    PostgreSQL may stop over it; it is started again then, as a service manager does.
    """
    filler = Path(os.environ["TMPDIR"]) / "filler"
    for _number in range(rounds):
        load.ask_for_backup()
        time.sleep(chance.uniform(*PAUSE))
        _fill(filler, chance.uniform(*AWAY))
        server = load.site.server
        while server is not None and not server.running():
            server.start()
            time.sleep(0.5)


def _fill(filler: Path, seconds: float) -> None:
    """Again and again: what others free must not stay free."""
    end, size = time.monotonic() + seconds, 1024 * 1024
    try:
        with filler.open("wb", buffering=0) as file:
            while time.monotonic() < end:
                try:
                    file.write(b"\0" * size)
                except OSError:
                    size = max(LEAST, size // 2)
                    time.sleep(0.01)
    finally:
        filler.unlink()
