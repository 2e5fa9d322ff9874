"""Stable codes of what a roster's rows may be told; the words are on the page."""

from enum import StrEnum


class RosterCode(StrEnum):
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
    BIRTH_IN_FUTURE = "birth_in_future"
    OVER_AGE = "over_age"  # [age, limit]
    PHONE_INVALID = "phone_invalid"
    REPEATED_IN_FILE = "repeated_in_file"  # [first_row]

    BIRTH_DAY_UNKNOWN = "birth_day_unknown"
    NOW_OVER_AGE = "now_over_age"  # [age, limit]
    SEX_MISSING = "sex_missing"
    SEX_UNKNOWN = "sex_unknown"
    ID_INVALID = "id_invalid"
    ID_DISAGREES = "id_disagrees"  # [birth_date]
    SCHOOL_MISSING = "school_missing"
    GRADE_UNKNOWN = "grade_unknown"
    GRADE_AGE_MISMATCH = "grade_age_mismatch"  # [grade, age]
    PLACE_MISSING = "place_missing"
    BOARDING_UNKNOWN = "boarding_unknown"
    LEFT_BEHIND_UNKNOWN = "left_behind_unknown"
    GUARDIANSHIP_UNKNOWN = "guardianship_unknown"
    PARENT_PHONE_INVALID = "parent_phone_invalid"
    PHONE_DOUBTFUL = "phone_doubtful"
    CARER_NAME_DOUBTFUL = "carer_name_doubtful"
    RELATION_UNKNOWN = "relation_unknown"
    NEED_UNKNOWN = "need_unknown"  # [text]
    REGISTERED_INVALID = "registered_invalid"
    MODES_UNKNOWN = "modes_unknown"
    FREE_TIME_UNCLEAR = "free_time_unclear"


codes = tuple(RosterCode)
