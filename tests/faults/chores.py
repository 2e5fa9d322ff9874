"""Do everything that time makes due, so many times, as a worker does that believes itself the scheduler."""

from __future__ import annotations

import sys
import time

from app.factory import build
from app.foundation.jobs.worker import do_chores

AFTER_THE_CLOCK = 1
"""Seconds until the moved clock goes."""


def main() -> None:
    """The argument is how many times."""
    time.sleep(AFTER_THE_CLOCK)
    app = build()
    for _round in range(int(sys.argv[1])):
        with app.app_context():
            do_chores()


if __name__ == "__main__":
    main()
