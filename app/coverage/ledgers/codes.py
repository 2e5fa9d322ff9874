"""The closed lists of values of ledgers: what can be due, how a ledger is sorted, why one leaves the house."""

from __future__ import annotations

from enum import StrEnum


class Due(StrEnum):
    """What there is to do about a child, the most urgent first."""

    VISIT = "visit"
    CONSENT = "consent"
    AGREEMENT = "agreement"
    REVIEW = "review"
    SIXTEEN = "sixteen"
    WAITING = "waiting"


WEIGHTS = {Due.VISIT: 32, Due.CONSENT: 16, Due.AGREEMENT: 8, Due.REVIEW: 4, Due.SIXTEEN: 2, Due.WAITING: 1}
"""What puts a child on top: powers of two, so that a more urgent thing is never outweighed by lesser ones."""


class Sort(StrEnum):
    """What a ledger is sorted by; the words in its address."""

    DUE = "due"
    CODE = "code"
    AGE = "age"
    RISK = "risk"
    VILLAGE = "village"
    VISIT = "visit"


class LedgerReason(StrEnum):
    """Why a ledger leaves the house."""

    MEETING = "meeting"
    VISITS = "visits"
    CHECK = "check"
    ASKED = "asked"


class LedgerContent(StrEnum):
    """What a file of the district holds."""

    FIGURES = "figures"
    CHILDREN = "children"


class LedgerForm(StrEnum):
    """How a file is written."""

    XLSX = "xlsx"
    CSV = "csv"
