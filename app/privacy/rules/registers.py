"""The registers of a district: breaches, impact assessments, and who answers for the children's data."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.places.models import Area
from app.privacy.models import Breach, BreachKind, DataOfficer, ImpactAssessment

TELL_HOURS = 4
"""Within which the cyberspace office is told: the national time for larger incidents, kept here for every one."""
LONGEST_YEARS = 3


@dataclass(frozen=True)
class BreachInput:
    """What the form of a breach holds; moments in UTC."""

    kind: BreachKind
    found_at: datetime
    summary: str
    children: int = 0
    volunteers: int = 0
    measures: str | None = None
    told_office_at: datetime | None = None
    told_police_at: datetime | None = None
    told_people_at: datetime | None = None
    told_how: str | None = None


def tell_by(breach: Breach) -> datetime:
    """Until when the cyberspace office must be told."""
    return breach.found_at + timedelta(hours=TELL_HOURS)


def record_breach(
    session: DbSession, actor: Actor, district: Area, given: BreachInput, *, breach_id: uuid.UUID
) -> Breach:
    """Put a breach on the register; a retry with the same ``breach_id`` records nothing. Commits.

    Raises:
        Refused: a moment lies in the future, or somebody was told before it was found.
    """
    authorize(actor, Permission.BREACH_WRITE, district)
    known = session.get(Breach, breach_id)
    if known is not None:
        return authorize(actor, Permission.BREACH_READ, known)
    _check_breach(given)
    made = Breach(id=breach_id, district_id=district.id, recorded_by_id=actor.id, **asdict(given))
    session.add(made)
    audit.record(session, actor, audit.Action.BREACH_RECORDED, made, kind=given.kind.value)
    session.commit()
    return made


def change_breach(session: DbSession, actor: Actor, breach_id: uuid.UUID, given: BreachInput, lessons: str) -> Breach:
    """Add what was done and who was told; with ``lessons`` the entry is closed. Commits.

    Raises:
        Missing: no such entry, or not the actor's.
        Refused: as ``record_breach``.
        Conflict: the entry is closed.
    """
    held = session.get(Breach, breach_id, with_for_update=True, populate_existing=True)
    found = authorize(actor, Permission.BREACH_WRITE, held)
    if found.closed_at is not None:
        raise Conflict("privacy.closed_already")
    _check_breach(given)
    values: dict[str, Any] = asdict(given)
    if lessons.strip():
        values |= {"lessons": lessons.strip(), "closed_at": clock.now()}
    fields = sorted(name for name, value in values.items() if getattr(found, name) != value)
    for name in fields:
        setattr(found, name, values[name])
    if fields:
        audit.record(session, actor, audit.Action.BREACH_CHANGED, found, fields=fields)
    session.commit()
    return found


@dataclass(frozen=True)
class AssessmentInput:
    """What the form of an assessment holds."""

    purpose: str
    effects: str
    measures: str
    conclusion: str
    reviewed_by: str
    reviewed_on: date
    next_due_on: date


def record_assessment(
    session: DbSession, actor: Actor, district: Area, given: AssessmentInput, *, assessment_id: uuid.UUID
) -> ImpactAssessment:
    """Add the next version; those before it stay as they are. A retry adds nothing. Commits.

    Raises:
        Refused: the review lies in the future, or the next one is not within three years after it.
    """
    authorize(actor, Permission.ASSESSMENT_WRITE, district)
    session.get(Area, district.id, with_for_update=True)  # versions are counted one at a time
    known = session.get(ImpactAssessment, assessment_id)
    if known is not None:
        return authorize(actor, Permission.ASSESSMENT_READ, known)
    if given.reviewed_on > clock.today():
        raise Refused("privacy.future", field="reviewed_on")
    latest = given.reviewed_on + timedelta(days=LONGEST_YEARS * 365 + 1)
    if not given.reviewed_on < given.next_due_on <= latest:
        raise Refused("privacy.next_due", field="next_due_on")
    version = select(func.max(ImpactAssessment.version)).where(ImpactAssessment.district_id == district.id)
    made = ImpactAssessment(
        id=assessment_id,
        district_id=district.id,
        version=(session.scalar(version) or 0) + 1,
        recorded_by_id=actor.id,
        **asdict(given),
    )
    session.add(made)
    audit.record(session, actor, audit.Action.ASSESSMENT_RECORDED, made, version=made.version)
    session.commit()
    return made


def set_officer(
    session: DbSession, actor: Actor, district: Area, *, body: str, name: str, phone: str, address: str
) -> DataOfficer:
    """Say who answers for the children's data: the public rule names them. Commits."""
    authorize(actor, Permission.DATA_OFFICER_SET, district)
    found = session.scalars(
        select(DataOfficer).where(DataOfficer.district_id == district.id).with_for_update()
    ).one_or_none()
    if found is None:
        found = DataOfficer(district_id=district.id, body="", name="", phone="", address="")
        session.add(found)
    values = {"body": body.strip(), "name": name.strip(), "phone": phone.strip(), "address": address.strip()}
    fields = sorted(key for key, value in values.items() if getattr(found, key) != value)
    for key in fields:
        setattr(found, key, values[key])
    if fields:
        found.changed_by_id = actor.id
        audit.record(session, actor, audit.Action.DATA_OFFICER_SET, found, fields=fields)
    session.commit()
    return found


def _check_breach(given: BreachInput) -> None:
    now = clock.now()
    moments = {
        name: getattr(given, name) for name in ("found_at", "told_office_at", "told_police_at", "told_people_at")
    }
    for name, moment in moments.items():
        if moment is not None and moment > now + timedelta(minutes=5):  # clocks differ a little
            raise Refused("privacy.future", field=name)
        if moment is not None and moment < given.found_at:
            raise Refused("privacy.told_before", field=name)
