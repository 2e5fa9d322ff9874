"""What a roster means for the ledger: new children, changes to known ones, nothing new. Changes no row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.catalogue.models import TermKind
from app.catalogue.queries import codes_by_name
from app.children.intake.codes import IntakeCode
from app.children.intake.entries import Entry, entry_of, merged_carers
from app.children.intake.places import Places
from app.children.models import Child, ChildStatus
from app.children.roster import RosterCode, RosterReading, RosterRow, RowNeed, read_roster
from app.children.rules.doubles import CHUNK
from app.children.rules.values import carers_of, needs_of
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.secrets.keyring import by_every_form
from app.foundation.spreadsheets import Problem, read_sheet
from app.places.models import School

NeedCode = Callable[[RowNeed], str | None]


@dataclass(frozen=True)
class FieldChange:
    """One value that the roster gives otherwise."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """A child on file that the roster describes otherwise."""

    child: Child
    entry: Entry
    fields: tuple[FieldChange, ...]


@dataclass
class Plan:
    """What importing would do."""

    new: list[Entry] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    other_schools: dict[str, int] = field(default_factory=dict)
    """School names in the list that are not the importing school's, with their rows."""


def read_upload(session: DbSession, data: bytes, mapping: dict[str, Any] | None = None) -> RosterReading:
    """The file as understood.

    Raises:
        SheetError: it cannot be read as a table, or no row looks like headings.
    """
    return read_roster(
        read_sheet(data),
        today=clock.today(),
        subjects=codes_by_name(session, TermKind.SUBJECT),
        areas=codes_by_name(session, TermKind.SERVICE_AREA),
        mapping={letter: name or None for letter, name in (mapping or {}).items()},
    )


def known_need(need: RowNeed) -> str | None:
    """The code of a need that the catalogue knows."""
    return need.code


def make_plan(
    session: DbSession,
    reading: RosterReading,
    places: Places,
    *,
    school: School | None = None,
    need_code: NeedCode = known_need,
) -> Plan:
    """Compare the good rows with the ledger; with ``school`` every row is that school's, whatever the list says."""
    plan = Plan(problems=list(reading.problems), warnings=list(reading.warnings))
    languages = codes_by_name(session, TermKind.LANGUAGE)
    entries: dict[str, Entry] = {}
    for row in reading.rows:
        own = school or places.school(row.school, row.township)
        if school is not None and row.school and row.school != school.name:
            plan.other_schools[row.school] = plan.other_schools.get(row.school, 0) + 1
        home = places.home(row, own)
        if not _placed(plan, row, own, home.township_id, home.doubts):
            continue
        entry = entry_of(row, own.id if own else None, home, code=need_code, languages=languages)
        first = entries.setdefault(entry.identity, entry)
        if first is not entry:
            repeat = Problem(row.number, "", RosterCode.REPEATED_IN_FILE, {"first_row": first.row.number})
            plan.problems.append(repeat)
    _compare(session, plan, list(entries.values()))
    return plan


def _placed(
    plan: Plan,
    row: RosterRow,
    school: School | None,
    township_id: uuid.UUID | None,
    doubts: Iterable[tuple[IntakeCode, str]],
) -> bool:
    """Whether the row has a place to be saved at; what is missing is said."""
    if row.school and school is None:
        plan.problems.append(Problem(row.number, "", IntakeCode.SCHOOL_UNKNOWN, {"value": row.school}))
        return False
    if township_id is None:
        value = row.township or "—"
        plan.problems.append(Problem(row.number, "", IntakeCode.HOME_UNKNOWN, {"value": value}))
        return False
    plan.warnings.extend(Problem(row.number, "", code, {"value": name}) for code, name in doubts)
    return True


def _compare(session: DbSession, plan: Plan, entries: list[Entry]) -> None:
    known = _known(session, [entry.identity for entry in entries])
    for entry in entries:
        child = known.get(entry.identity)
        if child is None:
            plan.new.append(entry)
        elif child.status is ChildStatus.LEFT:
            plan.warnings.append(Problem(entry.row.number, "", IntakeCode.OFF_LEDGER, {"child": child.code}))
        elif changed := differences(child, entry):
            plan.changes.append(Change(child, entry, changed))
        else:
            plan.same.append(entry)


def _known(session: DbSession, tokens: list[str]) -> dict[str, Child]:
    found: dict[str, Child] = {}
    sought = by_every_form(tokens)
    for start in range(0, len(tokens), CHUNK):
        query = select(Child).where(Child.identity_token.in_(tokens[start : start + CHUNK]))
        loaded = query.options(selectinload(Child.carers), selectinload(Child.needs))
        found |= {sought[child.identity_token]: child for child in session.scalars(loaded)}
    return found


def differences(child: Child, entry: Entry) -> tuple[FieldChange, ...]:
    """What the row says otherwise than the file; what it does not say is no difference."""
    values = dict(entry.values)
    if entry.row.township and not any(code is IntakeCode.TOWNSHIP_UNKNOWN for code, _ in entry.home.doubts):
        values["township_id"] = entry.home.township_id
        if entry.home.village_id is not None or entry.home.township_id != child.township_id:
            values["village_id"] = entry.home.village_id
    found = [
        FieldChange(name, getattr(child, name), value)
        for name, value in values.items()
        if getattr(child, name) != value
    ]
    carers = merged_carers(carers_of(child), entry.row)
    if carers != carers_of(child):
        found.append(FieldChange("carers", carers_of(child), carers))
    if entry.needs and set(entry.needs) != set(needs_of(child)):
        found.append(FieldChange("needs", needs_of(child), entry.needs))
    return tuple(found)
