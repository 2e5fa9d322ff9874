"""What production refuses at start: demo data and default accounts (secrets are checked with the settings)."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask
from sqlalchemy import inspect

from app.foundation.database import db

Check = Callable[[], str | None]
_checks: list[Check] = []


class UnsafeToStart(click.ClickException):
    """Production mode refuses to start; the message names every reason."""


def start_check(function: Check) -> Check:
    """Register a check of the data: returns what is wrong, or None."""
    if function not in _checks:
        _checks.append(function)
    return function


def check_at_start(app: Flask) -> None:
    """Run the checks, once there are tables to look at.

    Raises:
        UnsafeToStart: naming each problem.
    """
    with app.app_context():
        found = problems()
        db.session.remove()
        if found:
            db.engine.dispose()
    if found:
        raise UnsafeToStart("Production refuses to start: " + " ".join(found))


def problems() -> list[str]:
    """What of the data production would refuse, in sentences; nothing before the first migration."""
    if not inspect(db.engine).has_table("account"):
        return []
    return [problem for check in _checks if (problem := check())]
