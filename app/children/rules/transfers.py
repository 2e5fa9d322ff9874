"""A file goes to another school: the giver asks, the receiver confirms, consent and pairing go with it."""

from __future__ import annotations

import uuid

from sqlalchemy.exc import IntegrityError

from app.children.events import ChildTransferred
from app.children.identity import set_tokens
from app.children.models import Child, ChildStatus, ChildTransfer, TransferState
from app.children.rules.doubles import lock_district
from app.children.rules.files import locked_child, refuse_twin
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, may
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.events import publish
from app.places.models import School


def ask_transfer(session: DbSession, actor: Actor, child_id: uuid.UUID, to_school_id: uuid.UUID) -> ChildTransfer:
    """Ask another school of the district to take a file over.

    Raises:
        Refused: the child left the ledger or has no school, or the school is no other one of the district.
        Conflict: a transfer of this child waits already.
    """
    child = locked_child(session, actor, Permission.CHILD_TRANSFER, child_id)
    school = session.get(School, to_school_id)
    if school is None or school.district_id != child.district_id or school.id == child.school_id:
        raise Refused("children.transfer_school", field="school_id")
    if child.status is not ChildStatus.ACTIVE or child.school_id is None:
        raise Refused("children.not_on_ledger")
    transfer = ChildTransfer(
        child_id=child.id, from_school_id=child.school_id, to_school_id=school.id, asked_by_id=actor.id
    )
    session.add(transfer)
    audit.record(session, actor, Action.CHILD_TRANSFER_ASKED, child, to_school=str(school.id))
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("children.transfer_waits") from error
    return transfer


def confirm_transfer(session: DbSession, actor: Actor, transfer_id: uuid.UUID) -> ChildTransfer:
    """Take the file over; the old school loses sight of it. Idempotent.

    Raises:
        Conflict: the request was refused or taken back, or this school has a file of the same child.
    """
    transfer = authorize(actor, Permission.CHILD_TRANSFER, session.get(ChildTransfer, transfer_id))
    child = _lock(session, transfer)
    if transfer.state is TransferState.DONE:
        return transfer
    # Only what was asked: the file may have gone elsewhere, or off the ledger, since.
    moved = child.school_id != transfer.from_school_id or child.status is not ChildStatus.ACTIVE
    if transfer.state is not TransferState.ASKED or moved:
        raise Conflict("children.transfer_gone")
    child.school_id, child.class_name = transfer.to_school_id, None
    set_tokens(child)
    try:
        refuse_twin(session, child)
    except Conflict as error:
        raise Conflict("children.transfer_twin") from error
    _decide(transfer, actor, TransferState.DONE)
    publish(session, ChildTransferred(child, actor))
    audit.record(
        session, actor, Action.CHILD_TRANSFERRED, child,
        from_school=str(transfer.from_school_id), to_school=str(transfer.to_school_id),
    )  # fmt: skip
    session.commit()
    session.expire(child, ["school"])
    return transfer


def refuse_transfer(session: DbSession, actor: Actor, transfer_id: uuid.UUID) -> ChildTransfer:
    """The receiver says no, or the giver takes the request back. Idempotent.

    Raises:
        Conflict: the file was taken over already.
    """
    transfer = session.get(ChildTransfer, transfer_id)
    if transfer is None:
        raise Missing
    if not may(actor, Permission.CHILD_TRANSFER, transfer):
        # The giver may take back what still is its own.
        authorize(actor, Permission.CHILD_TRANSFER, transfer.child)
    child = _lock(session, transfer)
    if transfer.state is TransferState.REFUSED:
        return transfer
    if transfer.state is TransferState.DONE:
        raise Conflict("children.transfer_gone")
    _decide(transfer, actor, TransferState.REFUSED)
    audit.record(session, actor, Action.CHILD_TRANSFER_REFUSED, child)
    session.commit()
    return transfer


def _lock(session: DbSession, transfer: ChildTransfer) -> Child:
    lock_district(session, transfer.child.district_id)
    child = session.get_one(Child, transfer.child_id, with_for_update=True, populate_existing=True)
    session.refresh(transfer, with_for_update=True)
    return child


def _decide(transfer: ChildTransfer, actor: Actor, state: TransferState) -> None:
    transfer.state, transfer.decided_by_id, transfer.decided_at = state, actor.id, clock.now()
