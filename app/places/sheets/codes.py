"""Stable codes of what the rows of a list of places or staff may be told; the words are on the page."""

from enum import StrEnum


class PlaceListCode(StrEnum):
    """The first part refuses a row (or the file), the second part only asks a person to look.

    Params beside `value` (what the cell holds) and `why` (a `Why` of the cell's parser) stand in brackets.
    """

    COLUMN_MISSING = "column_missing"  # [field, heading]
    NAME_MISSING = "name_missing"
    NAME_NOT_A_NAME = "name_not_a_name"
    CELL_IS_FORMULA = "cell_is_formula"
    TEXT_TOO_LONG = "text_too_long"  # [longest]
    KIND_UNKNOWN = "kind_unknown"
    TOWNSHIP_MISSING = "township_missing"
    PHONE_MISSING = "phone_missing"
    PHONE_INVALID = "phone_invalid"
    PHONE_NOT_MOBILE = "phone_not_mobile"
    ROLE_MISSING = "role_missing"
    ROLE_UNKNOWN = "role_unknown"
    SCOPE_MISSING = "scope_missing"
    REPEATED_IN_FILE = "repeated_in_file"  # [first_row]

    KIND_GUESSED = "kind_guessed"  # [kind]
    PHONE_DOUBTFUL = "phone_doubtful"
    PHONE_SHARED = "phone_shared"  # [first_row]


codes = tuple(PlaceListCode)
