"""One good row of a sign-up list, as understood."""

from dataclasses import dataclass
from datetime import date

from app.foundation.chinese import Mode, Sex


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A subject with the grades it is offered for. `code` is None where no table knows the text."""

    text: str
    code: str | None
    grade_min: int
    grade_max: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A service area the student offers. `code` is None where no table knows the text."""

    text: str
    code: str | None


@dataclass(frozen=True, slots=True)
class SignupRow:
    """A student. Texts are empty and values None where the list says nothing; `slots` None means any time."""

    number: int
    name: str
    sex: Sex | None
    birth_date: date
    birth_day_known: bool
    college: str
    major: str
    study_year: str
    national_number: str
    township: str
    phone: str
    areas: tuple[AreaRow, ...]
    skills: tuple[SkillRow, ...]
    slots: frozenset[str] | None
    modes: frozenset[Mode] | None
    languages: tuple[str, ...]
    interests: str
    capacity: int
    signed_up_on: date | None
    home_from: date | None
    home_to: date | None
    notes: str
