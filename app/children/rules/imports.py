"""A roster in the browser: uploaded, looked at, confirmed or thrown away; its content leaves with the decision."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.children.intake.places import Places
from app.children.intake.plan import Plan, make_plan, read_upload
from app.children.intake.saving import save_plan
from app.children.models import ImportState, LegalBasis, RosterImport
from app.children.roster import ROSTER, RosterReading
from app.children.rules.doubles import lock_district
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.collisions import one_is_first
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.spreadsheets import SheetError
from app.places.models import Area, School

FIELDS = tuple(one.name for one in ROSTER.fields)
LONGEST_FILENAME = 120
COLLIDED = "children.import_collided"


@dataclass(frozen=True)
class Preview:
    """An uploaded roster as understood, and what importing it would do."""

    reading: RosterReading
    plan: Plan


def upload_roster(
    session: DbSession, actor: Actor, school: School, filename: str, data: bytes, *, roster_id: uuid.UUID
) -> RosterImport:
    """Keep an uploaded roster until it is decided on; a retry with the same id keeps one.

    What the same person uploaded for this school before and left undecided is thrown away.

    Raises:
        SheetError: the file cannot be read as a list; nothing is kept.
    """
    authorize(actor, Permission.ROSTER_IMPORT, school)
    known = session.get(RosterImport, roster_id)
    if known is not None:
        return authorize(actor, Permission.ROSTER_IMPORT, known)
    reading = read_upload(session, data)
    undecided = select(RosterImport).where(
        RosterImport.school_id == school.id,
        RosterImport.account_id == actor.id,
        RosterImport.state == ImportState.UPLOADED,
    )
    for earlier in session.scalars(undecided):
        _decide(earlier, ImportState.DISCARDED)
    roster = RosterImport(
        id=roster_id, district_id=school.district_id, school_id=school.id, account_id=actor.id,
        filename=filename[-LONGEST_FILENAME:], content=base64.b64encode(data).decode(),
        rows=reading.total, problems=len(reading.problem_rows),
    )  # fmt: skip
    session.add(roster)
    audit.record(session, actor, Action.ROSTER_UPLOADED, roster, rows=reading.total)
    session.commit()
    return roster


def preview_roster(session: DbSession, actor: Actor, roster: RosterImport) -> Preview:
    """Read the kept file again and compare it with the ledger as it is now; changes nothing.

    Raises:
        SheetError: the kept file cannot be read.
    """
    reading = read_upload(session, base64.b64decode(roster.content or ""), roster.mapping)
    places = Places(session, actor, session.get(Area, roster.district_id), create=False)
    return Preview(reading, make_plan(session, reading, places, school=roster.school))


def set_columns(session: DbSession, actor: Actor, roster_id: uuid.UUID, mapping: dict[str, Any]) -> RosterImport:
    """Say by hand what columns mean: letter -> field, "" to leave the column out.

    Raises:
        Refused: two columns are given the same field.
    """
    roster = _locked(session, actor, roster_id)
    if roster.state is not ImportState.UPLOADED:
        raise Conflict("children.roster_decided")
    chosen = {letter: name for letter, name in mapping.items() if name in FIELDS or not name}
    named = [name for name in chosen.values() if name]
    if len(named) != len(set(named)):
        raise Refused("children.column_twice")
    roster.mapping = chosen
    try:
        reading = preview_roster(session, actor, roster).reading
    except SheetError as error:
        session.rollback()
        raise Refused("children.roster_unreadable") from error
    roster.rows, roster.problems = reading.total, len(reading.problem_rows)
    audit.record(session, actor, Action.ROSTER_COLUMNS_SET, roster)
    session.commit()
    return roster


def import_roster(
    session: DbSession,
    actor: Actor,
    roster_id: uuid.UUID,
    *,
    legal_basis: LegalBasis | None,
    answers_for: str,
    changes: Collection[uuid.UUID] = (),
    all_changes: bool = False,
) -> RosterImport:
    """Put the good rows on the ledger; a second confirmation of the same upload changes nothing.

    Raises:
        Refused: no legal basis, nobody answers for it, or the file cannot be read.
        Conflict: it was thrown away, or another import put the same children on file at this moment.
    """
    roster = _locked(session, actor, roster_id)
    if roster.state is ImportState.IMPORTED:
        return roster
    if roster.state is ImportState.DISCARDED:
        raise Conflict("children.roster_decided")
    if legal_basis is None:
        raise Refused("children.legal_basis_missing", field="legal_basis")
    if not answers_for.strip():
        raise Refused("children.answers_for_missing", field="answers_for")
    lock_district(session, roster.district_id)
    try:
        plan = preview_roster(session, actor, roster).plan
    except SheetError as error:
        session.rollback()
        raise Refused("children.roster_unreadable") from error
    wanted = {change.child.id for change in plan.changes} if all_changes else set(changes)
    with one_is_first(session, COLLIDED):
        roster.created, roster.changed = save_plan(session, actor, plan, roster.district_id, wanted)
        roster.legal_basis, roster.answers_for = legal_basis, answers_for.strip()[:80]
        roster.problems = len({problem.row for problem in plan.problems})
        _decide(roster, ImportState.IMPORTED)
        audit.record(
            session, actor, Action.ROSTER_IMPORTED, roster, rows=roster.rows, created=roster.created,
            changed=roster.changed, problems=roster.problems, legal_basis=legal_basis.value,
        )  # fmt: skip
        session.commit()
    return roster


def discard_roster(session: DbSession, actor: Actor, roster_id: uuid.UUID) -> RosterImport:
    """Throw an upload away. Idempotent.

    Raises:
        Conflict: it was imported.
    """
    roster = _locked(session, actor, roster_id)
    if roster.state is ImportState.IMPORTED:
        raise Conflict("children.roster_decided")
    if roster.state is ImportState.UPLOADED:
        _decide(roster, ImportState.DISCARDED)
        audit.record(session, actor, Action.ROSTER_DISCARDED, roster)
        session.commit()
    return roster


def _decide(roster: RosterImport, state: ImportState) -> None:
    roster.state, roster.content, roster.decided_at = state, None, clock.now()


def _locked(session: DbSession, actor: Actor, roster_id: uuid.UUID) -> RosterImport:
    found = session.get(RosterImport, roster_id, with_for_update=True, populate_existing=True)
    return authorize(actor, Permission.ROSTER_IMPORT, found)
