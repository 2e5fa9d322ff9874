"""Reads of rights and retention, always scoped."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, may, visible_to
from app.foundation.chinese.ordering import by_name, place_key
from app.foundation.database import DbSession
from app.foundation.inventory import Kept
from app.foundation.retention import Subject, held_ids
from app.places.models import Area
from app.privacy.due import due_ids
from app.privacy.models import Breach, DataOfficer, ImpactAssessment, RequestState, RightsRequest
from app.privacy.rules.terms import TERMS, Bounds, months_of

SHOWN = 200
SOON = timedelta(days=5)


def requests_of(session: DbSession, actor: Actor, *, is_open: bool) -> Sequence[RightsRequest]:
    """The requests the actor sees: open ones by due date, or the latest answered."""
    query = visible_to(actor, RightsRequest).options(
        joinedload(RightsRequest.child), joinedload(RightsRequest.volunteer)
    )
    if is_open:
        query = query.where(RightsRequest.state == RequestState.OPEN).order_by(RightsRequest.due_on)
    else:
        query = query.where(RightsRequest.state != RequestState.OPEN).order_by(RightsRequest.decided_at.desc())
    return [one for one in session.scalars(query.limit(SHOWN)) if may(actor, Permission.RIGHTS_READ, one)]


def request_for(session: DbSession, actor: Actor, request_id: uuid.UUID) -> RightsRequest | None:
    """One request, if the actor sees it."""
    return session.scalars(visible_to(actor, RightsRequest).where(RightsRequest.id == request_id)).one_or_none()


def own_requests(session: DbSession, volunteer_id: uuid.UUID) -> Sequence[RightsRequest]:
    """What a volunteer asked for, the latest first. The caller has judged the volunteer."""
    mine = select(RightsRequest).where(RightsRequest.volunteer_id == volunteer_id)
    return session.scalars(mine.order_by(RightsRequest.recorded_at.desc())).all()


def to_answer(session: DbSession, actor: Actor) -> list[RightsRequest]:
    """Open requests that are the actor's to answer, the most urgent first."""
    return [one for one in requests_of(session, actor, is_open=True) if may(actor, Permission.RIGHTS_DECIDE, one)]


@dataclass(frozen=True)
class Term:
    """How long one class is kept, and how many files wait to be anonymised (None: paperwork without files)."""

    kept: Kept
    months: int
    bounds: Bounds
    due: int | None = None
    held: int = 0


def terms(session: DbSession, today: date, districts: Iterable[uuid.UUID]) -> list[Term]:
    """Every class with a term, and what is due today in these districts."""
    months = months_of(session)
    counted: dict[Kept, tuple[int | None, int]] = {}
    for kept, subject in ((Kept.CHILD_FILE, Subject.CHILD), (Kept.VOLUNTEER_FILE, Subject.VOLUNTEER)):
        due, held = due_ids(session, subject, today, districts), held_ids(session, subject)
        counted[kept] = (len(due), sum(one in held for one in due))
    return [Term(kept, months[kept], bounds, *counted.get(kept, (None, 0))) for kept, bounds in TERMS.items()]


def districts_of(session: DbSession, actor: Actor) -> list[Area]:
    """The districts an organizer or safeguarding lead works in, or for an auditor all, by name."""
    query = select(Area).where(Area.parent_id.is_(None))
    if not (actor.is_system or actor.has(Role.AUDITOR) or actor.has(Role.ADMINISTRATOR)):
        query = query.where(Area.id.in_(actor.scope_ids(Role.ORGANIZER) | actor.scope_ids(Role.SAFEGUARDING_LEAD)))
    return by_name(session.scalars(query))


def breaches_of(session: DbSession, actor: Actor) -> Sequence[Breach]:
    """The register, open entries first."""
    query = visible_to(actor, Breach).order_by(Breach.closed_at.is_not(None), Breach.found_at.desc())
    return session.scalars(query).all()


def assessments_of(session: DbSession, actor: Actor) -> Sequence[ImpactAssessment]:
    """Every version, the latest first."""
    return session.scalars(visible_to(actor, ImpactAssessment).order_by(ImpactAssessment.version.desc())).all()


def officers(session: DbSession) -> Sequence[tuple[Area, DataOfficer]]:
    """Who answers for the children's data, by district; public."""
    found = select(Area, DataOfficer).join(DataOfficer, DataOfficer.district_id == Area.id)
    return sorted(((area, officer) for area, officer in session.execute(found)), key=lambda one: place_key(one[0].name))


def officer_of(session: DbSession, district: Area) -> DataOfficer | None:
    """Who answers for the children's data of a district."""
    return session.scalars(select(DataOfficer).where(DataOfficer.district_id == district.id)).one_or_none()


def last_assessment(session: DbSession, district: Area) -> ImpactAssessment | None:
    """The latest version of a district; the caller has judged it."""
    wanted = select(ImpactAssessment).where(ImpactAssessment.district_id == district.id)
    return session.scalars(wanted.order_by(ImpactAssessment.version.desc()).limit(1)).one_or_none()


def assessment_due(session: DbSession, actor: Actor) -> bool:
    """Whether a district of the actor's has no assessment, or its next one is due."""
    latest: dict[uuid.UUID, date] = {}
    for one in assessments_of(session, actor):
        latest.setdefault(one.district_id, one.next_due_on)
    return any(latest.get(area.id) is None or latest[area.id] <= clock.today() for area in districts_of(session, actor))
