"""Certificates, publicity and records: one's own; the League's of a district; a school's of who met its children."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from app.certificates.models import Certificate, Evaluation, Publicity, RevokeReason
from app.certificates.rules.issuing import SEASON_JOB
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.jobs import Job
from app.volunteers.models import Volunteer
from tests import factories as make
from tests.factories import certificates
from tests.guards.matrix import Row, row
from tests.guards.world import Half

LEAGUE, SCHOOL, STUDENT = Role.ORGANIZER, Role.SCHOOL_STAFF, Role.VOLUNTEER
DISTRICT = (SCHOOL, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, LEAGUE, Role.SAFEGUARDING_LEAD, STUDENT)
Find = Callable[[Half], Mapping[str, Any]]


def _publicity(half: Half) -> Publicity:
    known = db.session.scalars(select(Publicity).where(Publicity.season_id == half.season.id)).first()
    return known or certificates.publicity(half.season, last_day=clock.today())


def _one(half: Half) -> Mapping[str, Any]:
    """Of the account that is tried at home, of somebody else elsewhere; at home one is valid at most."""
    mine = select(Certificate).where(Certificate.volunteer_id == half.volunteer.id)
    known = db.session.scalars(mine).first() or certificates.certificate(half.volunteer, _publicity(half))
    db.session.commit()
    return {"certificate_id": known.id}


def _objection(half: Half) -> Mapping[str, Any]:
    by = half.accounts[SCHOOL]
    made = certificates.objection(_publicity(half), by)
    db.session.commit()
    return {"objection_id": made.id}


def _shown(half: Half) -> Mapping[str, Any]:
    made = _publicity(half)
    db.session.commit()
    return {"publicity_id": made.id}


def _met(half: Half) -> Volunteer:
    """Who met a child of the half."""
    return half.active.volunteer


def _commendation(half: Half) -> Mapping[str, Any]:
    made = certificates.commendation(_met(half))
    made.recorded_by_id = half.accounts[SCHOOL].id
    db.session.commit()
    return {"entry_id": made.id}


def _evaluation(half: Half) -> Mapping[str, Any]:
    stands = Evaluation.volunteer_id == _met(half).id, Evaluation.school_id == half.school.id
    made = db.session.scalars(select(Evaluation).where(*stands)).first()
    made = made or certificates.evaluation(_met(half), half.season, school_id=half.school.id)
    db.session.commit()
    return {"entry_id": made.id}


def _job(half: Half) -> Mapping[str, Any]:
    key = f"{half.season.id}:matrix"
    payload = {"season_id": str(half.season.id)}
    known = db.session.scalars(select(Job).where(Job.key == key)).first()
    made = known or make.add(Job(kind=SEASON_JOB, key=key, payload=payload, district_id=half.district.id))
    db.session.commit()
    return {"job_id": made.id}


def _sheets(half: Half) -> Mapping[str, Any]:
    _one(half)
    return {"season_id": half.season.id}


def _of(find: Find, endpoint: str, *allowed: Role, method: str = "GET", **values: Any) -> Row:
    return row(
        endpoint, *allowed, method=method, own=lambda w: find(w.own), foreign=lambda w: find(w.foreign), **values
    )  # fmt: skip


# Everybody in a district sees what is publicised there, whatever school or township a record is of.
EVERYWHERE = {"other_school": frozenset(DISTRICT), "other_township": frozenset(DISTRICT)}
# A suspended pairing of the world never was active: nobody of it has met.
NOT_MET = {"suspended": frozenset({LEAGUE})}
RECORD: Find = lambda half: {"volunteer_id": _met(half).id}  # noqa: E731 - one line says it

ROWS = [
    row("certificates.own_record", STUDENT),
    _of(RECORD, "certificates.record", LEAGUE, SCHOOL, allowed_in=NOT_MET),
    _of(RECORD, "certificates.send_commendation", LEAGUE, SCHOOL, method="POST", allowed_in=NOT_MET),
    _of(RECORD, "certificates.send_evaluation", LEAGUE, SCHOOL, method="POST", allowed_in=NOT_MET),
    _of(_commendation, "certificates.strike_commendation", LEAGUE, SCHOOL, method="POST", allowed_in=NOT_MET),
    _of(_evaluation, "certificates.strike_evaluation", LEAGUE, SCHOOL, method="POST", allowed_in=NOT_MET),
    _of(RECORD, "certificates.issue", LEAGUE, method="POST"),
    _of(_one, "certificates.certificate", LEAGUE, STUDENT),
    _of(_one, "certificates.certificate_file", LEAGUE, STUDENT),
    _of(_one, "certificates.revoke", LEAGUE),
    _of(_one, "certificates.revoke", LEAGUE, method="POST", data={"reason": RevokeReason.ASKED.value}),
    # Nothing is confirmed in the world: there is no paper about it.
    _of(lambda half: {"season_id": half.season.id}, "certificates.appraisal"),
    _of(lambda half: {"season_id": half.season.id}, "certificates.activities"),
    row("certificates.index", LEAGUE),
    row("certificates.start", LEAGUE, method="POST"),
    _of(_job, "certificates.job", LEAGUE),
    _of(_job, "certificates.job_progress", LEAGUE),
    _of(_sheets, "certificates.sheets", LEAGUE),
    row("certificates.issuer", LEAGUE),
    row("certificates.issuer", LEAGUE, method="POST"),
    row("certificates.hours_file", LEAGUE),
    row("certificates.hours", LEAGUE, method="POST"),
    row("certificates.publicities", *DISTRICT),
    row("certificates.open_hours", LEAGUE, method="POST"),
    _of(_shown, "certificates.show_publicity", *DISTRICT, allowed_in=EVERYWHERE),
    _of(_shown, "certificates.send_objection", *DISTRICT, method="POST", allowed_in=EVERYWHERE),
    _of(_objection, "certificates.send_answer", LEAGUE, method="POST"),
    row("certificates.verify_form", public=True),
    # What is no certificate is told so with a page that says 404; the tests of this part read it.
    row("certificates.verify", public=True, own=lambda w: {"number": _number(w.own)}),
]


def _number(half: Half) -> str:
    return db.session.get_one(Certificate, _one(half)["certificate_id"]).number
