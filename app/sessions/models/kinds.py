"""States, places and coded answers of sessions, disputes and missed meetings."""

from __future__ import annotations

from enum import StrEnum


class SessionState(StrEnum):
    """Life of a logged session."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    REPLACED = "replaced"
    VOID = "void"


class SessionPlace(StrEnum):
    """Where a session was."""

    SCHOOL = "school"
    SITE = "site"
    VILLAGE_OFFICE = "village_office"
    ONLINE = "online"
    HOME = "home"


class ReturnReason(StrEnum):
    """Why a session was returned to its volunteer."""

    TIME = "time"
    PLACE = "place"
    NOTE = "note"
    NOT_HELD = "not_held"
    DISPUTED = "disputed"
    """Its volunteer said so, of a session that was confirmed already."""
    OTHER = "other"


class VoidReason(StrEnum):
    """Why a session counts for nothing."""

    MISTAKE = "mistake"
    DOUBLE = "double"
    NOT_HELD = "not_held"
    OTHER = "other"


class Response(StrEnum):
    """How the child took a session, as the volunteer saw it."""

    KEEN = "keen"
    FINE = "fine"
    HARD = "hard"
    UNWILLING = "unwilling"


class Mood(StrEnum):
    """In what mood the child was, as the volunteer saw it: an impression, never a finding."""

    HAPPY = "happy"
    CALM = "calm"
    RESTLESS = "restless"
    LOW = "low"
    QUIET = "quiet"


class FollowUp(StrEnum):
    """What should come next, in the volunteer's eyes."""

    PRACTISE = "practise"
    MATERIAL = "material"
    TEACHER = "teacher"
    FAMILY = "family"
    PROFESSIONAL = "professional"


class DisputeReason(StrEnum):
    """What a volunteer says is wrong with what became of a session."""

    HELD = "held"
    TIME = "time"
    DETAILS = "details"
    OTHER = "other"


class DisputeAnswer(StrEnum):
    """What staff answered: it stays as decided, or the session is open again."""

    STANDS = "stands"
    REOPENED = "reopened"


class MissedKind(StrEnum):
    """Why two did not meet who should have: somebody was not there, or it was called off before."""

    MISSED = "missed"
    CALLED_OFF = "called_off"


class MissedParty(StrEnum):
    """Who was not there, or could not come."""

    CHILD = "child"
    VOLUNTEER = "volunteer"
    ADULT = "adult"
    PLACE_SHUT = "place_shut"


class MissedReason(StrEnum):
    """Why, as far as it is known."""

    ILL = "ill"
    FAMILY = "family"
    WEATHER = "weather"
    LESSONS = "lessons"
    FORGOTTEN = "forgotten"
    UNKNOWN = "unknown"
    OTHER = "other"
