"""Invented returning students with skills, free time and checks, and one season they come home for."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from app.accounts.models import Account
from app.children.models import Sex
from app.demo.places import Places
from app.demo.words import COLLEGES, GIVEN_BOY, GIVEN_GIRL, INTERESTS, MAJORS, SUBJECTS, SURNAMES, YEARS
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.ids import short_code
from app.places.models import Area
from app.seasons.models import Season, SeasonKind, SeasonStage
from app.texts.kinds import TextKind
from app.texts.queries import standing
from app.volunteers.models import (
    Availability,
    Skill,
    VettingCheck,
    VettingKind,
    VettingResult,
    Volunteer,
    VolunteerSlot,
)
from app.volunteers.rules.profiles import identity_token

VETTED_SHARE = 0.8
AREAS = ("companionship", "quality", "safety", "guidance")


def make_season(session: DbSession, places: Places, today: date) -> Season:
    """A season that is running today, in its matching stage."""
    kind = SeasonKind.WINTER if today.month in {10, 11, 12, 1, 2, 3} else SeasonKind.SUMMER
    name = "寒假" if kind is SeasonKind.WINTER else "暑假"
    year = today.year + (today.month > 9)
    season = Season(
        district_id=places.district.id, code=f"{year}-{kind.value}", name=f"{year}年{name}（演示）", kind=kind,
        starts_on=today - timedelta(days=21), ends_on=today + timedelta(days=42), stage=SeasonStage.MATCH,
        max_capacity=2, blackout=[(today + timedelta(days=25 + day)).isoformat() for day in range(3)],
        created_at=clock.from_local(datetime.combine(today - timedelta(days=40), time(9))),
    )  # fmt: skip
    session.add(season)
    session.flush()
    return season


def make_volunteers(
    session: DbSession, places: Places, season: Season, count: int, today: date, demo: Account, rng: random.Random
) -> list[Volunteer]:
    """Add ``count`` volunteers; the first is the printed demo account's, lives where its school is, and is vetted."""
    made: list[Volunteer] = []
    for number in range(count):
        township = places.townships[3] if number == 0 else rng.choice(places.townships)
        volunteer = _volunteer(places, township, number, today, rng)
        if number == 0:
            volunteer.account_id, volunteer.name = demo.id, demo.name
        volunteer.availabilities.append(_availability(season, places, township, today, rng, anywhere=number == 0))
        made.append(volunteer)
    session.add_all(made)
    session.flush()
    for number, volunteer in enumerate(made):
        if number == 0 or rng.random() < VETTED_SHARE:
            vet(session, volunteer, today - timedelta(days=rng.randint(1, 60)))
    return made


def vet(session: DbSession, volunteer: Volunteer, day: date) -> None:
    """Every check clear on ``day``, and a counselling skill verified under a named supervisor."""
    grown_up = clock.age_on(volunteer.birth_date, day) >= 18
    texts = {
        VettingKind.PLEDGE: standing(session, TextKind.PLEDGE).current,
        VettingKind.TRAINING: standing(session, TextKind.QUIZ).current,
    }
    for kind in VettingKind:
        if kind is VettingKind.GUARDIAN and grown_up:
            continue
        expires = day + timedelta(days=365) if kind is VettingKind.BACKGROUND else None
        session.add(
            VettingCheck(
                volunteer_id=volunteer.id, kind=kind, result=VettingResult.CLEAR, checked_on=day, expires_on=expires,
                reference="演示", text_version=texts.get(kind),
                hours=2 if kind is VettingKind.TRAINING else None,
            )
        )  # fmt: skip
    for skill in volunteer.skills:
        if skill.area == "counselling":
            skill.verified_on, skill.supervisor = day, "区心理老师（演示）"


def _volunteer(places: Places, township: Area, number: int, today: date, rng: random.Random) -> Volunteer:
    sex = Sex.FEMALE if number == 0 else rng.choice((Sex.FEMALE, Sex.FEMALE, Sex.MALE))
    name = rng.choice(SURNAMES) + rng.choice(GIVEN_GIRL if sex is Sex.FEMALE else GIVEN_BOY)
    birth = today.replace(month=1, day=1, year=today.year - rng.randint(19, 23)) + timedelta(days=rng.randint(0, 364))
    phone = f"138{number:04d}{rng.randint(0, 9999):04d}"
    volunteer = Volunteer(
        district_id=places.district.id, township_id=township.id, code=short_code(), name=name, sex=sex,
        birth_date=birth, phone=phone,
        identity_token=identity_token(phone, name, birth),
        id_on_paper=True,
        college=rng.choice(COLLEGES), major=rng.choice(MAJORS), study_year=rng.choice(YEARS), demo=True,
        languages=frozenset({"mandarin", *(["qujing"] if rng.random() < 0.7 else [])}), interests=rng.choice(INTERESTS),
    )  # fmt: skip
    volunteer.skills.extend(_skills(rng))
    return volunteer


def _skills(rng: random.Random) -> list[Skill]:
    skills = [
        Skill(area="tutoring", subject=subject, grade_min=1, grade_max=rng.choice((6, 9)))
        for subject in rng.sample(SUBJECTS, rng.randint(1, 3))
    ]
    if rng.random() < 0.25:
        skills.append(Skill(area="tutoring", subject="physics", grade_min=8, grade_max=9))
    skills.extend(Skill(area=area, grade_min=0, grade_max=12) for area in rng.sample(AREAS, rng.randint(1, 3)))
    if rng.random() < 0.15:
        skills.append(Skill(area="counselling", grade_min=3, grade_max=9))
    for position, skill in enumerate(skills):
        skill.position = position
    return skills


def _availability(
    season: Season, places: Places, township: Area, today: date, rng: random.Random, *, anywhere: bool
) -> Availability:
    near = rng.sample(places.townships, rng.randint(1, 4))
    slots = None if anywhere or rng.random() < 0.3 else _slots(rng)
    modes = frozenset({"in_person", "online"}) if anywhere or rng.random() < 0.5 else frozenset({"in_person"})
    return Availability(
        season_id=season.id, home_from=season.starts_on, home_to=season.ends_on, slots=slots, modes=modes,
        reach=frozenset(str(place.id) for place in [township, *near]), capacity=2 if anywhere else 1,
        signed_up_on=today - timedelta(days=rng.randint(1, 30)),
    )  # fmt: skip


def _slots(rng: random.Random) -> frozenset[str]:
    days = rng.sample(range(1, 8), rng.randint(3, 6))
    return frozenset(f"{day}-{part}" for day in days for part in rng.choice((("am",), ("pm",), ("am", "pm"))))


def give_slots(session: DbSession, volunteers: list[Volunteer]) -> None:
    """As many slots as each offers."""
    session.add_all(
        VolunteerSlot(volunteer_id=volunteer.id, number=number)
        for volunteer in volunteers
        for number in range(1, volunteer.availabilities[0].capacity + 1)
    )
    session.flush()
