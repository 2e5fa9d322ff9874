"""Who acts: an account with its roles, or a named part of the system."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of the design; each is limited to a scope."""

    VOLUNTEER = "volunteer"
    SCHOOL_STAFF = "school_staff"
    VILLAGE_DIRECTOR = "village_director"
    TOWNSHIP_SUPERVISOR = "township_supervisor"
    ORGANIZER = "organizer"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class ScopeKind(StrEnum):
    """What a role is limited to. ``OWN`` is the volunteer's: what carries their account."""

    OWN = "own"
    SCHOOL = "school"
    VILLAGE = "village"
    TOWNSHIP = "township"
    DISTRICT = "district"
    INSTALLATION = "installation"


SCOPES: dict[Role, frozenset[ScopeKind]] = {
    Role.VOLUNTEER: frozenset({ScopeKind.OWN}),
    Role.SCHOOL_STAFF: frozenset({ScopeKind.SCHOOL}),
    Role.VILLAGE_DIRECTOR: frozenset({ScopeKind.VILLAGE}),
    Role.TOWNSHIP_SUPERVISOR: frozenset({ScopeKind.TOWNSHIP}),
    Role.ORGANIZER: frozenset({ScopeKind.DISTRICT}),
    Role.SAFEGUARDING_LEAD: frozenset({ScopeKind.DISTRICT}),
    Role.ADMINISTRATOR: frozenset({ScopeKind.INSTALLATION}),
    Role.AUDITOR: frozenset({ScopeKind.INSTALLATION}),
}


@dataclass(frozen=True)
class Grant:
    """A role and the one thing it reaches; ``scope_id`` is None for ``OWN`` and ``INSTALLATION``."""

    role: Role
    scope: ScopeKind
    scope_id: uuid.UUID | None = None

    def __post_init__(self) -> None:
        if self.scope not in SCOPES[self.role]:
            raise ValueError(f"{self.role} cannot be limited to {self.scope}")
        if (self.scope_id is None) != (self.scope in {ScopeKind.OWN, ScopeKind.INSTALLATION}):
            raise ValueError(f"{self.role}: a scope of kind {self.scope} has the wrong scope_id")


@dataclass(frozen=True)
class Actor:
    """Who asks. ``id`` is the account's; a system actor has none and is named by ``label``."""

    id: uuid.UUID | None
    grants: tuple[Grant, ...] = ()
    label: str = ""
    is_system: bool = False

    def has(self, role: Role) -> bool:
        """Whether any grant carries this role."""
        return any(grant.role is role for grant in self.grants)

    def scope_ids(self, role: Role) -> frozenset[uuid.UUID]:
        """What this role reaches, by id."""
        return frozenset(g.scope_id for g in self.grants if g.role is role and g.scope_id is not None)


def system_actor(label: str) -> Actor:
    """A command or a job, under its own name in the audit log; it may do what its rule does."""
    return Actor(id=None, label=label, is_system=True)
