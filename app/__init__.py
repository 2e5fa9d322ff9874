"""Tongxing 童行. Importing this package loads nothing: ``import app.matching`` must not load Flask."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; see ``app.factory``."""
    collecting = gc.isenabled()
    gc.disable()  # nothing is thrown away here, and looking for it takes a quarter of the start
    try:
        from app.factory import build

        app = build(settings)
        if not app.testing:
            gc.freeze()  # it stays as long as the process: no request waits until all of it was looked through again
        return app
    finally:
        if collecting:
            gc.enable()
