"""The web process of one machine: waitress, with the application."""

from __future__ import annotations

import importlib
import sys
import threading

from waitress.runner import run

ENGINE = "app.pairing.asking"


def load_engine() -> None:
    """Load what suggests pairs, beside whatever is being answered.

    Only once the application is there: two threads must not load it at one time. It takes two seconds of a slow
    machine. A start does not wait for it, and nobody who asks for the first suggestion
    of the day is to wait for it on one bar of signal.
    """
    threading.Thread(target=importlib.import_module, args=(ENGINE,), name="engine", daemon=True).start()


def main() -> int:
    """Serve as the arguments say, which are those of ``waitress-serve``; return the exit code."""
    importlib.import_module("wsgi")
    load_engine()
    return int(run(sys.argv))


if __name__ == "__main__":
    sys.exit(main())
