"""The web process loads what the engine stands on by itself: nobody who asks for a suggestion waits for it."""

from __future__ import annotations

import subprocess
import sys

from tests.browser.site import ROOT

ASKED_FOR_THE_FIRST_TIME = """
import sys
from app.web import load_engine
load_engine().join()
from app.matching import match
from tests.matching.people import make_pool
before = set(sys.modules)
plan = match(*make_pool(3, 30, 90))
assert plan.pairs
print(sorted(name for name in set(sys.modules) - before if name.split(".")[0] in {"scipy", "sklearn", "numpy"}))
"""


def test_the_first_suggestion_loads_nothing_more() -> None:
    command = [sys.executable, "-c", ASKED_FOR_THE_FIRST_TIME]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
