"""Who sees the figures: the organizer of the district, the supervisor of the township, the staff of the school."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from app.foundation.access import Actor, Grant, Permission, Role, allow, within

READERS = (Role.ORGANIZER, Role.TOWNSHIP_SUPERVISOR, Role.SCHOOL_STAFF)


@dataclass(frozen=True)
class SchoolAsked:
    """A school as the rules judge it: with the townships its children are at home in."""

    district_id: uuid.UUID
    township_id: uuid.UUID | None
    school_id: uuid.UUID
    home_township_ids: frozenset[uuid.UUID]


def within_or_home(grant: Grant, actor: Actor, record: Any) -> bool:
    """The place lies in the supervisor's township, or is a school to which children of the township go."""
    return within(grant, actor, record) or grant.scope_id in getattr(record, "home_township_ids", ())


allow(
    Permission.COVERAGE_READ,
    (Role.ORGANIZER, within),
    (Role.TOWNSHIP_SUPERVISOR, within_or_home),
    (Role.SCHOOL_STAFF, within),
)
