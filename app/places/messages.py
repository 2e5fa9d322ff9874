"""Words of places, and of what can be wrong in a list of places or staff."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.places.models import AreaLevel, SiteKind
from app.places.sheets import PlaceKind, PlaceListCode

MESSAGES: dict[str, Any] = {
    "places.division_line": _l(
        "Line %(line)s is not a division code (6, 9 or 12 digits) and a name, separated by a comma."
    ),
    "places.division_parent": _l("The area above %(number)s is neither in the file nor on file."),
    "places.township_unknown": _l("There is no township “%(name)s”. Add it first, or import with --create-places."),
    "places.village_unknown": _l("There is no village “%(name)s”. Add it first, or import with --create-places."),
    "places.school_unknown": _l("There is no school “%(name)s”. Add it first, or import with --create-places."),
    "places.central_school_unknown": _l(
        "There is no central school “%(name)s”. Add it first, or import with --create-places."
    ),
    "places.name_taken": _l("There is one of this name already."),
    "places.code_taken": _l("Another area has this code."),
    "places.code_wrong": _l(
        "A district has a code of 6 digits, a township 9, a village 12, beginning as the one above."
    ),
    "places.away_order": _l("The last day away lies before the first."),
    "places.away_both": _l("Give both the first and the last day away, or neither."),
    "places.own_parent": _l("A school cannot be its own central school."),
    "places.village_elsewhere": _l("This village belongs to another township."),
}

LABELS: dict[StrEnum, Any] = {
    AreaLevel.DISTRICT: _l("District"),
    AreaLevel.TOWNSHIP: _l("Township"),
    AreaLevel.VILLAGE: _l("Village"),
    SiteKind.FOUR_THIRTY_CLASSROOM: _l("Four-thirty classroom"),
    SiteKind.CHILDRENS_HOME: _l("Children's home"),
    SiteKind.SUNSHINE_HUT: _l("Sunshine House"),
    SiteKind.CHILDLIKE_HARBOUR: _l("Children's Harbour"),
    SiteKind.RED_SCARF_SCHOOL: _l("Red Scarf School"),
    SiteKind.HOLIDAY_CLASS: _l("Holiday class"),
    PlaceKind.SCHOOL: _l("School"),
    PlaceKind.CENTRAL_SCHOOL: _l("Central school"),
    PlaceKind.FOUR_THIRTY_CLASSROOM: _l("Four-thirty classroom"),
    PlaceKind.CHILDRENS_HOME: _l("Children's home"),
    PlaceKind.SUNSHINE_HUT: _l("Sunshine House"),
    PlaceKind.CHILDLIKE_HARBOUR: _l("Children's Harbour"),
    PlaceKind.RED_SCARF_SCHOOL: _l("Red Scarf School"),
    PlaceKind.HOLIDAY_CLASS: _l("Holiday class"),
    PlaceListCode.COLUMN_MISSING: _l("The list has no column “%(heading)s”."),
    PlaceListCode.NAME_MISSING: _l("The name is missing."),
    PlaceListCode.NAME_NOT_A_NAME: _l("“%(value)s” is not a person's name."),
    PlaceListCode.CELL_IS_FORMULA: _l("The cell holds a formula; write its value instead."),
    PlaceListCode.TEXT_TOO_LONG: _l("The text is longer than %(longest)s characters."),
    PlaceListCode.KIND_UNKNOWN: _l("“%(value)s” is not a kind of school or site."),
    PlaceListCode.TOWNSHIP_MISSING: _l("The township is missing."),
    PlaceListCode.PHONE_MISSING: _l("The mobile number is missing."),
    PlaceListCode.PHONE_INVALID: _l("“%(value)s” is not a phone number."),
    PlaceListCode.PHONE_NOT_MOBILE: _l("“%(value)s” is not a mobile number; people sign in with it."),
    PlaceListCode.ROLE_MISSING: _l("The role is missing."),
    PlaceListCode.ROLE_UNKNOWN: _l("“%(value)s” is not a role here."),
    PlaceListCode.SCOPE_MISSING: _l("The school, village or township this role is limited to is missing."),
    PlaceListCode.REPEATED_IN_FILE: _l("The same as row %(first_row)s."),
    PlaceListCode.KIND_GUESSED: _l("The kind was taken from the name: %(kind)s."),
    PlaceListCode.PHONE_DOUBTFUL: _l("Please check the phone number “%(value)s”."),
    PlaceListCode.PHONE_SHARED: _l("The same number as in row %(first_row)s, with another name."),
}
