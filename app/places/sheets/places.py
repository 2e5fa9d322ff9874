"""A list of schools and sites to rows. Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.chinese import parse_phone, parse_residence, squeeze, village_name
from app.foundation.spreadsheets import Reading, RowReader, Sheet, columns_missing, read_rows, recognise
from app.places.sheets.answers import PlaceKind, parse_kind, place_kind
from app.places.sheets.codes import PlaceListCode
from app.places.sheets.vocabulary import PLACES


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A school or site. Texts are empty where the list says nothing; places are named, not coded."""

    number: int
    name: str
    kind: PlaceKind
    township: str
    village: str
    central_school: str
    host_school: str
    address: str
    contact: str
    phone: str | None
    notes: str


PlaceReading = Reading[PlaceRow]


def read_places(sheet: Sheet, *, mapping: Mapping[str, str | None] | None = None) -> PlaceReading:
    """Every row of a list of schools and sites, good or with its problems."""
    header = recognise(sheet, PLACES, mapping)
    if header.missing:
        missing = columns_missing(header, PLACES, header.missing, PlaceListCode.COLUMN_MISSING)
        return Reading(header, (), missing, ())
    seen: dict[tuple[bool, str], int] = {}

    def check(reader: RowReader, row: PlaceRow) -> None:
        first = seen.setdefault((row.kind.is_school, row.name), row.number)
        if first != row.number:
            reader.problem("name", PlaceListCode.REPEATED_IN_FILE, first_row=first, value=row.name)

    codes = (PlaceListCode.CELL_IS_FORMULA, PlaceListCode.TEXT_TOO_LONG)
    return read_rows(header, codes=codes, read=_read_row, check=check)


def _read_row(reader: RowReader) -> PlaceRow | None:
    name = squeeze(reader.text("name"))
    if not name and not reader.problems:
        reader.problem("name", PlaceListCode.NAME_MISSING)
    kind = _kind(reader, name)
    address = squeeze(reader.text("address", 200))
    named, lived = parse_residence(reader.text("township")), parse_residence(address)
    township = named.township or named.line or lived.township
    if kind is not None and not kind.is_school and not township:
        reader.problem("township", PlaceListCode.TOWNSHIP_MISSING)
    if kind is None:
        return None
    return PlaceRow(
        number=reader.number,
        name=name,
        kind=kind,
        township=township,
        village=village_name(reader.text("village")) or named.village or lived.village,
        central_school=squeeze(reader.text("central_school")),
        host_school=squeeze(reader.text("host_school")),
        address=address,
        contact=reader.text("contact"),
        phone=reader.take(
            "phone",
            parse_phone,
            fault=PlaceListCode.PHONE_DOUBTFUL,
            doubt=PlaceListCode.PHONE_DOUBTFUL,
            refuse=False,
        ),
        notes=reader.text("notes", 2000),
    )


def _kind(reader: RowReader, name: str) -> PlaceKind | None:
    """The kind the list gives, else the one the name tells, with a warning."""
    kind = reader.take("kind", parse_kind, fault=PlaceListCode.KIND_UNKNOWN)
    if kind is None and reader.cell("kind").blank and name:
        kind = place_kind(name)
        if kind is None:
            reader.problem("kind", PlaceListCode.KIND_UNKNOWN, value=name)
        else:
            reader.warn("kind", PlaceListCode.KIND_GUESSED, value=name, kind=kind)
    return kind
