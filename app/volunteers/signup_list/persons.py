"""Who a row of a sign-up list speaks of, and how to reach her."""

from datetime import date

from app.foundation.chinese import Sex, Why, parse_date, parse_name, parse_phone, parse_sex, years_between
from app.foundation.chinese.phones import MOBILE
from app.foundation.spreadsheets import RowReader
from app.volunteers.signup_list.codes import SignupCode

YOUNGEST, OLDEST = 17, 60
"""Ages that a returning student can have; anything else is a slip of the pen."""


def read_name(reader: RowReader) -> str | None:
    """The normalised name, or None with its problem noted."""
    cell = reader.cell("name")
    read = parse_name(cell.value)
    if cell.formula or (read.fault and read.fault.why is Why.FORMULA):
        reader.problem("name", SignupCode.NAME_IS_FORMULA, value=cell.text)
        return None
    if read.fault and read.fault.why is not Why.PLACEHOLDER:
        reader.problem("name", SignupCode.NAME_NOT_A_NAME, why=read.fault.why, value=cell.text)
    elif read.value is None:
        reader.problem("name", SignupCode.NAME_MISSING)
    return read.value


def read_sex(reader: RowReader) -> Sex | None:
    """Male, female, or None with a warning."""
    sex = reader.take("sex", parse_sex, fault=SignupCode.SEX_UNKNOWN, refuse=False)
    if sex is None and reader.cell("sex").blank:
        reader.warn("sex", SignupCode.SEX_MISSING)
    return sex


def read_birth(reader: RowReader, today: date) -> tuple[date | None, bool]:
    """The birth date, if a student can have it, and whether its day is known."""
    read = parse_date(reader.cell("birth_date").value)
    reader.take("birth_date", lambda _: read, fault=SignupCode.BIRTH_IMPOSSIBLE, doubt=SignupCode.BIRTH_DAY_UNKNOWN)
    if read.value is None:
        if read.fault is None:
            reader.problem("birth_date", SignupCode.BIRTH_MISSING)
        return None, True
    age = years_between(read.value, today)
    if not YOUNGEST <= age <= OLDEST:
        bounds = {"age": age, "lowest": YOUNGEST, "highest": OLDEST}
        reader.problem("birth_date", SignupCode.AGE_IMPLAUSIBLE, value=read.value.isoformat(), **bounds)
    return read.value, read.doubt is None


def read_phone(reader: RowReader) -> str | None:
    """A mobile number: it is how a student is invited and known again."""
    phone = reader.take("phone", parse_phone, fault=SignupCode.PHONE_INVALID, doubt=SignupCode.PHONE_DOUBTFUL)
    if phone is None:
        if not any(problem.code == SignupCode.PHONE_INVALID for problem in reader.problems):
            reader.problem("phone", SignupCode.PHONE_MISSING)
    elif not MOBILE.fullmatch(phone):
        reader.problem("phone", SignupCode.PHONE_NOT_MOBILE, value=phone)
    return phone
