"""Children added and changed one by one, and leaving the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.children.codes import LeaveReason
from app.children.disclosure.codes import Section
from app.children.events import ChildGateShut, ChildLeft
from app.children.gates import missing
from app.children.identity import set_tokens
from app.children.models import Child, ChildStatus, ChildTransfer, RiskReason, TransferState
from app.children.rules.doubles import hold_lookalikes, lock_district
from app.children.rules.history import note_ledger, note_risk
from app.children.rules.values import (
    CarerInput,
    FileInput,
    NeedInput,
    check_person,
    checked_carers,
    put_carers,
    put_needs,
    put_tips,
    put_values,
    unseen_kept,
)
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.events import publish
from app.foundation.ids import short_code
from app.places.models import Area, AreaLevel, School

WHO = ("name", "birth_date", "sex", "township_id")
"""Columns that say who the child is."""


def create_child(
    session: DbSession,
    actor: Actor,
    school: School,
    file: FileInput,
    *,
    child_id: uuid.UUID,
    needs: Iterable[NeedInput] = (),
    carers: Iterable[CarerInput] = (),
    address: str | None = None,
    health: str | None = None,
) -> Child:
    """Add one child to a school's ledger; a retry with the same ``child_id`` adds nothing.

    Raises:
        Refused: the person, a phone or the home cannot be.
        Conflict: the school has this child on file.
    """
    authorize(actor, Permission.CHILD_CREATE, school)
    lock_district(session, school.district_id)
    known = session.get(Child, child_id)
    if known is not None:
        return authorize(actor, Permission.CHILD_WRITE, known)
    name = check_person(file.name, file.birth_date, clock.today())
    _check_home(session, file, school.district_id)
    child = Child(id=child_id, code=short_code(), district_id=school.district_id, school_id=school.id)
    put_values(child, {**file.columns(), "name": name, "address": address or None, "health": health or None})
    put_tips(child, file)
    child.health_by_id = actor.id if child.health else None
    put_needs(session, child, needs)
    put_carers(session, child, checked_carers(carers))
    set_tokens(child)
    refuse_twin(session, child)
    session.add(child)
    session.flush()
    hold_lookalikes(session, [child])
    if child.risk:
        note_risk(session, actor, child, None, RiskReason.FIRST)
    audit.record(session, actor, Action.CHILD_CREATED, child)
    _commit(session)
    return child


def change_child(
    session: DbSession, actor: Actor, child_id: uuid.UUID, file: FileInput, needs: Iterable[NeedInput]
) -> Child:
    """Change what the form of a file holds, all but its level of attention; nothing changed leaves no event.

    Raises:
        Refused: the person or the home cannot be.
        Conflict: the school has another file of the child it would become.
    """
    child = locked_child(session, actor, Permission.CHILD_WRITE, child_id)
    name = check_person(file.name, file.birth_date, child.registered_on)
    _check_home(session, file, child.district_id)
    fields = put_tips(child, file)
    fields += put_values(child, {**file.columns(), "name": name, "risk": child.risk})
    if put_needs(session, child, needs):
        fields.append("needs")
    if set(fields) & set(WHO):
        set_tokens(child)
        refuse_twin(session, child)
        if child.hold is None:
            hold_lookalikes(session, [child])
    if fields:
        if missing(child, clock.today()):
            publish(session, ChildGateShut(child, actor))
        audit.record(session, actor, Action.CHILD_CHANGED, child, fields=sorted(fields))
    _commit(session)
    return child


def change_contacts(
    session: DbSession,
    actor: Actor,
    child_id: uuid.UUID,
    *,
    address: str | None,
    health: str | None,
    carers: Iterable[CarerInput],
    shown: Collection[Section] = frozenset(Section),
) -> Child:
    """Change address, health and carers. What the form did not show (``shown``) stays unless something is typed."""
    child = locked_child(session, actor, Permission.CHILD_WRITE, child_id)
    given = {"address": (address, Section.ADDRESS), "health": (health, Section.HEALTH)}
    fields = put_values(
        child, {name: value or None for name, (value, section) in given.items() if value or section in shown}
    )
    if "health" in fields:
        child.health_by_id = actor.id if child.health else None
    wanted = list(carers) if Section.PHONES in shown else unseen_kept(child, carers)
    if put_carers(session, child, checked_carers(wanted)):
        fields.append("carers")
    if fields:
        audit.record(session, actor, Action.CHILD_CHANGED, child, fields=fields)
    session.commit()
    return child


def leave_ledger(session: DbSession, actor: Actor, child_id: uuid.UUID, reason: LeaveReason) -> Child:
    """Take a child off the ledger; its pairing ends by the event, an open transfer is refused. Idempotent."""
    child = locked_child(session, actor, Permission.CHILD_WRITE, child_id)
    if child.status is ChildStatus.LEFT:
        return child
    child.status, child.left_on, child.left_reason = ChildStatus.LEFT, clock.today(), reason.value
    note_ledger(session, actor, child)
    asked = select(ChildTransfer).where(ChildTransfer.child_id == child.id, ChildTransfer.state == TransferState.ASKED)
    for transfer in session.scalars(asked):
        transfer.state, transfer.decided_by_id, transfer.decided_at = TransferState.REFUSED, actor.id, clock.now()
        audit.record(session, actor, Action.CHILD_TRANSFER_REFUSED, child)
    publish(session, ChildLeft(child, actor, reason.value))
    audit.record(session, actor, Action.CHILD_LEFT, child, reason=reason.value)
    session.commit()
    return child


def return_to_ledger(session: DbSession, actor: Actor, child_id: uuid.UUID) -> Child:
    """Take a child back onto the ledger.

    Raises:
        Refused: the file was merged into another, or the child is 16 by now.
    """
    child = locked_child(session, actor, Permission.CHILD_WRITE, child_id)
    if child.status is ChildStatus.ACTIVE:
        return child
    if child.left_reason == LeaveReason.MERGED.value:
        raise Refused("children.merged_stays")
    check_person(child.name, child.birth_date, clock.today())
    child.status, child.left_on, child.left_reason = ChildStatus.ACTIVE, None, None
    note_ledger(session, actor, child)
    hold_lookalikes(session, [child])
    audit.record(session, actor, Action.CHILD_RETURNED, child)
    session.commit()
    return child


def locked_child(session: DbSession, actor: Actor, permission: Permission, child_id: uuid.UUID) -> Child:
    """The file for changing: the district's lock first, then the file's, then judged as it is under the locks."""
    found = authorize(actor, permission, session.get(Child, child_id))
    lock_district(session, found.district_id)
    locked = session.get(Child, child_id, with_for_update=True, populate_existing=True)
    return authorize(actor, permission, locked)


def refuse_twin(session: DbSession, child: Child) -> None:
    """Refuse where the school has another file of this child; the unique index stands behind it.

    Raises:
        Conflict: it has.
    """
    with session.no_autoflush:
        twin = select(Child.id).where(Child.identity_token == child.identity_token, Child.id != child.id)
        if session.scalars(twin).first() is not None:
            session.rollback()
            raise Conflict("children.on_file_already", field="name")


def _commit(session: DbSession) -> None:
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("children.on_file_already", field="name") from error


def _check_home(session: DbSession, file: FileInput, district_id: uuid.UUID) -> None:
    township = session.get(Area, file.township_id)
    fits = township is not None and township.level is AreaLevel.TOWNSHIP and township.district_id == district_id
    if not fits:
        raise Refused("children.township_unknown", field="home")
    if file.village_id is not None:
        village = session.get(Area, file.village_id)
        if village is None or village.parent_id != file.township_id:
            raise Refused("children.village_elsewhere", field="home")
