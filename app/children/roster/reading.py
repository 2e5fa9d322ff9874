"""A school's or village's roster to rows that can be saved and rows that a person must mend. Pure: no database."""

from collections.abc import Mapping
from datetime import date

from app.children.roster.answers import parse_guardianship, parse_left_behind
from app.children.roster.codes import RosterCode
from app.children.roster.family import read_family
from app.children.roster.needs import RowNeed, read_needs
from app.children.roster.persons import check_age, check_grade, read_identity, read_name, read_registered
from app.children.roster.row import RosterRow
from app.children.roster.vocabulary import ROSTER
from app.foundation.chinese import (
    Residence,
    Terms,
    class_in_grade,
    parse_free_time,
    parse_grade,
    parse_modes,
    parse_residence,
    parse_words,
    parse_yes_no,
    squeeze,
    village_name,
)
from app.foundation.spreadsheets import (
    Reading,
    Recognised,
    RowReader,
    Sheet,
    columns_missing,
    read_rows,
    recognise,
)

RosterReading = Reading[RosterRow]
_LONGEST = {"class_name": 20, "interests": 200, "health": 500, "notes": 2000, "residence": 200}


def read_roster(
    sheet: Sheet,
    *,
    today: date,
    subjects: Mapping[str, str],
    areas: Mapping[str, str],
    mapping: Mapping[str, str | None] | None = None,
) -> RosterReading:
    """Every row of a roster, good or with its problems.

    `subjects` and `areas` give for each name or alias its code. `mapping` gives columns by letter a field of
    `ROSTER`, or None to leave one out. A list without a name or birth column has no
    rows, only the problems that say so.
    """
    header = recognise(sheet, ROSTER, mapping)
    if missing := _missing(header):
        return Reading(header, (), columns_missing(header, ROSTER, missing, RosterCode.COLUMN_MISSING), ())
    terms = Terms(areas=areas, subjects=subjects)
    seen: dict[tuple[object, ...], int] = {}

    def check(reader: RowReader, row: RosterRow) -> None:
        first = seen.setdefault((row.school, row.name, row.birth_date, row.sex), row.number)
        if first != row.number:
            reader.problem("name", RosterCode.REPEATED_IN_FILE, first_row=first, value=row.name)

    codes = (RosterCode.CELL_IS_FORMULA, RosterCode.TEXT_TOO_LONG)
    return read_rows(header, codes=codes, read=lambda reader: _read_row(reader, terms, today), check=check)


def _missing(header: Recognised) -> tuple[str, ...]:
    """A birth date may also stand in an identity number."""
    dated = header.column_of("birth_date") or header.column_of("id_number")
    return header.missing if dated else (*header.missing, "birth_date")


def _read_row(reader: RowReader, terms: Terms, today: date) -> RosterRow | None:
    """The row, or None where its problems leave no child to speak of; problems are in the reader."""
    name = read_name(reader)
    sex, birth, day_known = read_identity(reader)
    registered = read_registered(reader, birth, today)
    grade = reader.take("grade", parse_grade, fault=RosterCode.GRADE_UNKNOWN, refuse=False)
    if birth is not None:
        check_age(reader, birth, registered, today)
        check_grade(reader, grade, birth, registered, today)
    place = _place(reader)
    row = RosterRow(
        number=reader.number,
        name=name or "",
        sex=sex,
        birth_date=birth or today,
        birth_day_known=day_known,
        school=_school(reader),
        grade=grade,
        class_name=_text(reader, "class_name") or class_in_grade(reader.cell("grade").value),
        township=place.township,
        village=place.village,
        address=place.line,
        boarding=reader.take("boarding", parse_yes_no, fault=RosterCode.BOARDING_UNKNOWN, refuse=False),
        health=_text(reader, "health"),
        left_behind=reader.take("left_behind", parse_left_behind, fault=RosterCode.LEFT_BEHIND_UNKNOWN, refuse=False),
        guardianship=reader.take(
            "guardianship", parse_guardianship, fault=RosterCode.GUARDIANSHIP_UNKNOWN, refuse=False
        ),
        needs=_needs(reader, terms),
        registered_on=registered,
        modes=reader.take("modes", parse_modes, fault=RosterCode.MODES_UNKNOWN, refuse=False),
        slots=reader.take("free_time", parse_free_time, fault=RosterCode.FREE_TIME_UNCLEAR, refuse=False),
        languages=parse_words(_text(reader, "languages")),
        interests=_text(reader, "interests"),
        notes=_text(reader, "notes"),
        **read_family(reader),
    )
    return row if name is not None and birth is not None else None


def _text(reader: RowReader, name: str) -> str:
    return reader.text(name, _LONGEST.get(name, 80))


def _school(reader: RowReader) -> str:
    school = squeeze(reader.text("school"))
    if not school and reader.has("school"):
        reader.warn("school", RosterCode.SCHOOL_MISSING)
    return school


def _place(reader: RowReader) -> Residence:
    """Township and village from their own columns, else from the line of the address."""
    line = squeeze(_text(reader, "residence"))
    named = parse_residence(_text(reader, "township"))
    lived = parse_residence(line)
    village = village_name(_text(reader, "village")) or named.village or lived.village
    # An address inside the township column is an address; a plain 白水 is taken as the township's name.
    township = named.township or named.line or lived.township
    if not township:
        reader.warn("township" if reader.has("township") else "residence", RosterCode.PLACE_MISSING)
    return Residence(township, village, line)


def _needs(reader: RowReader, terms: Terms) -> tuple[RowNeed, ...]:
    needs = read_needs(_text(reader, "needs"), terms)
    for need in needs:
        if need.code is None:
            reader.warn("needs", RosterCode.NEED_UNKNOWN, text=need.text)
    return needs
