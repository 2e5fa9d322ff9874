"""What comparing a sign-up list with the database finds, beside what reading it found."""

from enum import StrEnum


class IntakeCode(StrEnum):
    """The first part refuses a row, the second only asks a person to look."""

    TOWNSHIP_UNKNOWN = "township_unknown"  # [value]
    REGISTERED_ELSEWHERE = "registered_elsewhere"

    CAPACITY_LOWERED = "capacity_lowered"  # [value, limit]
    KEEPS_OWN_PROFILE = "keeps_own_profile"
    NO_SKILL = "no_skill"
