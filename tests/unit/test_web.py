"""The web process loads the engine by itself, once: nobody who asks for a suggestion waits for it."""

from __future__ import annotations

import sys
import threading

from app.web import ENGINE, load_engine


def test_what_suggests_pairs_is_loaded_beside() -> None:
    load_engine()
    for one in [one for one in threading.enumerate() if one.name == "engine"]:
        one.join(60)
    assert hasattr(sys.modules[ENGINE], "wanted_pair")
