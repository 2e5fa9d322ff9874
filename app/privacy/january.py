"""The yearly report on minors' data, due in January: every figure counted from the records under it.

The form of the cyberspace office separates children under 14 from those of 14 to 17; volunteers of 17 are minors too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union

from app.accounts.models import Account, RoleGrant
from app.children.models import Child, ChildStatus, Consent, ConsentDecision
from app.foundation import clock
from app.foundation.access import Role, ScopeKind
from app.foundation.access.actors import SCOPES
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import DbSession
from app.foundation.inventory import inventory
from app.places.models import Area, School
from app.privacy.models import Breach, Erasure, ImpactAssessment, RequestState, RightsRequest
from app.privacy.queries import terms
from app.privacy.rules.registers import tell_by
from app.volunteers.models import Availability, Volunteer

READS = (Action.CHILD_READ, Action.CHILD_SENSITIVE_READ, Action.CHILD_LISTED, Action.PAIRING_READ, Action.SESSION_READ)
EXPORTS = (
    Action.CHILD_EXPORTED, Action.LEDGER_EXPORTED, Action.VOLUNTEER_EXPORTED, Action.CONSENT_FORMS_PRINTED,
    Action.RIGHTS_COPY_MADE,
)  # fmt: skip
GRANTS = (Action.ACCESS_ASKED, Action.ACCESS_DECIDED, Action.ACCESS_DUTY_APPROVED)


@dataclass(frozen=True)
class Report:
    """The figures of one year in one district. Counters are by audit action; ages by the last day of the year."""

    district: Area
    year: int
    last_day: date
    under_14: int
    from_14: int
    volunteers_17: int
    reads: Counter[Action]
    grants: Counter[Action]
    exports: Counter[Action]
    consents: Counter[ConsentDecision]
    withdrawn: int
    requests: Counter[RequestState]
    late: int
    breaches: int
    breaches_late: int
    erased: int
    over: int
    held: int
    accounts: Counter[Any]
    sealed: int
    personal: int
    assessment: ImpactAssessment | None


def report(session: DbSession, district: Area, year: int) -> Report:
    """Count the year. The caller has judged and logged it."""
    first, after = _start(year), _start(year + 1)
    last_day = date(year, 12, 31)
    events = _events(session, district, first, after)
    ages = [clock.age_on(day, last_day) for day in session.scalars(_on_ledger(district, year))]
    requests, late = _requests(session, district, year)
    breaches = list(session.scalars(select(Breach).where(
        Breach.district_id == district.id, Breach.found_at >= first, Breach.found_at < after
    )))  # fmt: skip
    due = [term for term in terms(session, clock.today(), [district.id]) if term.due is not None]
    personal = [row for row in inventory() if row.personal]
    return Report(
        district, year, last_day,
        under_14=sum(age < 14 for age in ages),
        from_14=sum(14 <= age < 18 for age in ages),
        volunteers_17=_young_volunteers(session, district, year),
        reads=_of(events, READS),
        grants=_of(events, GRANTS),
        exports=_of(events, EXPORTS),
        consents=_consents(session, district, year),
        withdrawn=_withdrawn(session, district, first, after),
        requests=requests,
        late=late,
        breaches=len(breaches),
        breaches_late=sum(one.told_office_at is None or one.told_office_at > tell_by(one) for one in breaches),
        erased=_erased(session, district, first, after),
        over=sum(term.due or 0 for term in due),
        held=sum(term.held for term in due),
        accounts=_accounts(session, district),
        sealed=sum(row.sealed for row in personal),
        personal=len(personal),
        assessment=_assessment(session, district, last_day),
    )  # fmt: skip


def _start(year: int) -> datetime:
    return clock.from_local(datetime.combine(date(year, 1, 1), time()))


def _events(session: DbSession, district: Area, first: datetime, after: datetime) -> Counter[Action]:
    """How often each thing happened: from the district's chain, and the installation's, where lists may stand."""
    counted = (
        select(AuditEvent.action, func.count())
        .where(AuditEvent.chain == str(district.id), AuditEvent.at >= first, AuditEvent.at < after)
        .group_by(AuditEvent.action)
    )
    return Counter({key: int(count) for key, count in session.execute(counted)})


def _of(events: Counter[Action], actions: Iterable[Action]) -> Counter[Action]:
    return Counter({action: events[action] for action in actions})


def _on_ledger(district: Area, year: int) -> Select[Any]:
    """Birth dates of the children whose data was held in the year: registered by its end and not left before it."""
    held = or_(Child.status == ChildStatus.ACTIVE, Child.left_on >= date(year, 1, 1))
    return select(Child.birth_date).where(
        Child.district_id == district.id, Child.registered_on <= date(year, 12, 31), held
    )


def _young_volunteers(session: DbSession, district: Area, year: int) -> int:
    """Who was under 18 when signing up in the year."""
    signed = select(Volunteer.birth_date, Availability.signed_up_on, Volunteer.id).join(
        Availability, Availability.volunteer_id == Volunteer.id
    )
    rows = session.execute(
        signed.where(Volunteer.district_id == district.id, _in_year(Availability.signed_up_on, year))
    )
    return len({number for birth, day, number in rows if clock.age_on(birth, day) < 18})


def _consents(session: DbSession, district: Area, year: int) -> Counter[ConsentDecision]:
    counted = (
        select(Consent.decision, func.count())
        .join(Child, Child.id == Consent.child_id)
        .where(Child.district_id == district.id, _in_year(Consent.given_on, year))
        .group_by(Consent.decision)
    )
    return Counter({key: int(count) for key, count in session.execute(counted)})


def _withdrawn(session: DbSession, district: Area, first: datetime, after: datetime) -> int:
    query = select(func.count()).select_from(Consent).join(Child, Child.id == Consent.child_id)
    within = (Child.district_id == district.id, Consent.withdrawn_at >= first, Consent.withdrawn_at < after)
    return session.scalar(query.where(*within)) or 0


def _requests(session: DbSession, district: Area, year: int) -> tuple[Counter[RequestState], int]:
    """By state, and how many were answered late or wait past their day."""
    of_child = RightsRequest.child_id.in_(select(Child.id).where(Child.district_id == district.id))
    of_volunteer = RightsRequest.volunteer_id.in_(select(Volunteer.id).where(Volunteer.district_id == district.id))
    query = select(RightsRequest).where(_in_year(RightsRequest.received_on, year), or_(of_child, of_volunteer))
    found = list(session.scalars(query))
    today = clock.today()
    late = sum((clock.local(one.decided_at).date() if one.decided_at else today) > one.due_on for one in found)
    return Counter(one.state for one in found), late


def _erased(session: DbSession, district: Area, first: datetime, after: datetime) -> int:
    of_district = or_(
        Erasure.subject_id.in_(select(Child.id).where(Child.district_id == district.id)),
        Erasure.subject_id.in_(select(Volunteer.id).where(Volunteer.district_id == district.id)),
    )
    query = select(func.count()).select_from(Erasure).where(Erasure.at >= first, Erasure.at < after, of_district)
    return session.scalar(query) or 0


def _accounts(session: DbSession, district: Area) -> Counter[Any]:
    """Open accounts by role that could reach something of the district: its own, and the whole installation's."""
    of_district = select(Volunteer.account_id).where(Volunteer.district_id == district.id)
    its: tuple[ColumnElement[bool], ...] = (
        RoleGrant.area_id.in_(select(Area.id).where(Area.district_id == district.id)),
        RoleGrant.school_id.in_(select(School.id).where(School.district_id == district.id)),
        and_(RoleGrant.role == Role.VOLUNTEER, RoleGrant.account_id.in_(of_district)),
        RoleGrant.role.in_([role for role, scopes in SCOPES.items() if ScopeKind.INSTALLATION in scopes]),
    )
    held = union(
        *(select(RoleGrant.role, RoleGrant.account_id).where(one, RoleGrant.ended_at.is_(None)) for one in its)
    ).subquery()
    closed = exists().where(Account.id == held.c.account_id, ~Account.active)
    counted = select(held.c.role, func.count()).where(~closed).group_by(held.c.role)
    return Counter({key: int(count) for key, count in session.execute(counted)})


def _assessment(session: DbSession, district: Area, last_day: date) -> ImpactAssessment | None:
    query = select(ImpactAssessment).where(
        ImpactAssessment.district_id == district.id, ImpactAssessment.reviewed_on <= last_day
    )
    return session.scalars(query.order_by(ImpactAssessment.version.desc())).first()


def _in_year(column: Any, year: int) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.between(date(year, 1, 1), date(year, 12, 31))
    return condition
