"""Why somebody is to be called, and what came of a call."""

from __future__ import annotations

from enum import StrEnum


class CallKind(StrEnum):
    """What a family is to be told or asked; the most pressing first."""

    LATE = "late"
    NOBODY = "nobody"
    CANNOT_COME = "cannot_come"
    FIRST_MEETING = "first_meeting"
    SILENT = "silent"
    CONSENT = "consent"


class CallResult(StrEnum):
    """What came of a call."""

    TOLD = "told"
    NO_ANSWER = "no_answer"
    AGAIN = "again"
    """They asked to be called again."""
