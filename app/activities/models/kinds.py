"""What activities, places in classes and their ends are one of; the words are in ``messages``."""

from __future__ import annotations

from enum import StrEnum


class ActivityState(StrEnum):
    """Life of an activity: planned, then held; or cancelled before, or void after."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    VOID = "void"


class EndReason(StrEnum):
    """Why an activity was cancelled or made void."""

    WEATHER = "weather"
    NO_STAFF = "no_staff"
    FEW_CHILDREN = "few_children"
    MISTAKE = "mistake"
    OTHER = "other"


class ServiceState(StrEnum):
    """Whether a volunteer's service at an activity counts."""

    CONFIRMED = "confirmed"
    VOID = "void"


class EnrolmentState(StrEnum):
    """Life of a child's place in a class: waiting or offered, then enrolled, then ended; or declined."""

    WAITING = "waiting"
    OFFERED = "offered"
    ENROLLED = "enrolled"
    DECLINED = "declined"
    ENDED = "ended"


class EnrolmentEnd(StrEnum):
    """Why a child has no place, or none any more."""

    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_NEEDED = "not_needed"
    MOVED = "moved"
    FINISHED = "finished"
    CONSENT = "consent"
    """The guardian's consent no longer stands; set by itself."""
    LEFT_LEDGER = "left_ledger"
    """The child left the ledger; set by itself."""
    OTHER = "other"


class LessonPlace(StrEnum):
    """Where a child was taught a topic other than at a group activity."""

    SCHOOL = "school"
    VISIT = "visit"
    SESSION = "session"
    OTHER = "other"
