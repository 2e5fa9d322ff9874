"""Anonymising one file for good: judged, put into the ledger outside the database, overwritten, and on the audit log.

The ledger is written and on the disk before the database commits. A crash in between leaves a file that the ledger says
is gone and the database still holds: production does not start on it, and the next run does it again first.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from app.accounts.models import Account, RoleGrant
from app.children.codes import LeaveReason
from app.children.events import ChildLeft
from app.children.models import Child, ChildStatus
from app.children.rules.doubles import lock_district
from app.foundation import audit, clock
from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.events import publish
from app.foundation.retention import Subject, SubjectErased, hold_on
from app.pairing.models import OPEN_STATES, EndReason, Pairing, PairingState, WithdrawReason
from app.pairing.rules.ending import BEGUN
from app.pairing.rules.steps import move
from app.privacy.due import case_open
from app.privacy.ledger import Entry, Ledger
from app.privacy.models import Cause, Erasure
from app.privacy.overwriting import overwrite_person
from app.volunteers.models import Volunteer

MODELS: dict[Subject, type[Child | Volunteer]] = {Subject.CHILD: Child, Subject.VOLUNTEER: Volunteer}


def ledger() -> Ledger:
    """The ledger of this installation."""
    settings = current_app.config["SETTINGS"]
    return Ledger(settings.ledger_file)


def erase(session: DbSession, actor: Actor, subject: Subject, record_id: uuid.UUID, cause: Cause) -> None:
    """Anonymise one file. Does not commit, though the ledger is written: the caller commits at once. Idempotent.

    Raises:
        Missing: there is no such file.
        Refused: the case is open, or something keeps the file.
        LedgerBroken: the ledger cannot be trusted; nothing was done.
    """
    record = locked(session, subject, record_id)
    if record is None:
        raise Missing
    if record.erased_at is not None:
        return
    if case_open(session, record):
        raise Refused("privacy.case_open")
    if hold_on(session, subject, record_id) is not None:
        raise Refused("privacy.held")
    entry = Entry(uuid.uuid4(), subject, record_id, cause, clock.now())
    ledger().append(entry)
    _carry_out(session, actor, record, entry)


def replay(session: DbSession, actor: Actor, entry: Entry) -> bool:
    """Do again what the ledger says was done, whatever holds or is open now; return whether the file was there.

    Does not commit.
    """
    record = locked(session, entry.subject, entry.subject_id)
    if record is None or record.erased_at is not None:
        session.add(_noted(entry, None))
        return False
    _carry_out(session, actor, record, entry, again=clock.now())
    return True


def locked(session: DbSession, subject: Subject, record_id: uuid.UUID) -> Child | Volunteer | None:
    """The record, under the locks every rule takes in this order."""
    if subject is Subject.VOLUNTEER:
        return session.get(Volunteer, record_id, with_for_update=True, populate_existing=True)
    district_id = session.scalar(select(Child.district_id).where(Child.id == record_id))
    if district_id is None:
        return None
    lock_district(session, district_id)
    return session.get(Child, record_id, with_for_update=True, populate_existing=True)


def _carry_out(
    session: DbSession, actor: Actor, record: Child | Volunteer, entry: Entry, *, again: datetime | None = None
) -> None:
    audit.record(session, actor, audit.Action.FILE_ERASED, record, cause=entry.cause.value, again=again is not None)
    account_id = record.account_id if isinstance(record, Volunteer) else None
    if again is not None:
        _close_case(session, actor, record, entry)
    overwrite_person(session, entry.subject.value, record.id)
    model: Any = type(record)
    session.execute(update(model).where(model.id == record.id).values(erased_at=entry.at))
    if account_id is not None:
        _erase_account(session, account_id)
    session.add(_noted(entry, again))
    publish(session, SubjectErased(entry.subject, record.id, actor))
    session.flush()
    session.expire_all()


def _close_case(session: DbSession, actor: Actor, record: Child | Volunteer, entry: Entry) -> None:
    """An older database may have the child on the ledger still, or either of them in a pairing."""
    if isinstance(record, Child) and record.status is ChildStatus.ACTIVE:
        record.status, record.left_on = ChildStatus.LEFT, clock.local(entry.at).date()
        publish(session, ChildLeft(record, actor, LeaveReason.OTHER.value))
    if isinstance(record, Volunteer):
        mine = select(Pairing).where(Pairing.volunteer_id == record.id, Pairing.state.in_(OPEN_STATES))
        for pairing in session.scalars(mine.order_by(Pairing.id).with_for_update()).all():
            begun = pairing.state in BEGUN
            reason = EndReason.VOLUNTEER_LEFT.value if begun else WithdrawReason.CHANGED_PLAN.value
            move(session, actor, pairing, PairingState.ENDED if begun else PairingState.WITHDRAWN, reason)
    session.flush()


def _erase_account(session: DbSession, account_id: uuid.UUID) -> None:
    """The account goes with its volunteer, unless somebody works here with it."""
    working = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None), RoleGrant.role != Role.VOLUNTEER
    )
    if session.scalars(working).first() is not None:
        return
    overwrite_person(session, "account", account_id)
    session.execute(update(Account).where(Account.id == account_id).values(active=False))
    ended = update(RoleGrant).where(RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None))
    session.execute(ended.values(ended_at=clock.now()))


def _noted(entry: Entry, again: datetime | None) -> Erasure:
    return Erasure(
        id=entry.id, subject=entry.subject, subject_id=entry.subject_id, cause=entry.cause, at=entry.at,
        replayed_at=again,
    )  # fmt: skip
