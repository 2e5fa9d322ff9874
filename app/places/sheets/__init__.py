"""The pure part of reading lists of schools, sites and staff: a sheet in, rows and problems out."""

from app.places.sheets.answers import PlaceKind, parse_kind, parse_role
from app.places.sheets.codes import PlaceListCode, codes
from app.places.sheets.places import PlaceReading, PlaceRow, read_places
from app.places.sheets.staff import StaffReading, StaffRow, read_staff
from app.places.sheets.vocabulary import PLACES, STAFF

__all__ = [
    "PLACES",
    "STAFF",
    "PlaceKind",
    "PlaceListCode",
    "PlaceReading",
    "PlaceRow",
    "StaffReading",
    "StaffRow",
    "codes",
    "parse_kind",
    "parse_role",
    "read_places",
    "read_staff",
]
