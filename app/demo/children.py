"""Invented children, as a district's ledger has them: every age, most with a grandparent, some needs rare."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta

from app.children.consent_text import current_version
from app.children.identity import identity_token, lookalike_token
from app.children.models import (
    Carer,
    Child,
    ChildWish,
    Consent,
    ConsentDecision,
    ConsentMethod,
    LeftBehindKind,
    Need,
    RiskChange,
    RiskReason,
    Sex,
)
from app.demo.places import Places
from app.demo.words import (
    GIVEN_BOY,
    GIVEN_GIRL,
    HARDER_SUBJECTS,
    INTERESTS,
    RELATIONS,
    SUBJECTS,
    SURNAMES,
    WHEREABOUTS,
)
from app.foundation.database import DbSession
from app.foundation.ids import short_code
from app.places.models import Area, School

CONSENTED_SHARE = 0.6
AREAS = ("companionship", "quality", "safety", "guidance")


def make_children(session: DbSession, places: Places, count: int, today: date, rng: random.Random) -> list[Child]:
    """Add ``count`` children over all townships, the larger ones with more."""
    sizes = [len(places.villages[township.id]) for township in places.townships]
    made = [_child(places, rng.choices(places.townships, sizes)[0], today, rng) for _ in range(count)]
    session.add_all(made)
    session.flush()
    rated = [child for child in made if child.risk]
    session.add_all(RiskChange(child_id=child.id, after=child.risk, reason=RiskReason.FIRST) for child in rated)
    for child in made:
        if rng.random() < CONSENTED_SHARE:
            give_consent(session, child, today - timedelta(days=rng.randint(22, 61)))
    return made


def give_consent(session: DbSession, child: Child, day: date, recorded_by: uuid.UUID | None = None) -> None:
    """The mother's consent on paper, for service in person and online, for a year."""
    until = day + timedelta(days=365)
    session.add(
        Consent(
            child_id=child.id, decision=ConsentDecision.GIVEN, consenter="母亲（演示）", relation="mother",
            legal_guardian=True, method=ConsentMethod.PAPER, text_version=current_version(session), given_on=day,
            expires_on=until, online=True, child_wish=ChildWish.YES, evidence="演示", recorded_by_id=recorded_by,
        )
    )  # fmt: skip
    child.consented_until = until


def _child(places: Places, township: Area, today: date, rng: random.Random) -> Child:
    sex = rng.choice((Sex.FEMALE, Sex.MALE))
    age = rng.choices(range(4, 16), (1, 2, 6, 7, 7, 7, 7, 7, 7, 5, 5, 4))[0]
    birth = today - timedelta(days=365 * age + rng.randint(0, 350))
    birth = max(birth, today.replace(year=today.year - 16) + timedelta(days=2))
    grade = min(9, max(0, age - 6))
    school = _school(places.schools[township.id], grade, rng)
    village = rng.choice(places.villages[township.id])
    name = rng.choice(SURNAMES) + rng.choice(GIVEN_GIRL if sex is Sex.FEMALE else GIVEN_BOY)
    child = Child(
        code=short_code(), district_id=places.district.id, township_id=township.id, village_id=village.id,
        school_id=school.id, name=name, sex=sex, birth_date=birth, grade=grade, class_name=f"{rng.randint(1, 4)}班",
        boarding=rng.random() < 0.4,
        left_behind=rng.choices((LeftBehindKind.BOTH_AWAY, LeftBehindKind.ONE_AWAY_OTHER_UNABLE), (7, 3))[0],
        address=f"{township.name}{village.name}{rng.randint(1, 12)}组",
        health=rng.choices(("健康", "患病"), (19, 1))[0],
        risk=rng.choices((0, 1, 2, 3), (70, 20, 8, 2))[0], slots=_slots(rng), modes=_modes(rng),
        languages=frozenset({"mandarin"}) if rng.random() < 0.8 else frozenset({"qujing"}),
        interests=rng.choice(INTERESTS), registered_on=today - timedelta(days=rng.randint(5, 400)),
        identity_token=identity_token(school.id, name, birth, sex), lookalike_token=lookalike_token(name, birth, sex),
    )  # fmt: skip
    if child.risk == 3 and rng.random() < 0.7:
        child.suitability, child.professional = "班主任认为适合由学生陪伴（演示）", "县社工站（演示）"
    child.needs.extend(_needs(grade, rng))
    child.carers.extend(_carers(rng))
    return child


def _school(schools: list[School], grade: int, rng: random.Random) -> School:
    central, middle, *primary = schools
    return middle if grade > 6 else rng.choice([central, *primary])


def _slots(rng: random.Random) -> frozenset[str] | None:
    if rng.random() < 0.4:
        return None
    days, part = rng.sample(range(1, 8), rng.randint(2, 5)), rng.choice(("am", "pm"))
    return frozenset(f"{day}-{part}" for day in days)


def _modes(rng: random.Random) -> frozenset[str]:
    return frozenset({"in_person", "online"}) if rng.random() < 0.45 else frozenset({"in_person"})


def _needs(grade: int, rng: random.Random) -> list[Need]:
    subjects = rng.sample(SUBJECTS + (HARDER_SUBJECTS if grade >= 8 else ()), rng.randint(0, 2) if grade else 0)
    needs = [Need(area="tutoring", subject=subject) for subject in subjects]
    if not needs or rng.random() < 0.5:
        needs.append(Need(area=rng.choice(AREAS)))
    if rng.random() < 0.06:
        needs.append(Need(area="counselling"))
    for position, need in enumerate(needs):
        need.position, need.must = position, position == 0 and rng.random() < 0.1
    return needs


def _carers(rng: random.Random) -> list[Carer]:
    def phone() -> str:
        return f"139{rng.randint(0, 99999999):08d}"

    surname = rng.choice(SURNAMES)
    entrusted = Carer(name=surname + "某", relation=rng.choice(RELATIONS), phone=phone(), entrusted=True)
    father = Carer(
        relation="father", whereabouts=rng.choice(WHEREABOUTS), phone=phone(), legal_guardian=True, position=1
    )
    mother = Carer(
        relation="mother", whereabouts=rng.choice(WHEREABOUTS), phone=phone(), legal_guardian=True, position=2
    )
    return [entrusted, father, mother]
