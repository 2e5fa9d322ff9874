"""A list of staff, one role of one person a row. Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.chinese import Why, parse_name, parse_phone, parse_residence, squeeze, village_name
from app.foundation.chinese.phones import MOBILE
from app.foundation.spreadsheets import Reading, RowReader, Sheet, columns_missing, read_rows, recognise
from app.places.sheets.answers import parse_role
from app.places.sheets.codes import PlaceListCode
from app.places.sheets.vocabulary import STAFF

# These reach the whole district or installation: a list need not say which unit.
_UNBOUND = frozenset({"administrator", "auditor", "organizer", "safeguarding_lead"})


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One role of one person. `role` is a value of `Role`; `scope` is the unit as written (a school, a village)."""

    number: int
    name: str
    phone: str
    role: str
    scope: str
    township: str
    village: str
    notes: str


StaffReading = Reading[StaffRow]


def read_staff(sheet: Sheet, *, mapping: Mapping[str, str | None] | None = None) -> StaffReading:
    """Every row of a list of staff, good or with its problems. One person may have several rows with several roles."""
    header = recognise(sheet, STAFF, mapping)
    if header.missing:
        missing = columns_missing(header, STAFF, header.missing, PlaceListCode.COLUMN_MISSING)
        return Reading(header, (), missing, ())
    seen: dict[tuple[str, ...], int] = {}
    phones: dict[str, tuple[str, int]] = {}

    def check(reader: RowReader, row: StaffRow) -> None:
        first = seen.setdefault((row.phone, row.role, row.scope, row.township, row.village), row.number)
        if first != row.number:
            reader.problem("name", PlaceListCode.REPEATED_IN_FILE, first_row=first, value=row.name)
        owner, first = phones.setdefault(row.phone, (row.name, row.number))
        if owner != row.name:
            reader.warn("phone", PlaceListCode.PHONE_SHARED, first_row=first, value=row.phone)

    codes = (PlaceListCode.CELL_IS_FORMULA, PlaceListCode.TEXT_TOO_LONG)
    return read_rows(header, codes=codes, read=_read_row, check=check)


def _read_row(reader: RowReader) -> StaffRow | None:
    name, phone = _name(reader), _phone(reader)
    role = reader.take("role", parse_role, fault=PlaceListCode.ROLE_UNKNOWN)
    if role is None and reader.cell("role").blank:
        reader.problem("role", PlaceListCode.ROLE_MISSING)
    scope = squeeze(reader.text("scope"))
    lived = parse_residence(scope)
    place = parse_residence(reader.text("township"))
    township = place.township or place.line or lived.township
    village = village_name(reader.text("village")) or place.village or lived.village
    if role and role not in _UNBOUND and not (scope or township or village):
        reader.problem("scope", PlaceListCode.SCOPE_MISSING)
    if name is None or phone is None or role is None:
        return None
    return StaffRow(
        number=reader.number,
        name=name,
        phone=phone,
        role=role,
        scope=scope,
        township=township,
        village=village,
        notes=reader.text("notes", 2000),
    )


def _name(reader: RowReader) -> str | None:
    read = parse_name(reader.cell("name").value)
    if read.fault and read.fault.why is not Why.PLACEHOLDER:
        reader.problem("name", PlaceListCode.NAME_NOT_A_NAME, why=read.fault.why, value=reader.cell("name").text)
    elif read.value is None:
        reader.problem("name", PlaceListCode.NAME_MISSING)
    return read.value


def _phone(reader: RowReader) -> str | None:
    """A mobile number: it is what the person signs in with."""
    read = parse_phone(reader.cell("phone").value)
    reader.take("phone", lambda _: read, fault=PlaceListCode.PHONE_INVALID, doubt=PlaceListCode.PHONE_DOUBTFUL)
    if read.value is None and read.fault is None:
        reader.problem("phone", PlaceListCode.PHONE_MISSING)
    elif read.value and not MOBILE.fullmatch(read.value):
        reader.problem("phone", PlaceListCode.PHONE_NOT_MOBILE, value=read.value)
    return read.value
