"""The rule of the sensitive sections: who holds a key to which, judged at the moment of reading, and the log of it.

Nothing else hands out an address, a state of health, a carer's phone or a counselling note of a child on file. No job
closes anything: a key that ran out, or whose role or season ended, is no key when it is looked for.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import and_, or_, select

from app.accounts.models import RoleGrant
from app.children.access import NEAR, askable, may_write_counselling
from app.children.codes import OpenReason
from app.children.disclosure.codes import DUTY_SECTIONS, Basis, GrantOutcome, Section
from app.children.models import AccessGrant, Carer, Child, CounsellingNote, DutyGrant
from app.foundation import audit, clock
from app.foundation.access import Actor, Grant, Permission, Role, authorize, may
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.seasons.models import Season, SeasonStage


@dataclass(frozen=True)
class Key:
    """Why a section is open to somebody. Without a ``reason`` it opens once one is given."""

    basis: Basis
    reason: OpenReason | None = None
    grant_id: uuid.UUID | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class OpenCarer:
    """A carer with what ``Section.PHONES`` hides."""

    id: uuid.UUID
    name: str | None
    relation: str
    phone: str | None
    whereabouts: str | None
    legal_guardian: bool
    entrusted: bool


@dataclass(frozen=True)
class Opened:
    """What was opened and is on the log; of a section that is not in ``keys`` nothing is here."""

    keys: Mapping[Section, Key] = field(default_factory=dict)
    address: str | None = None
    health: str | None = None
    carers: tuple[OpenCarer, ...] = ()
    notes: tuple[CounsellingNote, ...] = ()


def keys_of(session: DbSession, actor: Actor, child: Child) -> dict[Section, Key]:
    """The keys that the actor holds to a file now; none to a file they may not read."""
    if actor.id is None or not may(actor, Permission.CHILD_SENSITIVE, child):
        return {}
    keys = {**_as_lead(actor, child), **_on_duty(session, actor, child), **_own(session, actor, child)}
    keys |= _granted(session, actor, child)
    if actor.has(Role.ORGANIZER):
        keys.pop(Section.COUNSELLING, None)
    return keys


def open_sections(
    session: DbSession, actor: Actor, child: Child, wanted: Collection[Section], reason: OpenReason | None = None
) -> Opened:
    """Log the opening, commit, then give what stands in those of the ``wanted`` sections that the actor can open.

    ``reason`` serves the keys that ask for one. Where nothing can be opened nothing is logged and nothing given.

    Raises:
        Missing: the file is not for the actor.
    """
    authorize(actor, Permission.CHILD_SENSITIVE, child)
    keys = {
        section: replace(key, reason=key.reason or reason)
        for section, key in keys_of(session, actor, child).items()
        if section in wanted and (key.reason or reason)
    }
    if not keys:
        return Opened()
    alike: dict[Key, list[str]] = defaultdict(list)
    for section, key in keys.items():
        alike[key].append(section.value)
    for key, sections in alike.items():
        audit.record(
            session, actor, Action.CHILD_SENSITIVE_READ, child,
            sections=sorted(sections), basis=key.basis.value, reason=key.reason.value if key.reason else "",
            grant=str(key.grant_id or ""),
        )  # fmt: skip
    session.commit()
    return Opened(
        keys=keys,
        address=child.address if Section.ADDRESS in keys else None,
        health=child.health if Section.HEALTH in keys else None,
        carers=tuple(_opened_carer(one) for one in child.carers) if Section.PHONES in keys else (),
        notes=_notes(session, actor, child, keys.get(Section.COUNSELLING)),
    )


def same_phones(child: Child, other: Child) -> frozenset[uuid.UUID]:
    """The carers of two files who share a number, by id: so that two files are compared and no number is shown."""
    shared = {one.phone for one in child.carers if one.phone} & {one.phone for one in other.carers}
    return frozenset(one.id for file in (child, other) for one in file.carers if one.phone in shared)


def written_about(child: Child) -> frozenset[Section]:
    """Which of address, health and phones hold anything at all."""
    held = {
        Section.ADDRESS: bool(child.address),
        Section.HEALTH: bool(child.health),
        Section.PHONES: any(one.phone for one in child.carers),
    }
    return frozenset(section for section, there in held.items() if there)


def reaches(grant: Grant, actor: Actor, child: Child) -> bool:
    """Whether this one role of the actor, by itself, lets them read the file."""
    return may(replace(actor, grants=(grant,)), Permission.CHILD_SENSITIVE, child)


def _as_lead(actor: Actor, child: Child) -> dict[Section, Key]:
    lead = any(one.role is Role.SAFEGUARDING_LEAD and reaches(one, actor, child) for one in actor.grants)
    return dict.fromkeys(DUTY_SECTIONS, Key(Basis.LEAD)) if lead else {}


def _on_duty(session: DbSession, actor: Actor, child: Child) -> dict[Section, Key]:
    keeps = or_(
        RoleGrant.role == Role.VILLAGE_DIRECTOR, and_(RoleGrant.role == Role.SCHOOL_STAFF, RoleGrant.file_keeper)
    )
    query = (
        select(DutyGrant, RoleGrant)
        .join(RoleGrant, RoleGrant.id == DutyGrant.role_grant_id)
        .join(Season, Season.id == DutyGrant.season_id)
        .where(DutyGrant.account_id == actor.id, DutyGrant.ended_at.is_(None), RoleGrant.ended_at.is_(None), keeps)
        .where(Season.district_id == child.district_id, Season.stage != SeasonStage.CLOSED)
        .where(Season.ends_on >= clock.today())
        .order_by(DutyGrant.approved_at)
    )
    for duty, role in session.execute(query):
        if reaches(_as_grant(role), actor, child):
            return dict.fromkeys(DUTY_SECTIONS, Key(Basis.DUTY, grant_id=duty.id))
    return {}


def _own(session: DbSession, actor: Actor, child: Child) -> dict[Section, Key]:
    key, found = Key(Basis.AUTHOR, OpenReason.OWN_ENTRY), {}
    near = any(one.role in NEAR and reaches(one, actor, child) for one in actor.grants)
    if near and child.health_by_id == actor.id:
        found[Section.HEALTH] = key
    if may_write_counselling(actor, child):
        wrote = select(CounsellingNote.id).where(
            CounsellingNote.child_id == child.id, CounsellingNote.author_id == actor.id
        )
        if session.scalars(wrote.limit(1)).first() is not None:
            found[Section.COUNSELLING] = key
    return found


def _granted(session: DbSession, actor: Actor, child: Child) -> dict[Section, Key]:
    query = (
        select(AccessGrant, RoleGrant)
        .join(RoleGrant, RoleGrant.id == AccessGrant.role_grant_id)
        .where(AccessGrant.account_id == actor.id, AccessGrant.child_id == child.id)
        .where(AccessGrant.outcome == GrantOutcome.GRANTED, AccessGrant.ended_at.is_(None))
        .where(AccessGrant.expires_at > clock.now(), RoleGrant.ended_at.is_(None))
        .order_by(AccessGrant.expires_at)
    )
    found: dict[Section, Key] = {}
    for given, role in session.execute(query):
        grant = _as_grant(role)
        if reaches(grant, actor, child):
            key = Key(Basis.GRANT, given.reason, given.id, given.expires_at)
            found |= {Section(one): key for one in given.sections if Section(one) in askable(grant.role)}
    return found


def _as_grant(role: RoleGrant) -> Grant:
    return Grant(role.role, role.scope, role.scope_id)


def _opened_carer(one: Carer) -> OpenCarer:
    return OpenCarer(one.id, one.name, one.relation, one.phone, one.whereabouts, one.legal_guardian, one.entrusted)


def _notes(session: DbSession, actor: Actor, child: Child, key: Key | None) -> tuple[CounsellingNote, ...]:
    if key is None:
        return ()
    query = select(CounsellingNote).where(CounsellingNote.child_id == child.id)
    if key.basis is Basis.AUTHOR:
        query = query.where(CounsellingNote.author_id == actor.id)
    return tuple(session.scalars(query.order_by(CounsellingNote.written_at, CounsellingNote.id)))
