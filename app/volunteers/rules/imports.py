"""A sign-up list in the browser: uploaded, looked at, confirmed or thrown away; then its content is gone."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.catalogue.models import TermKind
from app.catalogue.queries import codes_by_name
from app.children.models import ImportState
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.collisions import one_is_first
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.foundation.spreadsheets import SheetError
from app.places.models import Area
from app.places.queries import find_township
from app.seasons.models import Season, SeasonStage
from app.volunteers.intake.plan import Plan, Resolving, make_plan, read_upload
from app.volunteers.intake.saving import save_plan
from app.volunteers.models import VolunteerImport
from app.volunteers.signup_list import SIGNUP, SignupReading

FIELDS = tuple(one.name for one in SIGNUP.fields)
LONGEST_FILENAME = 120
COLLIDED = "volunteers.import_collided"


@dataclass(frozen=True)
class Preview:
    """An uploaded list as understood, and what importing it would do."""

    reading: SignupReading
    plan: Plan


def upload_list(
    session: DbSession, actor: Actor, season: Season, filename: str, data: bytes, *, import_id: uuid.UUID
) -> VolunteerImport:
    """Keep an uploaded list until it is decided on; a retry with the same id keeps one. Commits.

    Raises:
        Missing: the season is not of the actor's district.
        Refused: the season is closed.
        SheetError: the file cannot be read as a list; nothing is kept.
    """
    authorize(actor, Permission.VOLUNTEER_IMPORT, season)
    known = session.get(VolunteerImport, import_id)
    if known is not None:
        return authorize(actor, Permission.VOLUNTEER_IMPORT, known)
    _check_open(season)
    reading = read_upload(session, data)
    undecided = select(VolunteerImport).where(
        VolunteerImport.district_id == season.district_id,
        VolunteerImport.account_id == actor.id,
        VolunteerImport.state == ImportState.UPLOADED,
    )
    for earlier in session.scalars(undecided):
        _decide(earlier, ImportState.DISCARDED)
    made = VolunteerImport(
        id=import_id, district_id=season.district_id, season_id=season.id, account_id=actor.id,
        filename=filename[-LONGEST_FILENAME:], content=base64.b64encode(data).decode(),
        rows=reading.total, problems=len(reading.problem_rows),
    )  # fmt: skip
    session.add(made)
    audit.record(session, actor, Action.VOLUNTEER_LIST_UPLOADED, made, rows=reading.total)
    session.commit()
    return made


def preview_list(session: DbSession, uploaded: VolunteerImport) -> Preview:
    """Read the kept file again and compare it with the volunteers as they are now; changes nothing.

    Raises:
        SheetError: the kept file cannot be read.
    """
    reading = read_upload(session, base64.b64decode(uploaded.content or ""), uploaded.mapping)
    return Preview(reading, make_plan(session, reading, uploaded.season, known_only(session, uploaded.district_id)))


def known_only(session: DbSession, district_id: uuid.UUID) -> Resolving:
    """Only what is known: no place and no term is made."""
    townships: dict[str, uuid.UUID | None] = {}

    def township(name: str) -> uuid.UUID | None:
        if name not in townships:
            found = find_township(session, district_id, name)
            townships[name] = found.id if found else None
        return townships[name]

    return Resolving(township, lambda _: None, codes_by_name(session, TermKind.LANGUAGE))


def set_columns(session: DbSession, actor: Actor, import_id: uuid.UUID, mapping: dict[str, Any]) -> VolunteerImport:
    """Say by hand what columns mean: letter -> field, "" to leave the column out. Commits.

    Raises:
        Refused: two columns are given the same field, or the file cannot be read so.
    """
    uploaded = _locked(session, actor, import_id)
    if uploaded.state is not ImportState.UPLOADED:
        raise Conflict("volunteers.import_decided")
    chosen = {letter: name for letter, name in mapping.items() if name in FIELDS or not name}
    named = [name for name in chosen.values() if name]
    if len(named) != len(set(named)):
        raise Refused("volunteers.column_twice")
    uploaded.mapping = chosen
    try:
        reading = preview_list(session, uploaded).reading
    except SheetError as error:
        session.rollback()
        raise Refused("volunteers.list_unreadable") from error
    uploaded.rows, uploaded.problems = reading.total, len(reading.problem_rows)
    audit.record(session, actor, Action.VOLUNTEER_LIST_COLUMNS_SET, uploaded)
    session.commit()
    return uploaded


def import_list(session: DbSession, actor: Actor, import_id: uuid.UUID) -> VolunteerImport:
    """Take the good rows over; a second confirmation of the same upload changes nothing. Commits.

    Raises:
        Refused: the file cannot be read, or the season was closed meanwhile.
        Conflict: it was thrown away, or another import put the same students on file at this moment.
    """
    uploaded = _locked(session, actor, import_id)
    if uploaded.state is ImportState.IMPORTED:
        return uploaded
    if uploaded.state is ImportState.DISCARDED:
        raise Conflict("volunteers.import_decided")
    # One import of a district at a time: two that meet the same new student wait for each other here.
    session.get(Area, uploaded.district_id, with_for_update=True)
    _check_open(uploaded.season)
    try:
        plan = preview_list(session, uploaded).plan
    except SheetError as error:
        session.rollback()
        raise Refused("volunteers.list_unreadable") from error
    with one_is_first(session, COLLIDED):
        uploaded.created, uploaded.changed = save_plan(session, actor, plan, uploaded.season)
        uploaded.problems = len({problem.row for problem in plan.problems})
        _decide(uploaded, ImportState.IMPORTED)
        audit.record(
            session, actor, Action.VOLUNTEER_IMPORTED, uploaded, rows=uploaded.rows, created=uploaded.created,
            changed=uploaded.changed, problems=uploaded.problems,
        )  # fmt: skip
        session.commit()
    return uploaded


def discard_list(session: DbSession, actor: Actor, import_id: uuid.UUID) -> VolunteerImport:
    """Throw an upload away. Idempotent. Commits.

    Raises:
        Conflict: it was imported.
    """
    uploaded = _locked(session, actor, import_id)
    if uploaded.state is ImportState.IMPORTED:
        raise Conflict("volunteers.import_decided")
    if uploaded.state is ImportState.UPLOADED:
        _decide(uploaded, ImportState.DISCARDED)
        audit.record(session, actor, Action.VOLUNTEER_LIST_DISCARDED, uploaded)
        session.commit()
    return uploaded


def _check_open(season: Season) -> None:
    if season.stage is SeasonStage.CLOSED:
        raise Refused("volunteers.season_closed")


def _decide(uploaded: VolunteerImport, state: ImportState) -> None:
    uploaded.state, uploaded.content, uploaded.decided_at = state, None, clock.now()


def _locked(session: DbSession, actor: Actor, import_id: uuid.UUID) -> VolunteerImport:
    found = session.get(VolunteerImport, import_id, with_for_update=True, populate_existing=True)
    return authorize(actor, Permission.VOLUNTEER_IMPORT, found)
