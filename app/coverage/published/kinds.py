"""What is published."""

from __future__ import annotations

from enum import StrEnum


class PublicFigure(StrEnum):
    """The figures of the public tables. Only children reached are told by township; no two of them are nested."""

    REACHED = "reached"
    ACTIVITIES = "activities"
    SESSIONS = "sessions"
    HOURS = "hours"
    """Whole hours, rounded down."""
    SERVING = "serving"
