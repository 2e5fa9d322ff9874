"""Codes of concerns."""

from __future__ import annotations

from enum import StrEnum


class ConcernAbout(StrEnum):
    """Whom a concern is about, as its reporter says; nobody has to say."""

    UNSAID = "unsaid"
    CHILD = "child"
    VOLUNTEER = "volunteer"
    STAFF = "staff"
    TEAM = "team"
    """Somebody of those who handle concerns."""
    OTHER = "other"


class ConcernState(StrEnum):
    """Life of a concern: ``open > acknowledged > closed``, never back."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class PartyKind(StrEnum):
    """Why somebody who handles concerns does not see one: it is about them, or their name stands in it."""

    SUBJECT = "subject"
    NAMED = "named"


class Situation(StrEnum):
    """The nine situations in which the law obliges to report at once."""

    PRIVATE_INJURY = "private_injury"
    GIRL_UNDER_14 = "girl_under_14"
    GIRL_FROM_14 = "girl_from_14"
    ABUSE_SIGNS = "abuse_signs"
    SELF_HARM = "self_harm"
    ABANDONED = "abandoned"
    MISSING = "missing"
    BEGGING = "begging"
    OTHER_DANGER = "other_danger"


class ReportedTo(StrEnum):
    """Whom a concern was reported to."""

    POLICE = "police"
    CIVIL_AFFAIRS = "civil_affairs"
    EDUCATION = "education"
    OTHER = "other"


class Outcome(StrEnum):
    """What a concern came to."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"
    UNCLEAR = "unclear"
    HELPED = "helped"
    HANDED_OVER = "handed_over"


LIFTABLE = frozenset({Outcome.UNFOUNDED, Outcome.HELPED})
"""Outcomes after which two people may lift a suspension."""


class EntryKind(StrEnum):
    """What stands in the record of a concern, in order."""

    RAISED = "raised"
    WORDS_ADDED = "words_added"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    TRIAGED = "triaged"
    NOTE = "note"
    CONNECTED = "connected"
    NAME_CLEARED = "name_cleared"
    REPORTED = "reported"
    SUSPENDED = "suspended"
    LIFT_ASKED = "lift_asked"
    LIFT_REFUSED = "lift_refused"
    LIFTED = "lifted"
    CLOSED = "closed"


class Post(StrEnum):
    """A post of a district in the handling of concerns."""

    LEAD = "lead"
    SECOND = "second"


class SilenceEnd(StrEnum):
    """How an alert about a silence was closed."""

    SESSION = "session"
    WORD = "word"
    OVER = "over"
    """The pairing is not active any more."""


class LookRule(StrEnum):
    """What the board of pairs to look at watches for; each is one sentence and one function."""

    UNSAFE = "unsafe"
    MOOD_DOWN = "mood_down"
    ONE_PLACE_ALONE = "one_place_alone"
    LATE_HOURS = "late_hours"
    MANY_MINUTES = "many_minutes"
    MANY_PLACES = "many_places"
    ONE_CONFIRMER = "one_confirmer"
    LATE_ENTRIES = "late_entries"
    DISPUTED = "disputed"
    ABSENT = "absent"
    SILENT = "silent"
    EXPIRING = "expiring"
