"""A roster by command: any number of schools, places made where asked; read and saved as in the browser."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.catalogue.models import TermKind
from app.catalogue.queries import add_provisional, ensure_defaults
from app.children.intake.codes import IntakeCode
from app.children.intake.places import Places
from app.children.intake.plan import NeedCode, Plan, known_need, make_plan, read_upload
from app.children.intake.saving import save_plan
from app.children.models import ImportState, LegalBasis, RosterImport
from app.children.roster import RosterCode, RosterReading, RowNeed
from app.children.rules.doubles import lock_district
from app.children.rules.imports import COLLIDED
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.audit import Action
from app.foundation.collisions import one_is_first
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.spreadsheets import Problem
from app.places.models import Area, School
from app.places.queries import find_school
from app.places.rules import find_or_create_district, find_or_create_school

DISTRICT = "沾益区"
DISTRICT_CODE = "530303"
UNPLACED = frozenset({IntakeCode.HOME_UNKNOWN, IntakeCode.SCHOOL_UNKNOWN})


@dataclass(frozen=True)
class Options:
    """How the command was called."""

    school: str = ""
    district: str = ""
    dry_run: bool = False
    create_places: bool = False
    update: bool = False
    legal_basis: LegalBasis = LegalBasis.LEDGER
    answers_for: str = "flask children import"


@dataclass(frozen=True)
class Report:
    """What came of it. ``ok`` counts good rows, whether new, changed or on file already."""

    rows: int
    ok: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    created: int = 0
    changed: int = 0
    same: int = 0


def import_file(session: DbSession, actor: Actor, path: Path, options: Options) -> Report:
    """Import a file; with ``dry_run`` everything is rolled back.

    Raises:
        SheetError: the file cannot be read as a list.
        Refused: it names places nobody knows, and ``create_places`` was not asked for; nothing is written.
        Conflict: another import put the same children on file at this moment.
    """
    data = path.read_bytes()
    if options.create_places:
        ensure_defaults(session)
    reading = read_upload(session, data)
    district = _district(session, actor, options)
    if district is not None:
        lock_district(session, district.id)
    places = Places(session, actor, district, create=options.create_places)
    school = _school(session, actor, district, options)
    plan = make_plan(session, reading, places, school=school, need_code=_need_code(session, actor, options))
    unplaced = [one for one in plan.problems if one.code in UNPLACED]
    if not options.dry_run and (unplaced or district is None or (options.school and school is None)):
        session.rollback()
        names = dict.fromkeys(str(one.params["value"]) for one in unplaced) or {options.school or DISTRICT: None}
        raise Refused("children.places_unknown", names="、".join(list(names)[:20]))
    created = changed = 0
    if district is not None and not options.dry_run:
        wanted = {change.child.id for change in plan.changes} if options.update else set()
        with one_is_first(session, COLLIDED):
            created, changed = save_plan(session, actor, plan, district.id, wanted)
            _keep_record(session, actor, plan, reading, path.name, options)
            session.commit()
    session.rollback()
    return _report(reading, plan, options, created, changed)


def _report(reading: RosterReading, plan: Plan, options: Options, created: int, changed: int) -> Report:
    # Of a place that only has to be made the row itself is not to blame.
    problems = [one for one in plan.problems if one.code not in UNPLACED]
    warnings = [*plan.warnings, *_once([one for one in plan.problems if one.code in UNPLACED])]
    if options.create_places:
        warnings = [one for one in warnings if one.code != RosterCode.NEED_UNKNOWN]
    if not options.update:
        warnings += [Problem(c.entry.row.number, "", IntakeCode.DIFFERS, {"child": c.child.code}) for c in plan.changes]
    refused = {one.row for one in problems} - set(reading.header.header_rows)
    return Report(
        reading.total, reading.total - len(refused) if reading.rows else 0, tuple(problems), tuple(warnings),
        created, changed, len(plan.same),
    )  # fmt: skip


def _once(problems: list[Problem]) -> list[Problem]:
    """One line per name that is missing, at the first row that has it."""
    first: dict[tuple[str, str], Problem] = {}
    for one in problems:
        first.setdefault((one.code, str(one.params["value"])), one)
    return list(first.values())


def _district(session: DbSession, actor: Actor, options: Options) -> Area | None:
    name, code = (options.district, None) if options.district else ("", None)
    found = find_or_create_district(session, actor, name=name, code=code, create=False)
    if found is not None or not options.create_places:
        return found or _district_of_school(session, options)
    return find_or_create_district(
        session, actor, name=options.district or DISTRICT, code=None if options.district else DISTRICT_CODE, create=True
    )


def _district_of_school(session: DbSession, options: Options) -> Area | None:
    """With many districts, a school's name that only one of them has says which is meant."""
    found = session.scalars(select(School).where(School.name == options.school)).all() if options.school else []
    return session.get(Area, found[0].district_id) if len(found) == 1 else None


def _school(session: DbSession, actor: Actor, district: Area | None, options: Options) -> School | None:
    if not options.school or district is None:
        return None
    if options.create_places:
        return find_or_create_school(session, actor, district, options.school, create=True)
    return find_school(session, district.id, options.school)


def _need_code(session: DbSession, actor: Actor, options: Options) -> NeedCode:
    """Unknown words become provisional subjects where places may be made too, else they are left out."""
    if not options.create_places:
        return known_need
    made: dict[str, str] = {}

    def code(need: RowNeed) -> str | None:
        if need.code is not None:
            return need.code
        if need.text not in made:
            made[need.text] = add_provisional(session, actor, TermKind.SUBJECT, need.text).code
        return made[need.text]

    return code


def _keep_record(
    session: DbSession, actor: Actor, plan: Plan, reading: RosterReading, filename: str, options: Options
) -> None:
    """One record per school, with legal basis and who answers for it; one event for the whole file."""
    rows = Counter(entry.school_id for entry in (*plan.new, *plan.same, *(one.entry for one in plan.changes)))
    new = Counter(entry.school_id for entry in plan.new)
    record: RosterImport | None = None
    for school_id, count in rows.items():
        school = session.get(School, school_id) if school_id else None
        if school is not None:
            record = RosterImport(
                district_id=school.district_id, school_id=school.id, filename=filename, state=ImportState.IMPORTED,
                legal_basis=options.legal_basis, answers_for=options.answers_for, rows=count, created=new[school_id],
                decided_at=clock.now(),
            )  # fmt: skip
            session.add(record)
    refused = len({one.row for one in plan.problems})
    audit.record(
        session, actor, Action.ROSTER_IMPORTED, record, rows=reading.total, created=len(plan.new),
        changed=len(plan.changes) if options.update else 0, problems=refused, legal_basis=options.legal_basis.value,
    )  # fmt: skip
