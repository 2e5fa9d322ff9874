"""A sign-up list by command: places, terms and a season made where asked; read and saved as in the browser."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from app.catalogue.models import TermKind
from app.catalogue.queries import add_provisional, codes_by_name, ensure_defaults
from app.children.models import ImportState
from app.children.rules.bulk import DISTRICT, DISTRICT_CODE
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.audit import Action
from app.foundation.collisions import one_is_first
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.spreadsheets import Problem
from app.places.models import Area
from app.places.rules import find_or_create_district, find_or_create_township
from app.seasons.calendar import coming_vacation
from app.seasons.models import Season, SeasonStage
from app.seasons.queries import current_season, season_by_code
from app.seasons.rules import SeasonPlan, add_season
from app.volunteers.intake.plan import Plan, Resolving, make_plan, read_upload
from app.volunteers.intake.saving import save_plan
from app.volunteers.models import VolunteerImport
from app.volunteers.rules.imports import COLLIDED, known_only
from app.volunteers.signup_list import SignupCode, SignupReading


@dataclass(frozen=True)
class Options:
    """How the command was called."""

    season: str = ""
    district: str = ""
    create_places: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Report:
    """What came of it. ``ok`` counts good rows, whether new, changed or on file already."""

    rows: int
    ok: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    season: str
    created: int = 0
    changed: int = 0
    same: int = 0


def import_file(session: DbSession, actor: Actor, path: Path, options: Options) -> Report:
    """Import a file; with ``dry_run`` everything is rolled back.

    Raises:
        SheetError: the file cannot be read as a list.
        Refused: there is no such district or season.
        Conflict: another import put the same students on file at this moment.
    """
    data = path.read_bytes()
    if options.create_places:
        ensure_defaults(session)
    reading = read_upload(session, data)
    district = _district(session, actor, options)
    session.get(Area, district.id, with_for_update=True)
    season = _season(session, actor, district, options.season)
    plan = make_plan(session, reading, season, _resolving(session, actor, district, options))
    with one_is_first(session, COLLIDED):
        created, changed = save_plan(session, actor, plan, season)
        problems = len({problem.row for problem in plan.problems})
        record = VolunteerImport(
            id=uuid.uuid4(), district_id=district.id, season_id=season.id, filename=path.name[-120:],
            rows=reading.total, created=created, changed=changed, problems=problems, state=ImportState.IMPORTED,
            decided_at=clock.now(),
        )  # fmt: skip
        session.add(record)
        details = {"rows": reading.total, "created": created, "changed": changed, "problems": problems}
        audit.record(session, actor, Action.VOLUNTEER_IMPORTED, record, **details)
        code = season.code
        if options.dry_run:
            session.rollback()
        else:
            session.commit()
    return _report(reading, plan, options, code, created, changed)


def _report(reading: SignupReading, plan: Plan, options: Options, season: str, created: int, changed: int) -> Report:
    warnings = plan.warnings
    if options.create_places:  # the words nobody knew are subjects now
        warnings = [one for one in warnings if one.code != SignupCode.SUBJECT_UNKNOWN]
    refused = {one.row for one in plan.problems} - set(reading.header.header_rows)
    ok = reading.total - len(refused) if reading.rows else 0
    return Report(reading.total, ok, tuple(plan.problems), tuple(warnings), season, created, changed, len(plan.same))


def _district(session: DbSession, actor: Actor, options: Options) -> Area:
    found = find_or_create_district(session, actor, name=options.district, create=False)
    if found is None and options.create_places:
        found = find_or_create_district(
            session, actor, name=options.district or DISTRICT, code=None if options.district else DISTRICT_CODE,
            create=True,
        )  # fmt: skip
    if found is None:
        raise Refused("volunteers.district_unknown", name=options.district or DISTRICT)
    return found


def _season(session: DbSession, actor: Actor, district: Area, code: str) -> Season:
    if code:
        named = season_by_code(session, code, district.id)
        if named is None:
            raise Refused("volunteers.season_unknown", name=code)
        if named.stage is SeasonStage.CLOSED:
            raise Refused("volunteers.season_closed")
        return named
    current = current_season(session, district.id, clock.today())
    if current is not None:
        return current
    opened = add_season(session, actor, district.id, SeasonPlan.of(coming_vacation(clock.today())))
    session.flush()
    return opened


def _resolving(session: DbSession, actor: Actor, district: Area, options: Options) -> Resolving:
    if not options.create_places:
        return known_only(session, district.id)
    townships: dict[str, uuid.UUID | None] = {}
    subjects: dict[str, str | None] = {}

    def township(name: str) -> uuid.UUID | None:
        if name not in townships:
            made = find_or_create_township(session, actor, district, name, create=True)
            townships[name] = made.id if made else None
        return townships[name]

    def subject(name: str) -> str | None:
        if name not in subjects:
            subjects[name] = add_provisional(session, actor, TermKind.SUBJECT, name).code
        return subjects[name]

    return Resolving(township, subject, codes_by_name(session, TermKind.LANGUAGE))
