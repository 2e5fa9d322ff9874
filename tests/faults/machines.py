"""Faults of machines: killed, stalled, with clocks that jump; and of what lies between, which delivers twice."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from tests.faults.loading import Load

PAUSE = (0.05, 1.2)
"""Seconds between a kill and the next, at random."""
JOBS_EVERY = 10
STALL = (0.5, 4)
JUMP = 2 * 3600
CLOCKS = Path(__file__).parent / "clocks"
"""A folder whose ``sitecustomize`` gives a process a clock that a file moves."""


def kill(load: Load, rounds: int, chance: random.Random) -> None:
    """Take a web process or a worker without a word, and start another, so often."""
    site = load.site
    for number in range(rounds):
        if number % JOBS_EVERY == 0:
            load.ask_for_backup()
        time.sleep(chance.uniform(*PAUSE))
        machine = chance.choice([*site.webs, *site.machines])
        machine.kill()
        machine.start()


def stall(load: Load, rounds: int, chance: random.Random) -> None:
    """What a disk that does not answer does: everything that waits for it stands still for a while.

    PostgreSQL's processes stand still, or on SQLite a machine, mid-transaction where it happens to be in one.
    """
    for number in range(rounds):
        if number % JOBS_EVERY == 0:
            load.ask_for_backup()
        time.sleep(chance.uniform(*PAUSE))
        stalled = load.site.server or chance.choice(load.site.machines)
        stalled.tell(signal.SIGSTOP)
        time.sleep(chance.uniform(*STALL))
        stalled.tell(signal.SIGCONT)


def jump(load: Load, rounds: int, chance: random.Random) -> None:
    """Clocks jump by up to two hours, to and fro: of all machines at once where they are one, else of each alone."""
    files = sorted(load.site.instance.glob("clock-*"))
    for number in range(rounds):
        if number % JOBS_EVERY == 0:
            load.ask_for_backup()
        offset = str(chance.uniform(-JUMP, JUMP))
        for file in files if load.site.server is None else [chance.choice(files)]:
            file.write_text(offset)
        time.sleep(chance.uniform(*PAUSE) + 1)
    for file in files:
        file.write_text("0")


def clocks(instance: Path) -> list[dict[str, str]]:
    """The settings that give each of four machines such a clock."""
    files = [instance / f"clock-{number}" for number in range(4)]
    for file in files:
        file.write_text("0")
    return [{"PYTHONPATH": str(CLOCKS), "CLOCK_OFFSET": str(file)} for file in files]


def deliver_twice(load: Load, rounds: int, chance: random.Random) -> None:
    """Every request reaches both web machines (the balancer does it), every signal of a job comes again and again."""
    for _number in range(rounds):
        load.ask_for_backup()
        for _time in range(3):
            load.site.python("-m", "tests.faults.signals")
        time.sleep(chance.uniform(*PAUSE))
