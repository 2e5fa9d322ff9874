"""The access matrix: one row per endpoint and method, each tried by every role, on records of every place and fate.

Each part keeps its rows in ``tests/guards/matrix/<part>.py`` as ``ROWS``. A route without a row fails the suite.
Places: ``own``; ``other_school`` (and another village, of the own township); ``other_township`` (of the own district);
``foreign`` (another district). Fates, at home: ``ended`` and ``suspended`` pairings, ``withdrawn`` consent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.foundation.access import Role
from tests.guards.world import World

Arguments = Callable[[World], Mapping[str, Any]]
PLACES = ("own", "other_school", "other_township", "foreign", "ended", "suspended", "withdrawn")
EVERYWHERE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
OF_THE_DISTRICT = EVERYWHERE | {Role.ORGANIZER, Role.SAFEGUARDING_LEAD}
REACH = {
    "other_school": OF_THE_DISTRICT | {Role.TOWNSHIP_SUPERVISOR},
    "other_township": OF_THE_DISTRICT,
    "foreign": frozenset[Role](),
}
"""How far a role reaches by its scope alone; what happened at home changes no scope."""


def nothing(world: World) -> Mapping[str, Any]:
    """No URL arguments."""
    return {}


@dataclass(frozen=True)
class Row:
    """One endpoint and method.

    ``allowed``: the roles that get an answer for a record of their own scope; everybody else gets 404.
    ``own``: URL arguments of a record within the own scope; ``foreign``: of one outside it (None where the URL names no
    record: then a role is tried once). ``public``: everybody gets an answer. ``data`` is posted. ``allowed_in``: the
    roles that get an answer in a place where that does not follow from ``allowed`` and the role's scope.
    """

    endpoint: str
    allowed: frozenset[Role] = frozenset()
    method: str = "GET"
    own: Arguments = nothing
    foreign: Arguments | None = None
    public: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    allowed_in: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    bearer: bool = False
    """It is for programs: asked with a token of the role's account, and what is posted is JSON."""
    names_others: bool = False
    """Its very purpose is to show files of which one may be elsewhere: who is allowed may read the other's name."""

    def allows(self, role: Role, place: str) -> bool:
        """Whether the role gets an answer for a record of this place."""
        if self.public:
            return True
        if place in self.allowed_in:
            return role in self.allowed_in[place]
        return role in self.allowed and role in REACH.get(place, frozenset(Role))


def row(endpoint: str, *allowed: Role, **values: Any) -> Row:
    """A row for the given roles: ``row("children.show", Role.SCHOOL_STAFF, own=..., foreign=...)``."""
    return Row(endpoint, frozenset(allowed), **values)
