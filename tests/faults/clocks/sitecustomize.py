"""Found by Python at its start, where this folder is on its path: a clock so many seconds off as a file says."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import time_machine

_FILE = os.environ.get("CLOCK_OFFSET", "")
# What is true does not jump: the clock that only counts.
_START, _COUNTED = time.time(), time.monotonic()


def _follow() -> None:
    travel, last = None, 0.0
    while True:
        try:
            offset = float(Path(_FILE).read_text())
        except (OSError, ValueError):
            offset = last  # in the middle of being written
        if offset != last:
            if travel is not None:
                travel.stop()
            true = _START + time.monotonic() - _COUNTED
            travel = time_machine.travel(datetime.fromtimestamp(true + offset, UTC), tick=True)
            travel.start()
            last = offset
        time.sleep(0.1)


def _begin() -> None:
    threading.Thread(target=_follow, daemon=True).start()


if _FILE:
    _begin()
    os.register_at_fork(after_in_child=_begin)  # a server's own children
