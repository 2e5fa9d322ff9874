"""One good row of a roster, as understood."""

from dataclasses import dataclass
from datetime import date

from app.children.roster.answers import Guardianship, LeftBehind
from app.children.roster.needs import RowNeed
from app.foundation.chinese import Mode, Relation, Sex


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A child. Texts are empty and codes None where the list says nothing; `slots` None means any time.

    `birth_day_known` is False where only year and month are given and the first of the month stands for the day.
    `address` is the whole line of 现居住地; `township` and `village` are names, not codes.
    """

    number: int
    name: str
    sex: Sex | None
    birth_date: date
    birth_day_known: bool
    school: str
    grade: int | None
    class_name: str
    township: str
    village: str
    address: str
    boarding: bool | None
    health: str
    left_behind: LeftBehind | None
    guardianship: Guardianship | None
    father_name: str
    father_whereabouts: str
    father_phone: str | None
    mother_name: str
    mother_whereabouts: str
    mother_phone: str | None
    carer_name: str
    carer_relation: Relation | None
    carer_relation_text: str
    carer_phone: str | None
    needs: tuple[RowNeed, ...]
    registered_on: date | None
    modes: frozenset[Mode] | None
    slots: frozenset[str] | None
    languages: tuple[str, ...]
    interests: str
    notes: str
