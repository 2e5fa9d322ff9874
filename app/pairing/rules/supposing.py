"""Asking what would change, before publishing: a job like the run, of which nothing is kept but its figures."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app import matching
from app.catalogue import queries as catalogue
from app.children.models import Sex
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.jobs import Job, JobState, enqueue
from app.pairing.gates import ONLINE
from app.pairing.models import MatchPair, MatchRun
from app.pairing.policy import EDITABLE, problems
from app.pairing.rules.steps import lock
from app.pairing.supposing import Change, OneLess, OneMore, OtherWeight, TakeMore, as_payload
from app.places.queries import townships
from app.volunteers.models import Volunteer

WHAT_IF_JOB = "match_what_if"
TUTORING = "tutoring"
HIGHEST_GRADE = 12
MOST_CHILDREN = 3


def suppose(session: DbSession, actor: Actor, run_id: uuid.UUID, change: Change, request_id: uuid.UUID) -> Job:
    """Have a job work out what a change would do to a run; the same ``request_id`` twice is one question.

    Raises:
        Missing: no such run, or not the actor's.
        Refused: the run has no proven result, or the change makes no sense (the error names the field).
        Conflict: the run is published, or another question about it is being answered.
    """
    run = lock(session, MatchRun, run_id)
    authorize(actor, Permission.MATCH_RUN, run)
    if not run.exact:
        raise Refused("matching.not_exact")
    if run.published_at is not None:
        raise Conflict("matching.already_published")
    _check(session, run, change)
    key = f"{WHAT_IF_JOB}:{run_id}:{request_id}"
    open_job = open_question(session, run_id)
    if open_job is not None and open_job.key != key:
        raise Conflict("matching.suppose.running")
    payload = {"run_id": str(run_id), "change": as_payload(change)}
    job = enqueue(session, actor, WHAT_IF_JOB, key=key, payload=payload, district_id=run.district_id)
    session.commit()
    return job


def open_question(session: DbSession, run_id: uuid.UUID) -> Job | None:
    """The question about a run that is queued or being answered. Judge the run before."""
    wanted = select(Job).where(
        Job.kind == WHAT_IF_JOB,
        Job.key.startswith(f"{WHAT_IF_JOB}:{run_id}:"),
        Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
    )
    return session.scalars(wanted.limit(1)).first()


def questions(session: DbSession, run_id: uuid.UUID) -> list[Job]:
    """The questions asked about a run, the latest first. Judge the run before."""
    wanted = select(Job).where(Job.kind == WHAT_IF_JOB, Job.key.startswith(f"{WHAT_IF_JOB}:{run_id}:"))
    return list(session.scalars(wanted.order_by(Job.created_at.desc(), Job.id)))


def volunteers_by_code(session: DbSession, run: MatchRun, codes: list[str]) -> tuple[str, ...]:
    """The ids of the run's district's volunteers with these codes.

    Raises:
        Refused: one of them is none.
    """
    wanted = select(Volunteer.code, Volunteer.id).where(
        Volunteer.district_id == run.district_id, Volunteer.code.in_(codes)
    )
    found = {row.code: str(row.id) for row in session.execute(wanted)}
    for code in codes:
        if code not in found:
            raise Refused("matching.suppose.codes", field="codes", code_asked=code)
    return tuple(found[code] for code in codes)


def _check(session: DbSession, run: MatchRun, change: Change) -> None:
    if isinstance(change, OneMore):
        _check_newcomer(session, run, change)
    elif isinstance(change, OneLess):
        _check_paired(session, run, change.volunteer_id)
    elif isinstance(change, OtherWeight):
        _check_weight(run, change)
    else:
        _check_more(session, run, change)


def _check_newcomer(session: DbSession, run: MatchRun, change: OneMore) -> None:
    def refuse_unless(fine: bool, code: str, field: str) -> None:
        if not fine:
            raise Refused(f"matching.suppose.{code}", field=field)

    subjects = {term.code for term in catalogue.subjects(session)}
    places = {str(area.id) for area in townships(session, run.district_id)}
    refuse_unless(change.area in {term.code for term in catalogue.service_areas(session)}, "area", "area")
    if change.area == TUTORING:
        refuse_unless(change.subject in subjects, "subject", "subject")
    else:
        refuse_unless(change.subject is None, "no_subject", "subject")
    refuse_unless(0 <= change.grade_min <= change.grade_max <= HIGHEST_GRADE, "grades", "grade_max")
    refuse_unless(change.mode in {matching.IN_PERSON, ONLINE}, "mode", "mode")
    refuse_unless(change.township_id is None or change.township_id in places, "township", "township_id")
    refuse_unless(change.sex is None or change.sex in {sex.value for sex in Sex}, "mode", "sex")
    refuse_unless(1 <= change.capacity <= MOST_CHILDREN, "capacity", "capacity")


def _check_paired(session: DbSession, run: MatchRun, volunteer_id: str) -> None:
    paired = select(MatchPair.volunteer_id).where(MatchPair.run_id == run.id)
    if volunteer_id not in {str(id_) for id_ in session.scalars(paired)}:
        raise Refused("matching.suppose.volunteer", field="volunteer_id")


def _check_weight(run: MatchRun, change: OtherWeight) -> None:
    if change.name not in EDITABLE:
        raise Refused("matching.suppose.weight", field="name")
    for code in problems({change.name: change.value}).values():
        raise Refused(code, field="value")
    if run.policy.get(change.name) == change.value:
        raise Refused("matching.suppose.same", field="value")


def _check_more(session: DbSession, run: MatchRun, change: TakeMore) -> None:
    if not 1 < change.children <= MOST_CHILDREN:
        raise Refused("matching.suppose.capacity", field="children")
    ids = [uuid.UUID(id_) for id_ in change.volunteer_ids]
    known = select(Volunteer.id).where(Volunteer.district_id == run.district_id, Volunteer.id.in_(ids))
    if len(set(session.scalars(known))) != len(set(ids)):
        raise Refused("matching.suppose.volunteer", field="codes")
