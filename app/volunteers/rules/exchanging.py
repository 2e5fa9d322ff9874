"""Lists for the police query and for the insurer: given out for a reason, on the log, and taken back with results."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, may
from app.foundation.chinese import normalise_name
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.spreadsheets import Problem, read_sheet
from app.seasons.models import Season
from app.volunteers.checklists import EXCHANGED, ExportReason, ResultRow, fault, read_results
from app.volunteers.gates import VolunteerGate, running_out
from app.volunteers.models import VettingKind, Volunteer
from app.volunteers.queries import Standing, standings
from app.volunteers.rules.vetting import Outcome, check_outcome, record_checks

_DUE = {
    VettingKind.BACKGROUND: {VolunteerGate.BACKGROUND, VolunteerGate.BACKGROUND_EXPIRED},
    VettingKind.INSURANCE: {VolunteerGate.INSURANCE},
}
# Whoever cannot come this season, or failed, is nobody's business outside.
_NOT_ASKED = {
    VolunteerGate.AGE, VolunteerGate.WITHDRAWN, VolunteerGate.NO_AVAILABILITY, VolunteerGate.BACKGROUND_FAILED,
}  # fmt: skip


@dataclass(frozen=True)
class Returned:
    """What a list that came back did: ``recorded`` new checks, or nothing at all where there are ``problems``."""

    recorded: int
    answered: int
    problems: Sequence[Problem]


def due(session: DbSession, season: Season, kind: VettingKind, today: date) -> list[Volunteer]:
    """Students of a season whose check is missing, has run out or will within 30 days. The caller judged the season."""
    return [one.volunteer for one in standings(session, season, today) if _is_due(one, kind, today)]


def export_list(
    session: DbSession, actor: Actor, season_id: uuid.UUID, kind: VettingKind, reason: ExportReason
) -> list[Volunteer]:
    """Those to be asked about; on the log, with why and how many, before anything is given out.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: nobody is due.
    """
    season = authorize(actor, Permission.VETTING_EXPORT, session.get(Season, season_id))
    found = due(session, season, kind, clock.today())
    if not found:
        raise Refused("volunteers.nobody_due")
    details = {"kind": kind.value, "count": len(found), "reason": reason.value}
    audit.record_and_commit(session, actor, audit.Action.VOLUNTEER_EXPORTED, season, **details)
    return found


def import_results(session: DbSession, actor: Actor, kind: VettingKind, content: bytes) -> Returned:
    """Record every answer of a list that came back, or, where any row is in doubt, none of them.

    Raises:
        SheetError: the file cannot be read.
    """
    reading = read_results(read_sheet(content), kind)
    people = _people(session, actor, [row.code for row in reading.rows])
    found = [_judged(row, people.get(row.code), kind) for row in reading.rows]
    problems = [*reading.problems, *(one for one in found if isinstance(one, Problem))]
    outcomes = [one for one in found if isinstance(one, Outcome)]
    recorded = record_checks(session, actor, outcomes) if outcomes and not problems else 0
    return Returned(recorded, len(reading.rows), sorted(problems, key=lambda one: one.row))


def _is_due(one: Standing, kind: VettingKind, today: date) -> bool:
    if kind not in EXCHANGED or _NOT_ASKED.intersection(one.missing):
        return False
    return bool(_DUE[kind].intersection(one.missing)) or kind in running_out(one.volunteer, today)


def _people(session: DbSession, actor: Actor, codes: Sequence[str]) -> dict[str, Volunteer]:
    """By code, those the actor records checks of; a code of another district looks like one that does not exist."""
    found = session.scalars(select(Volunteer).where(Volunteer.code.in_(codes)))
    return {one.code: one for one in found if may(actor, Permission.VETTING_RECORD, one)}


def _judged(row: ResultRow, volunteer: Volunteer | None, kind: VettingKind) -> Outcome | Problem:
    """What is to be recorded. The name must be the one on file: rows of a list slip."""
    if volunteer is None:
        return fault(row.number, "code_unknown", row.code)
    if normalise_name(row.name) != normalise_name(volunteer.name):
        return fault(row.number, "name_differs", row.name)
    outcome = Outcome(volunteer.id, kind, row.checked_on, row.result, row.reference)
    try:
        check_outcome(outcome, volunteer)
    except Refused as refused:
        return fault(row.number, refused.code.removeprefix("volunteers."), row.checked_on.isoformat())
    return outcome
