"""Tongxing 童行. Importing this package loads nothing: ``import app.matching`` must not load Flask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; see ``app.factory``."""
    from app.factory import build

    return build(settings)
