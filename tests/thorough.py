"""How much is tried: in CI (THOROUGH=1) everything, and a third of it where somebody waits for `make test`."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("THOROUGH") == "1"


def examples(number: int) -> int:
    """How many of so many examples a property is given."""
    return number if THOROUGH else max(1, number // 3)
