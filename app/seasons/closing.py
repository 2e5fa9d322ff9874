"""What keeps a season open: each part above says what of it must be done before the season may close.

A part calls ``keeps_open`` where its handlers are defined. The rule that closes a season asks all of them within its
own transaction, with the season locked, and the checklist on the season's page is the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.foundation.database import DbSession
from app.seasons.models import Season

Count = Callable[[DbSession, Season], int]
Arguments = Callable[[Season], Mapping[str, Any]]


@dataclass(frozen=True)
class Check:
    """One thing that must be done: its message (with ``%(count)s``), how many are left, and where they are found."""

    code: str
    order: int
    count: Count
    endpoint: str
    arguments: Arguments


@dataclass(frozen=True)
class Left:
    """What a check found in a season; ``count`` 0: done."""

    code: str
    count: int
    endpoint: str
    arguments: Mapping[str, Any]


_checks: dict[str, Check] = {}


def keeps_open(
    code: str, count: Count, *, order: int, endpoint: str, arguments: Arguments = lambda _season: {}
) -> None:
    """Register a check, once per message code; the lowest order stands first.

    ``code`` has a message that says what is left and what to do (``%(count)s`` stands for how many), and one called
    ``<code>.done`` for when nothing is. ``count`` counts all of the season, whatever the reader may see; ``endpoint``
    is the page on which those who may see them do.
    """
    _checks[code] = Check(code, order, count, endpoint, arguments)


def checklist(session: DbSession, season: Season) -> list[Left]:
    """Every check with how many things it still finds, in order."""
    ordered = sorted(_checks.values(), key=lambda check: (check.order, check.code))
    return [Left(one.code, one.count(session, season), one.endpoint, one.arguments(season)) for one in ordered]
