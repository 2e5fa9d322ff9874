"""What a sign-up list means: new volunteers, changes to known ones, nothing new. Changes no row of a volunteer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.catalogue.models import TermKind
from app.catalogue.queries import codes_by_name
from app.children.models import Sex
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.secrets.keyring import by_every_form
from app.foundation.spreadsheets import Problem, read_sheet
from app.seasons.models import Season
from app.volunteers.gates import availability_in
from app.volunteers.intake.codes import IntakeCode
from app.volunteers.models import Volunteer
from app.volunteers.rules.profiles import TUTORING, Offer, Profile, SkillOffer, differences, skill_offers
from app.volunteers.signup_list import SignupReading, SignupRow, read_signup_list

CHUNK = 400
TownshipOf = Callable[[str], uuid.UUID | None]
SubjectCode = Callable[[str], str | None]


@dataclass(frozen=True)
class Entry:
    """A good row as values."""

    row: SignupRow
    profile: Profile
    offer: Offer


@dataclass(frozen=True)
class Change:
    """A volunteer on file whom the list describes otherwise."""

    volunteer: Volunteer
    entry: Entry
    fields: tuple[str, ...]


@dataclass
class Plan:
    """What importing would do."""

    new: list[Entry] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_upload(session: DbSession, data: bytes, mapping: dict[str, Any] | None = None) -> SignupReading:
    """The file as understood.

    Raises:
        SheetError: it cannot be read as a table, or no row looks like headings.
    """
    return read_signup_list(
        read_sheet(data),
        today=clock.today(),
        subjects=codes_by_name(session, TermKind.SUBJECT),
        areas=codes_by_name(session, TermKind.SERVICE_AREA),
        mapping={letter: name or None for letter, name in (mapping or {}).items()},
    )


@dataclass(frozen=True)
class Resolving:
    """How names become ids and codes; ``subject`` may make a provisional term."""

    township: TownshipOf
    subject: SubjectCode
    languages: dict[str, str]


def make_plan(session: DbSession, reading: SignupReading, season: Season, resolving: Resolving) -> Plan:
    """Compare the good rows with the volunteers on file."""
    plan = Plan(problems=list(reading.problems), warnings=list(reading.warnings))
    entries = [entry for row in reading.rows if (entry := _entry(plan, row, season, resolving)) is not None]
    known = _known(session, (entry.profile.identity for entry in entries))
    for entry in entries:
        _sort(plan, entry, known.get(entry.profile.identity), season)
    return plan


def _entry(plan: Plan, row: SignupRow, season: Season, resolving: Resolving) -> Entry | None:
    township_id = resolving.township(row.township) if row.township else None
    if row.township and township_id is None:
        plan.problems.append(Problem(row.number, "", IntakeCode.TOWNSHIP_UNKNOWN, {"value": row.township}))
        return None
    skills = _skills(row, resolving.subject)
    if not skills:
        plan.warnings.append(Problem(row.number, "", IntakeCode.NO_SKILL))
    capacity = min(row.capacity, season.max_capacity)
    if capacity < row.capacity:
        lowered = {"value": row.capacity, "limit": season.max_capacity}
        plan.warnings.append(Problem(row.number, "", IntakeCode.CAPACITY_LOWERED, lowered))
    profile = Profile(
        name=row.name,
        sex=Sex(row.sex.value) if row.sex else None,
        birth_date=row.birth_date,
        phone=row.phone,
        township_id=township_id,
        college=row.college,
        major=row.major,
        study_year=row.study_year,
        languages=frozenset(resolving.languages.get(name, name) for name in row.languages) or None,
        interests=row.interests,
        skills=skills,
        national_number=row.national_number or None,
    )
    offer = Offer(
        home_from=row.home_from,
        home_to=row.home_to,
        slots=row.slots,
        modes=frozenset(mode.value for mode in row.modes) if row.modes else frozenset({"in_person"}),
        capacity=capacity,
        signed_up_on=row.signed_up_on,
    )
    return Entry(row, profile, offer)


def _skills(row: SignupRow, subject: SubjectCode) -> tuple[SkillOffer, ...]:
    areas = [area.code for area in row.areas if area.code]
    widest: dict[str, SkillOffer] = {}
    for one in row.skills:
        code = one.code or subject(one.text)
        if code is None:
            continue
        # One subject written twice: from the lowest to the highest grade of both.
        before = widest.get(code)
        lowest = min(one.grade_min, before.grade_min) if before else one.grade_min
        highest = max(one.grade_max, before.grade_max) if before else one.grade_max
        widest[code] = SkillOffer(TUTORING, code, lowest, highest)
    return skill_offers(areas, list(widest.values()))


def _known(session: DbSession, tokens: Iterable[str]) -> dict[str, Volunteer]:
    wanted = list(dict.fromkeys(tokens))
    found: dict[str, Volunteer] = {}
    sought = by_every_form(wanted)
    for start in range(0, len(wanted), CHUNK):
        query = (
            select(Volunteer)
            .where(Volunteer.identity_token.in_(wanted[start : start + CHUNK]))
            .options(
                selectinload(Volunteer.skills), selectinload(Volunteer.availabilities), selectinload(Volunteer.places)
            )
        )
        found |= {sought[one.identity_token]: one for one in session.scalars(query)}
    return found


def _sort(plan: Plan, entry: Entry, volunteer: Volunteer | None, season: Season) -> None:
    if volunteer is None:
        plan.new.append(entry)
    elif volunteer.district_id != season.district_id:
        plan.problems.append(Problem(entry.row.number, "", IntakeCode.REGISTERED_ELSEWHERE))
    elif fields := differences(volunteer, season, entry.profile, entry.offer):
        if volunteer.account_id is not None and availability_in(volunteer, season.id) is not None:
            # What a student wrote on the own phone counts for more than a list.
            plan.warnings.append(Problem(entry.row.number, "", IntakeCode.KEEPS_OWN_PROFILE))
            plan.same.append(entry)
        else:
            plan.changes.append(Change(volunteer, entry, tuple(fields)))
    else:
        plan.same.append(entry)
