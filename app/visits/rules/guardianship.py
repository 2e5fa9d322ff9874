"""Care agreements, and the quarterly look through a child's file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from app.children.models import Child, ChildStatus
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.chinese import normalise_name
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish
from app.visits.codes import Barred, CheckOutcome
from app.visits.events import GuardianshipRecorded
from app.visits.models import CareAgreement, FileCheck

R = TypeVar("R", CareAgreement, FileCheck)


@dataclass(frozen=True)
class AgreementInput:
    """An agreement as it was signed. ``barred_asked``: what was asked about and is not the case."""

    carer: str
    relation: str
    signed_on: date
    valid_until: date
    witness: str
    barred_asked: frozenset[Barred]
    child_heard: bool
    written_notice: bool
    evidence: str


def record_agreement(
    session: DbSession, actor: Actor, child_id: uuid.UUID, given: AgreementInput, agreement_id: uuid.UUID
) -> CareAgreement:
    """Record the agreement of one child; the one before stays on file. The same id again records once. Commits.

    Raises:
        Missing: the child is not the actor's.
        Refused: the days cannot be, a barred condition was not asked about, or the witness is the carer.
    """
    child = authorize(actor, Permission.GUARDIANSHIP_WRITE, session.get(Child, child_id))
    known = session.get(CareAgreement, agreement_id)
    if known is not None:
        return authorize(actor, Permission.GUARDIANSHIP_WRITE, known)
    _on_ledger(child)
    if not child.birth_date <= given.signed_on <= clock.today() or given.valid_until <= given.signed_on:
        raise Refused("visits.agreement_dates", field="valid_until")
    if given.barred_asked != frozenset(Barred):
        raise Refused("visits.agreement_barred", field="barred")
    if normalise_name(given.witness) == normalise_name(given.carer):
        raise Refused("visits.agreement_witness", field="witness")
    asked = frozenset(one.value for one in given.barred_asked)
    values = {**vars(given), "barred_asked": asked, "recorded_by_id": actor.id}
    agreement = CareAgreement(id=agreement_id, child_id=child.id, district_id=child.district_id, **values)
    session.add(agreement)
    audit.record(session, actor, Action.CARE_AGREEMENT_RECORDED, agreement)
    return _kept_once(session, actor, child, agreement)


def end_agreement(session: DbSession, actor: Actor, agreement_id: uuid.UUID) -> CareAgreement:
    """The agreement does not hold any more, from today. Idempotent. Commits.

    Raises:
        Missing: it is not the actor's.
    """
    found = session.get(CareAgreement, agreement_id, with_for_update=True)
    agreement = authorize(actor, Permission.GUARDIANSHIP_WRITE, found)
    if agreement.ended_on is None:
        agreement.ended_on = clock.today()
        audit.record(session, actor, Action.CARE_AGREEMENT_ENDED, agreement)
        session.commit()
    return agreement


def check_file(
    session: DbSession, actor: Actor, child_id: uuid.UUID, check_id: uuid.UUID, differs: str | None = None
) -> FileCheck:
    """Say that the file is still right, or (``differs``: a line) that something in it is not. Commits.

    Raises:
        Missing: the child is not the actor's.
        Refused: the child is off the ledger, or ``differs`` says nothing.
    """
    child = authorize(actor, Permission.GUARDIANSHIP_WRITE, session.get(Child, child_id))
    known = session.get(FileCheck, check_id)
    if known is not None:
        return authorize(actor, Permission.GUARDIANSHIP_WRITE, known)
    _on_ledger(child)
    if differs is not None and not differs.strip():
        raise Refused("visits.differs_what", field="note")
    outcome = CheckOutcome.RIGHT if differs is None else CheckOutcome.DIFFERS
    check = FileCheck(
        id=check_id, child_id=child.id, district_id=child.district_id, outcome=outcome,
        note=differs.strip() if differs else None, checked_by_id=actor.id,
    )  # fmt: skip
    session.add(check)
    audit.record(session, actor, Action.FILE_CHECKED, check, outcome=outcome.value)
    return _kept_once(session, actor, child, check)


def _on_ledger(child: Child) -> None:
    if child.status is ChildStatus.LEFT:
        raise Refused("visits.off_ledger")


def _kept_once(session: DbSession, actor: Actor, child: Child, row: R) -> R:
    try:
        session.flush()
        publish(session, GuardianshipRecorded(child, actor))
        session.commit()
    except IntegrityError:
        session.rollback()  # the twin of a double click was first
        return authorize(actor, Permission.GUARDIANSHIP_WRITE, session.get(type(row), row.id))
    return row
