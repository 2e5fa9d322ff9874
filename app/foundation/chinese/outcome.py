"""What reading one written cell gives: a value, or why there is none, or a value with a doubt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Generic, TypeVar

CellValue = str | int | float | bool | datetime | date | time | None
Param = str | int
T = TypeVar("T")


class Why(StrEnum):
    """Why a cell could not be read, or is read with a doubt; the page has the words."""

    FORMULA = "formula"
    NOT_UNDERSTOOD = "not_understood"
    # names
    ONLY_DIGITS = "only_digits"
    LATIN_ONLY = "latin_only"
    PLACEHOLDER = "placeholder"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    STRANGE_CHARACTERS = "strange_characters"
    # dates
    NO_SUCH_MONTH = "no_such_month"
    NO_SUCH_DAY = "no_such_day"
    YEAR_OUT_OF_RANGE = "year_out_of_range"
    YEAR_NOT_IN_FULL = "year_not_in_full"
    ONLY_A_YEAR = "only_a_year"
    LUNAR_DATE = "lunar_date"
    MONTH_AMBIGUOUS = "month_ambiguous"
    DAY_UNKNOWN = "day_unknown"
    # phones
    PHONE_LENGTH = "phone_length"
    PHONE_PREFIX = "phone_prefix"
    SEVERAL_PHONES = "several_phones"
    # resident identity numbers
    ID_LENGTH = "id_length"
    ID_CHARACTERS = "id_characters"
    ID_DIGITS_LOST = "id_digits_lost"
    ID_BIRTH_DATE = "id_birth_date"
    ID_CHECKSUM = "id_checksum"
    ID_AREA_UNKNOWN = "id_area_unknown"
    # free time and grades
    EXCEPTIONS_WRITTEN = "exceptions_written"
    PARTLY_UNDERSTOOD = "partly_understood"
    GRADE_OUT_OF_RANGE = "grade_out_of_range"


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason with what its sentence needs."""

    why: Why
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """The answer for one cell. `fault` means there is no value; `doubt` that a person should look at it."""

    value: T | None = None
    fault: Fault | None = None
    doubt: Fault | None = None


def fault(why: Why, **params: Param) -> Read[T]:
    """No value, and why."""
    return Read(fault=Fault(why, params))


def doubtful(value: T, why: Why, **params: Param) -> Read[T]:
    """A value somebody should look at, and why."""
    return Read(value, doubt=Fault(why, params))
