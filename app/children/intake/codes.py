"""What saving a roster may have to say about a row, beyond what reading it says."""

from __future__ import annotations

from enum import StrEnum


class IntakeCode(StrEnum):
    """The first two refuse a row in the browser; the others ask a person to look."""

    HOME_UNKNOWN = "home_unknown"
    SCHOOL_UNKNOWN = "school_unknown"
    TOWNSHIP_UNKNOWN = "township_unknown"
    VILLAGE_UNKNOWN = "village_unknown"
    OFF_LEDGER = "off_ledger"
    DIFFERS = "differs"
