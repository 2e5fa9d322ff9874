"""The web process of one machine: waitress, with the application."""

from __future__ import annotations

import importlib
import sys
import threading

from waitress.runner import run

LIBRARIES = ("scipy.sparse.csgraph", "sklearn.feature_extraction.text")
"""What the engine loads when it is asked for the first time."""


def load_engine() -> threading.Thread:
    """Load what the engine stands on, beside whatever is being answered.

    It takes two seconds of a slow machine. A start does not wait for it, and nobody who asks for the first suggestion
    of the day is to wait for it on one bar of signal.
    """
    loading = threading.Thread(target=_load, name="engine", daemon=True)
    loading.start()
    return loading


def _load() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)


def main() -> int:
    """Serve as the arguments say, which are those of ``waitress-serve``; return the exit code."""
    importlib.import_module("wsgi")  # two threads must not load the application at one time
    load_engine()
    return int(run(sys.argv))


if __name__ == "__main__":
    sys.exit(main())
