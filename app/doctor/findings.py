"""What a check finds, and the list of checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.foundation.database import db


class State(StrEnum):
    """How it stands: nothing to do, worth a look, to be mended now."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line of the page: how it stands, in words, and where something is to be done, what."""

    state: State
    what: Any
    mend: Any = ""


Check = Callable[[], Iterator[Finding]]
_checks: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Register a check; the page shows them in the order in which their modules are imported."""
    _checks[function.__name__] = function
    return function


def examine() -> list[Finding]:
    """Run every check. One that fails is a finding itself, and the others still run; nothing is written."""
    found: list[Finding] = []
    for name, function in _checks.items():
        try:
            found += function()
        except Exception as error:  # noqa: BLE001 - whatever is broken, the page is what somebody reads to mend it
            what = _l("The check “%(name)s” could not be run: %(kind)s.", name=name, kind=type(error).__name__)
            found.append(Finding(State.BAD, what, _l("Read the log of the site; put the lines above right first.")))
        finally:
            db.session.rollback()
    return found
