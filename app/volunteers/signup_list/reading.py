"""A sign-up list to rows that can be saved and rows that a person must mend. Pure: no database."""

from collections.abc import Mapping
from datetime import date

from app.foundation.chinese import Terms, parse_date, parse_free_time, parse_modes, parse_residence, parse_words
from app.foundation.spreadsheets import Reading, RowReader, Sheet, columns_missing, read_rows, recognise
from app.volunteers.numbers import national_number, number_fault
from app.volunteers.signup_list.codes import SignupCode
from app.volunteers.signup_list.offers import read_capacity, read_offers
from app.volunteers.signup_list.persons import read_birth, read_name, read_phone, read_sex
from app.volunteers.signup_list.row import SignupRow
from app.volunteers.signup_list.vocabulary import SIGNUP

SignupReading = Reading[SignupRow]


def read_signup_list(
    sheet: Sheet,
    *,
    today: date,
    subjects: Mapping[str, str],
    areas: Mapping[str, str],
    mapping: Mapping[str, str | None] | None = None,
) -> SignupReading:
    """Every row of a sign-up list, good or with its problems; the arguments are those of `read_roster`."""
    header = recognise(sheet, SIGNUP, mapping)
    if header.missing:
        missing = columns_missing(header, SIGNUP, header.missing, SignupCode.COLUMN_MISSING)
        return Reading(header, (), missing, ())
    terms = Terms(areas=areas, subjects=subjects)
    people: dict[tuple[str, str, date], int] = {}
    phones: dict[str, int] = {}
    return read_rows(
        header,
        codes=(SignupCode.CELL_IS_FORMULA, SignupCode.TEXT_TOO_LONG),
        read=lambda reader: _read_row(reader, terms, today),
        check=lambda reader, row: _check_repeats(reader, row, people, phones),
    )


def _check_repeats(
    reader: RowReader, row: SignupRow, people: dict[tuple[str, str, date], int], phones: dict[str, int]
) -> None:
    """The same person twice is refused; one number for two people (siblings) is a doubt."""
    first = people.setdefault((row.phone, row.name, row.birth_date), row.number)
    if first != row.number:
        reader.problem("name", SignupCode.REPEATED_IN_FILE, first_row=first, value=row.name)
        return
    first = phones.setdefault(row.phone, row.number)
    if first != row.number:
        reader.warn("phone", SignupCode.PHONE_SHARED, first_row=first, value=row.phone)


def _read_row(reader: RowReader, terms: Terms, today: date) -> SignupRow | None:
    """The row, or None where name, birth date or phone is not to be had; problems are in the reader."""
    name, sex, phone = read_name(reader), read_sex(reader), read_phone(reader)
    birth, day_known = read_birth(reader, today)
    areas, skills = read_offers(reader, terms)
    home_from, home_to = _home_dates(reader)
    row = SignupRow(
        number=reader.number,
        name=name or "",
        sex=sex,
        birth_date=birth or today,
        birth_day_known=day_known,
        college=reader.text("college"),
        major=reader.text("major"),
        study_year=reader.text("study_year", 20),
        national_number=_national_number(reader),
        township=_township(reader),
        phone=phone or "",
        areas=areas,
        skills=skills,
        slots=reader.take("free_time", parse_free_time, fault=SignupCode.FREE_TIME_UNCLEAR, refuse=False),
        modes=reader.take("modes", parse_modes, fault=SignupCode.MODES_UNKNOWN, refuse=False),
        languages=parse_words(reader.text("languages", 200)),
        interests=reader.text("interests", 200),
        capacity=read_capacity(reader),
        signed_up_on=_signed_up(reader, today),
        home_from=home_from,
        home_to=home_to,
        notes=reader.text("notes", 2000),
    )
    return row if name is not None and birth is not None and phone is not None else None


def _township(reader: RowReader) -> str:
    place = parse_residence(reader.text("township", 200))
    township = place.township or place.line
    if not township:
        reader.warn("township", SignupCode.TOWNSHIP_MISSING)
    return township


def _national_number(reader: RowReader) -> str:
    number = national_number(reader.text("national_number", 60))
    if number_fault(number) is not None:
        reader.warn("national_number", SignupCode.NATIONAL_UNCLEAR, value=number)
        return ""
    return number


def _signed_up(reader: RowReader, today: date) -> date | None:
    day = reader.take("signed_up_on", parse_date, fault=SignupCode.SIGNED_UP_INVALID, refuse=False)
    if day is not None and day > today:
        reader.warn("signed_up_on", SignupCode.SIGNED_UP_INVALID, value=day.isoformat())
        return None
    return day


def _home_dates(reader: RowReader) -> tuple[date | None, date | None]:
    """From and to; both are dropped with a doubt where they are the wrong way round."""
    first, last = (
        reader.take(name, parse_date, fault=SignupCode.HOME_DATES_UNCLEAR, refuse=False)
        for name in ("home_from", "home_to")
    )
    if first and last and first > last:
        reader.warn("home_to", SignupCode.HOME_DATES_UNCLEAR, value=f"{first} > {last}")
        return None, None
    return first, last
