"""Who a row speaks of: name, sex and birth date, and whether the age fits."""

from datetime import date

from app.children.roster.codes import RosterCode
from app.foundation.chinese import (
    Read,
    ResidentId,
    Sex,
    Why,
    parse_date,
    parse_name,
    parse_resident_id,
    parse_sex,
    years_between,
)
from app.foundation.spreadsheets import RowReader

UNDER_AGE = 16
"""A child is one who is younger than this on entry (the ledger's rule)."""

_FIRST_SCHOOL_AGE = 5
_TOLERANCE = 2
_SCHOOL_YEAR_STARTS = 9


def read_name(reader: RowReader) -> str | None:
    """The normalised name, or None with its problem noted."""
    cell = reader.cell("name")
    if cell.formula:
        reader.problem("name", RosterCode.NAME_IS_FORMULA, value=cell.text)
        return None
    read = parse_name(cell.value)
    if read.fault:
        is_formula = read.fault.why is Why.FORMULA
        code = RosterCode.NAME_IS_FORMULA if is_formula else RosterCode.NAME_NOT_A_NAME
        if read.fault.why is Why.PLACEHOLDER:
            code = RosterCode.NAME_MISSING
        reader.problem("name", code, why=read.fault.why, value=cell.text)
    elif read.value is None:
        reader.problem("name", RosterCode.NAME_MISSING)
    return read.value


def read_identity(reader: RowReader) -> tuple[Sex | None, date | None, bool]:
    """Sex, birth date and whether its day is known; an identity number fills what the list leaves out."""
    person = _identity_number(reader)
    sex = reader.take("sex", parse_sex, fault=RosterCode.SEX_UNKNOWN, refuse=False)
    sex = sex or (person.sex if person else None)
    if sex is None and reader.cell("sex").blank:
        reader.warn("sex", RosterCode.SEX_MISSING)
    born = parse_date(reader.cell("birth_date").value)
    reader.take("birth_date", lambda _: born, fault=RosterCode.BIRTH_IMPOSSIBLE, doubt=RosterCode.BIRTH_DAY_UNKNOWN)
    birth = born.value
    if person and birth and _disagrees(born, person.birth_date):
        reader.warn("id_number", RosterCode.ID_DISAGREES, birth_date=birth.isoformat())
    if birth is None and born.fault is None:
        birth = person.birth_date if person else None
        if birth is None:
            reader.problem("birth_date", RosterCode.BIRTH_MISSING)
    return sex, birth, born.doubt is None


def _identity_number(reader: RowReader) -> ResidentId | None:
    """Read only for what it says of birth and sex; the number itself is not kept (a roster has no use for it)."""
    read = parse_resident_id(reader.cell("id_number").value)
    if read.fault:
        # The number is not shown: it is nobody's business beyond the file it stands in.
        reader.warn("id_number", RosterCode.ID_INVALID, why=read.fault.why)
    return read.value


def _disagrees(born: Read[date], other: date) -> bool:
    if born.value is None:
        return False
    return (born.value.year, born.value.month) != (other.year, other.month) if born.doubt else born.value != other


def check_age(reader: RowReader, birth: date, registered: date | None, today: date) -> None:
    """Under 16 on entry, which is the day the list says it registered the child, else today."""
    if birth > today:
        reader.problem("birth_date", RosterCode.BIRTH_IN_FUTURE, value=birth.isoformat())
        return
    entry = registered or today
    age = years_between(birth, entry)
    if age >= UNDER_AGE:
        reader.problem("birth_date", RosterCode.OVER_AGE, age=age, limit=UNDER_AGE, value=birth.isoformat())
    elif (age_today := years_between(birth, today)) >= UNDER_AGE:
        reader.warn("birth_date", RosterCode.NOW_OVER_AGE, age=age_today, limit=UNDER_AGE, value=birth.isoformat())


def read_registered(reader: RowReader, birth: date | None, today: date) -> date | None:
    """The day of registration, where it is one that can be: not before birth, not in the future."""
    day = reader.take("registered_on", parse_date, fault=RosterCode.REGISTERED_INVALID, refuse=False)
    if day is not None and (day > today or (birth is not None and day < birth)):
        reader.warn("registered_on", RosterCode.REGISTERED_INVALID, value=day.isoformat())
        return None
    return day


def check_grade(reader: RowReader, grade: int | None, birth: date, registered: date | None, today: date) -> None:
    """A doubt where the grade is far from the age, both now and on the day of registration."""
    if grade is None or birth > today:
        return
    days = [day for day in (today, registered) if day is not None]
    ages = [_age_in_school_year(birth, day) for day in days]
    if all(abs(age - (_FIRST_SCHOOL_AGE + grade)) > _TOLERANCE + (grade == 0) for age in ages):
        reader.warn("grade", RosterCode.GRADE_AGE_MISMATCH, grade=grade, age=ages[0])


def _age_in_school_year(birth: date, day: date) -> int:
    """Age on the first day of the school year that the day falls in."""
    year = day.year if day.month >= _SCHOOL_YEAR_STARTS else day.year - 1
    return years_between(birth, date(year, _SCHOOL_YEAR_STARTS, 1))
