"""Who issues, sees and prints certificates, who sees publicised hours, and who writes in a volunteer's record."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from app.certificates.models import Certificate, Publicity
from app.foundation.access import Actor, Grant, Permission, Role, ScopeKind, allow, visible, within, within_any
from app.places.models import Area, School
from app.volunteers.models import Volunteer

OF_THE_DISTRICT = (
    Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, Role.SAFEGUARDING_LEAD,
    Role.VOLUNTEER,
)  # fmt: skip


@dataclass(frozen=True)
class RecordOf:
    """A volunteer's record as it is judged: ``school_ids`` are the schools whose children the volunteer has met."""

    volunteer: Volunteer
    school_ids: frozenset[uuid.UUID]

    @property
    def id(self) -> uuid.UUID:
        """The volunteer's."""
        return self.volunteer.id

    @property
    def district_id(self) -> uuid.UUID:
        """For judging scope."""
        return self.volunteer.district_id

    @property
    def account_id(self) -> uuid.UUID | None:
        """For judging scope."""
        return self.volunteer.account_id

    @property
    def erased_at(self) -> Any:
        """An anonymised volunteer's record is nobody's."""
        return self.volunteer.erased_at


def served_here(grant: Grant, actor: Actor, record: Any) -> bool:
    """The volunteer has met a child of the grant's school."""
    del actor
    found: RecordOf = record
    return grant.scope_id in found.school_ids


def in_lists_only(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicate's signature
    """Never by the record alone: a grant does not say its district, so these roles find it with ``visible_to``."""
    return False


def not_ones_own(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicate's signature
    """Nobody certifies their own service, or answers what they objected to themselves; a season is nobody's own."""
    return getattr(record, "account_id", None) is None or record.account_id != actor.id


allow(Permission.CERTIFICATE_ISSUE, (Role.ORGANIZER, within, not_ones_own))
allow(Permission.CERTIFICATE_READ, (Role.ORGANIZER, within), (Role.VOLUNTEER, within))
allow(Permission.HOURS_EXPORT, (Role.ORGANIZER, within))
allow(Permission.ISSUER_WRITE, (Role.ORGANIZER, within))
allow(Permission.PUBLICITY_OPEN, (Role.ORGANIZER, within, not_ones_own))
allow(Permission.PUBLICITY_READ, *((role, in_lists_only) for role in OF_THE_DISTRICT))
allow(Permission.RECORD_OWN, (Role.VOLUNTEER, within))
allow(Permission.RECORD_READ, (Role.ORGANIZER, within), (Role.SCHOOL_STAFF, served_here))
allow(Permission.RECORD_WRITE, (Role.ORGANIZER, within, not_ones_own), (Role.SCHOOL_STAFF, served_here, not_ones_own))


@visible(Certificate)
def _certificates(actor: Actor) -> ColumnElement[bool]:
    """One's own, and an organizer's district's."""
    mine = select(Volunteer.id).where(Volunteer.account_id == actor.id)
    own = Certificate.volunteer_id.in_(mine) if actor.has(Role.VOLUNTEER) else false()
    return or_(own, within_any(actor, (Role.ORGANIZER,), Certificate))


@visible(Publicity)
def _publicities(actor: Actor) -> ColumnElement[bool]:
    """Those of the district one works or serves in."""
    conditions: list[ColumnElement[bool]] = []
    for grant in actor.grants:
        if grant.role not in OF_THE_DISTRICT:
            continue
        if grant.scope is ScopeKind.DISTRICT:
            conditions.append(Publicity.district_id == grant.scope_id)
        elif grant.scope is ScopeKind.OWN:
            mine = select(Volunteer.district_id).where(Volunteer.account_id == actor.id, Volunteer.erased_at.is_(None))
            conditions.append(Publicity.district_id.in_(mine))
        else:
            place: Any = School if grant.scope is ScopeKind.SCHOOL else Area
            conditions.append(Publicity.district_id.in_(select(place.district_id).where(place.id == grant.scope_id)))
    return or_(false(), *conditions)
