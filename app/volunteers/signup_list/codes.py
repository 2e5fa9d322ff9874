"""Stable codes of what a sign-up list's rows may be told; the words are on the page."""

from enum import StrEnum


class SignupCode(StrEnum):
    """The first part refuses a row (or the file), the second part only asks a person to look.

    Params beside `value` (what the cell holds) and `why` (a `Why` of the cell's parser) stand in brackets.
    """

    COLUMN_MISSING = "column_missing"  # [field, heading]
    NAME_MISSING = "name_missing"
    NAME_NOT_A_NAME = "name_not_a_name"
    NAME_IS_FORMULA = "name_is_formula"
    CELL_IS_FORMULA = "cell_is_formula"
    TEXT_TOO_LONG = "text_too_long"  # [longest]
    BIRTH_MISSING = "birth_missing"
    BIRTH_IMPOSSIBLE = "birth_impossible"
    AGE_IMPLAUSIBLE = "age_implausible"  # [age, lowest, highest]
    PHONE_MISSING = "phone_missing"
    PHONE_INVALID = "phone_invalid"
    PHONE_NOT_MOBILE = "phone_not_mobile"
    REPEATED_IN_FILE = "repeated_in_file"  # [first_row]

    BIRTH_DAY_UNKNOWN = "birth_day_unknown"
    SEX_MISSING = "sex_missing"
    SEX_UNKNOWN = "sex_unknown"
    PHONE_DOUBTFUL = "phone_doubtful"
    PHONE_SHARED = "phone_shared"  # [first_row]
    TOWNSHIP_MISSING = "township_missing"
    AREA_UNKNOWN = "area_unknown"  # [text]
    SUBJECT_UNKNOWN = "subject_unknown"  # [text]
    SKILL_GRADES_UNCLEAR = "skill_grades_unclear"
    FREE_TIME_UNCLEAR = "free_time_unclear"
    MODES_UNKNOWN = "modes_unknown"
    CAPACITY_UNCLEAR = "capacity_unclear"
    SIGNED_UP_INVALID = "signed_up_invalid"
    NATIONAL_UNCLEAR = "national_unclear"
    HOME_DATES_UNCLEAR = "home_dates_unclear"


codes = tuple(SignupCode)
