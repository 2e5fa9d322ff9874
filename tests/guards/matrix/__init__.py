"""The access matrix: one row per endpoint and method, each tried by every role, in its own and in a foreign scope.

Each part keeps its rows in ``tests/guards/matrix/<part>.py`` as ``ROWS``. A route without a row fails the suite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.foundation.access import Role
from tests.guards.world import World

Arguments = Callable[[World], Mapping[str, Any]]


def nothing(world: World) -> Mapping[str, Any]:
    """No URL arguments."""
    return {}


@dataclass(frozen=True)
class Row:
    """One endpoint and method.

    ``allowed``: the roles that get an answer for a record of their own scope; everybody else gets 404.
    ``own``: URL arguments of a record within the own scope; ``foreign``: of one outside it (None where the URL names no
    record: then a role is tried once). ``public``: everybody gets an answer. ``data`` is posted.
    """

    endpoint: str
    allowed: frozenset[Role] = frozenset()
    method: str = "GET"
    own: Arguments = nothing
    foreign: Arguments | None = None
    public: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


def row(endpoint: str, *allowed: Role, **values: Any) -> Row:
    """A row for the given roles: ``row("children.show", Role.SCHOOL_STAFF, own=..., foreign=...)``."""
    return Row(endpoint, frozenset(allowed), **values)
