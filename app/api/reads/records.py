"""Children and volunteers by code, pairings, activities, and whether a certificate is valid.

Whoever reads a child's record leaves an event on the audit log, as on the pages: a list of them one with their number.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from flask import g
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.activities.models import Activity, ActivityService, Attendance, ServiceState
from app.api.codes import ApiScope
from app.api.operation import blueprint, reads
from app.api.paging import page_of
from app.api.schemas import records as shapes
from app.api.schemas.base import CODE
from app.certificates.rules.verifying import verified
from app.children.models import Child
from app.children.views.base import log_list
from app.foundation import audit, clock
from app.foundation.access import Permission, authorize, visible_to
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.pairing.access import knows_child, seen_as_staff
from app.pairing.models import Pairing, PairingState
from app.pairing.queries import load_pairing
from app.pairing.stages import masked
from app.sessions.queries import whom_to_log
from app.volunteers.gates import latest_checks, runs_out_on, skill_counts
from app.volunteers.models import Availability, Volunteer

records = blueprint("records")
Plain = dict[str, Any]
PAIRED = (PairingState.APPROVED, PairingState.ACTIVE)


@reads(
    records, "/children", Permission.CHILD_LIST, ApiScope.CHILDREN, query=shapes.ChildQuery, gives=shapes.ChildPage,
    logs=True,
)  # fmt: skip
def children(asked: Plain) -> Plain:
    """Children by code: where, which school and grade, what they need, whether they wait."""
    query = visible_to(actor(), Child).where(Child.status == asked["status"])
    for name in ("township_id", "school_id"):
        if name in asked:
            query = query.where(getattr(Child, name) == asked[name])
    if "updated_since" in asked:
        query = query.where(Child.changed_at >= asked["updated_since"])
    paired: set[uuid.UUID] = set()

    def look(rows: Sequence[Child]) -> None:
        paired.update(_paired([one.id for one in rows]))
        if rows:
            log_list(db.session, actor(), "api", rows)

    return page_of(_whole(query), Child.code, asked, lambda one: _child(one, one.id in paired), look=look)


@reads(
    records, "/children/<string:code>", Permission.CHILD_READ, ApiScope.CHILDREN, gives=shapes.ChildSchema, logs=True
)  # fmt: skip
def child(code: str) -> Plain:
    """One child by its code."""
    if CODE.fullmatch(code) is None:
        raise Missing
    found = db.session.scalars(_whole(select(Child).where(Child.code == code))).one_or_none()
    one = authorize(actor(), Permission.CHILD_READ, found)
    shape = _child(one, bool(_paired([one.id])))
    audit.record_and_commit(db.session, actor(), audit.Action.CHILD_READ, one)
    return shape


@reads(
    records, "/volunteers", Permission.VOLUNTEER_READ, ApiScope.VOLUNTEERS, query=shapes.VolunteerQuery,
    gives=shapes.VolunteerPage,
)  # fmt: skip
def volunteers(asked: Plain) -> Plain:
    """Volunteers by code: where they are at home, what they can do, and what was checked."""
    query = _checked(visible_to(actor(), Volunteer))
    if "season_id" in asked:
        signed_up = select(Availability.volunteer_id).where(Availability.season_id == asked["season_id"])
        query = query.where(Volunteer.id.in_(signed_up))
    if "township_id" in asked:
        query = query.where(Volunteer.township_id == asked["township_id"])
    return page_of(query, Volunteer.code, asked, _volunteer)


@reads(
    records, "/pairings", Permission.PAIRING_READ, ApiScope.PAIRINGS, query=shapes.PairingQuery,
    gives=shapes.PairingPage, logs=True,
)  # fmt: skip
def pairings(asked: Plain) -> Plain:
    """Pairings within one's scope as staff."""
    query = visible_to(actor(), Pairing).where(seen_as_staff(actor()))
    for name in ("season_id", "state"):
        if name in asked:
            query = query.where(getattr(Pairing, name) == asked[name])

    def look(rows: Sequence[Pairing]) -> None:
        if rows:
            log_list(db.session, actor(), "api_pairings", [one.child for one in rows])

    query = query.options(joinedload(Pairing.child), joinedload(Pairing.volunteer))
    return page_of(query, Pairing.id, asked, _pairing, look=look)


@reads(
    records, "/pairings/<uuid:pairing_id>", Permission.PAIRING_READ, ApiScope.PAIRINGS, gives=shapes.PairingSchema,
    logs=True,
)  # fmt: skip
def pairing(pairing_id: uuid.UUID) -> Plain:
    """One pairing."""
    one = authorize(actor(), Permission.PAIRING_READ, load_pairing(db.session, pairing_id))
    shape = _pairing(one)
    audit.record_and_commit(db.session, actor(), audit.Action.PAIRING_READ, one)
    return shape


@reads(records, "/me/pairings", Permission.PAIRING_OWN, ApiScope.PAIRINGS, gives=shapes.OwnPairingsSchema)
def own_pairings() -> Plain:
    """For whom the volunteer behind the token can log sessions now."""
    found = whom_to_log(db.session, actor())
    return {
        "items": [
            {"id": one.number, "child": one.pairing.child.code if one.known else None,
             "season_id": one.pairing.season_id, "standing_in": one.substitute is not None}
            for one in found
        ]
    }  # fmt: skip


@reads(
    records, "/activities", Permission.ACTIVITY_READ, ApiScope.ACTIVITIES, query=shapes.ActivityQuery,
    gives=shapes.ActivityPage,
)  # fmt: skip
def activities(asked: Plain) -> Plain:
    """Group activities, with how many children and volunteers were there."""
    query = visible_to(actor(), Activity)
    for name in ("season_id", "state"):
        if name in asked:
            query = query.where(getattr(Activity, name) == asked[name])
    counts: dict[str, dict[uuid.UUID, int]] = {}

    def look(rows: Sequence[Activity]) -> None:
        counts.update(_present([one.id for one in rows]))

    return page_of(query, Activity.id, asked, lambda one: _activity(one, counts), look=look)


@reads(records, "/certificates/<string:number>", Permission.ACCOUNT_SELF, gives=shapes.CertificateSchema, logs=True)
def certificate(number: str) -> Plain:
    """Whether a certificate is valid, as anybody reads it who has its number."""
    g.record_judged = True  # for everybody, as on the public page
    found = verified(db.session, number)
    if found is None:
        raise Missing
    return {
        "number": found.number, "valid": found.valid, "name": masked(found.name), "first_day": found.first_day,
        "last_day": found.last_day, "minutes": found.minutes,
    }  # fmt: skip


def _whole(query: Any) -> Any:
    """A child without what is not said: names are not even decrypted, and who reads one by mistake gets an error."""
    said = (Child.code, Child.status, Child.grade, Child.consented_until, Child.changed_at, Child.erased_at)
    places = (Child.district_id, Child.township_id, Child.village_id, Child.school_id)
    return query.options(
        load_only(*said, *places, raiseload=True), joinedload(Child.township), joinedload(Child.school),
        selectinload(Child.needs),
    )  # fmt: skip


def _checked(query: Any) -> Any:
    """A volunteer likewise."""
    said = (Volunteer.code, Volunteer.township_id, Volunteer.district_id, Volunteer.erased_at)
    return query.options(
        load_only(*said, raiseload=True), joinedload(Volunteer.township), selectinload(Volunteer.skills),
        selectinload(Volunteer.checks),
    )  # fmt: skip


def _paired(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    wanted = select(Pairing.child_id).where(Pairing.child_id.in_(ids), Pairing.state.in_(PAIRED))
    return set(db.session.scalars(wanted))


def _child(one: Child, paired: bool) -> Plain:
    consented = one.consented(clock.today())
    return {
        "code": one.code, "status": one.status, "township": one.township, "school": one.school, "grade": one.grade,
        "needs": one.needs, "consent": "valid" if consented else "none",
        "pairing": ("paired" if paired else "waiting") if consented else None, "changed_at": one.changed_at,
    }  # fmt: skip


def _volunteer(one: Volunteer) -> Plain:
    skills = [
        {"area": skill.area, "subject": skill.subject, "grade_min": skill.grade_min, "grade_max": skill.grade_max,
         "counts": skill_counts(skill)}
        for skill in one.skills
    ]  # fmt: skip
    checks = [
        {"kind": kind, "result": check.result.value, "expires_on": runs_out_on(check)}
        for kind, check in sorted(latest_checks(one).items())
    ]
    return {"code": one.code, "township": one.township, "skills": skills, "checks": checks}


def _pairing(one: Pairing) -> Plain:
    names = ("id", "state", "season_id", "mode", "proposed_at", "approved_at", "active_at", "ended_at")
    # As on the pages: to who is far, a child without consent is not even a code.
    told = one.child.consented(clock.today()) or knows_child(actor(), one)
    child = one.child.code if told else None
    return {name: getattr(one, name) for name in names} | {"child": child, "volunteer": one.volunteer.code}


def _present(ids: Collection[uuid.UUID]) -> dict[str, dict[uuid.UUID, int]]:
    there = select(Attendance.activity_id, func.count()).where(Attendance.activity_id.in_(ids))
    served = select(ActivityService.activity_id, func.count(ActivityService.volunteer_id.distinct())).where(
        ActivityService.activity_id.in_(ids), ActivityService.state == ServiceState.CONFIRMED
    )
    counted = {"children": there.group_by(Attendance.activity_id),
               "volunteers": served.group_by(ActivityService.activity_id)}  # fmt: skip
    return {name: {row[0]: row[1] for row in db.session.execute(query)} for name, query in counted.items()}


def _activity(one: Activity, counts: dict[str, dict[uuid.UUID, int]]) -> Plain:
    names = ("id", "state", "site_id", "season_id", "service_area", "starts_at", "ends_at")
    return {name: getattr(one, name) for name in names} | {name: found.get(one.id, 0) for name, found in counts.items()}
