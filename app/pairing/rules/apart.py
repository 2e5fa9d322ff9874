"""Keeping a volunteer from a child, a school or a village, and lifting that again with a reason."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, may
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.pairing.apart import STANDS
from app.pairing.models import ApartReason, DoNotPair, LiftReason
from app.pairing.rules.lapsing import stop_kept_apart
from app.pairing.rules.steps import lock
from app.places.models import Area, AreaLevel, School
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class Entry:
    """What is to be noted. ``entry_id`` is made with the form; ``about``: one child's code, a school or a village."""

    entry_id: uuid.UUID
    volunteer_code: str
    about: str | School | Area
    reason: ApartReason
    note: str = ""


def keep_apart(session: DbSession, actor: Actor, wanted: Entry) -> tuple[DoNotPair, int]:
    """Note it, and stop what it forbids; return the entry and how many pairings were stopped. Sent twice it is one.

    Raises:
        Refused: there is no such child or volunteer within the actor's reach, or the reason needs words.
    """
    known = session.get(DoNotPair, wanted.entry_id)
    if known is not None:
        return authorize(actor, Permission.APART_WRITE, known), 0
    if wanted.reason is ApartReason.OTHER and not wanted.note.strip():
        raise Refused("apart.note_missing", field="note")
    child = _child(session, wanted.about) if isinstance(wanted.about, str) else None
    volunteer = _volunteer(session, wanted.volunteer_code)
    if volunteer is None:
        raise Refused("apart.volunteer_unknown", field="volunteer_code")
    entry = DoNotPair(
        id=wanted.entry_id,
        volunteer=volunteer,
        child=child,
        for_school=wanted.about if isinstance(wanted.about, School) else None,
        for_village=wanted.about if isinstance(wanted.about, Area) else None,
        reason=wanted.reason.value,
        note=wanted.note.strip() or None,
        recorded_by_id=actor.id,
        recorded_at=clock.now(),
    )
    _check(actor, entry, wanted)
    same = _standing_twin(session, entry)
    if same is not None:
        raise Conflict("apart.there_already")
    session.add(entry)
    session.flush()
    stopped = stop_kept_apart(session, actor, entry)
    audit.record(session, actor, Action.APART_MADE, entry, reason=entry.reason, reach=reach_of(entry))
    session.commit()
    return entry, stopped


def lift(session: DbSession, actor: Actor, entry_id: uuid.UUID, reason: LiftReason, note: str) -> DoNotPair:
    """Say that an entry does not stand any more, and why. What it suspended stays so until somebody lets it go on.

    Raises:
        Missing: no such entry, or not one the actor may lift.
        Refused: there are no words.
    """
    found = session.get(DoNotPair, entry_id, with_for_update={"of": DoNotPair}, populate_existing=True)
    entry = authorize(actor, Permission.APART_LIFT, found)
    if entry.lifted_at is not None:
        session.rollback()  # a double click
        return entry
    if not note.strip():
        raise Refused("apart.lift_note_missing", field="note")
    entry.lifted_at, entry.lifted_by_id = clock.now(), actor.id
    entry.lift_reason, entry.lift_note = reason, note.strip()
    audit.record(session, actor, Action.APART_LIFTED, entry, reason=reason.value)
    session.commit()
    return entry


def carry_over(session: DbSession, actor: Actor, kept: Child, gone: Child) -> None:
    """Two files were one child's: who is kept from the one is kept from the other. The caller commits."""
    about_kept = select(DoNotPair.volunteer_id).where(STANDS, DoNotPair.child_id == kept.id)
    there = set(session.scalars(about_kept))
    for old in session.scalars(select(DoNotPair).where(STANDS, DoNotPair.child_id == gone.id)).all():
        if old.volunteer_id in there:
            continue
        entry = DoNotPair(
            child=kept, volunteer=old.volunteer, reason=old.reason, note=old.note, recorded_by_id=old.recorded_by_id,
            recorded_at=old.recorded_at,
        )  # fmt: skip
        session.add(entry)
        session.flush()
        stop_kept_apart(session, actor, entry)
        audit.record(session, actor, Action.APART_MADE, entry, reason=entry.reason, reach=reach_of(entry))


def reach_of(entry: DoNotPair) -> str:
    """Whom an entry is about: ``child``, ``school`` or ``village``."""
    return "child" if entry.child is not None else "school" if entry.for_school is not None else "village"


def _child(session: DbSession, code: str) -> Child | None:
    """Locked before the volunteer, as everywhere."""
    wanted = select(Child).where(Child.code == code.strip().upper()).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _volunteer(session: DbSession, code: str) -> Volunteer | None:
    found = session.scalars(select(Volunteer.id).where(Volunteer.code == code.strip().upper())).one_or_none()
    return lock(session, Volunteer, found) if found is not None else None


def _check(actor: Actor, entry: DoNotPair, wanted: Entry) -> None:
    """Whoever may not see a child, a school or a volunteer is told the same as where there is none."""
    if isinstance(wanted.about, str):
        if entry.child is None or not may(actor, Permission.APART_WRITE, entry):
            raise Refused("apart.child_unknown", field="child_code")
    else:
        if isinstance(wanted.about, Area) and wanted.about.level is not AreaLevel.VILLAGE:
            raise Refused("apart.not_a_village", field="about")
        authorize(actor, Permission.APART_WRITE, entry)
    if entry.volunteer.district_id != entry.district_id:
        raise Refused("apart.volunteer_unknown", field="volunteer_code")


def _standing_twin(session: DbSession, entry: DoNotPair) -> DoNotPair | None:
    about = (
        DoNotPair.child_id == (entry.child.id if entry.child else None),
        DoNotPair.for_school_id == (entry.for_school.id if entry.for_school else None),
        DoNotPair.for_village_id == (entry.for_village.id if entry.for_village else None),
    )
    with session.no_autoflush:
        wanted = select(DoNotPair).where(STANDS, DoNotPair.volunteer_id == entry.volunteer.id, *about)
        return session.scalars(wanted).first()
