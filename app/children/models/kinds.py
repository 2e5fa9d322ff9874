"""The closed lists of values in children's files."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """As the register has it; unknown is NULL."""

    FEMALE = "female"
    MALE = "male"


class LeftBehindKind(StrEnum):
    """Why the child counts as left behind."""

    BOTH_AWAY = "both_away"
    ONE_AWAY_OTHER_UNABLE = "one_away_other_unable"
    OTHER = "other"


class ChildStatus(StrEnum):
    """Whether the child is on the ledger."""

    ACTIVE = "active"
    LEFT = "left"


class RiskReason(StrEnum):
    """Why the level of attention is what it is."""

    FIRST = "first"
    """As it was when the file was made; nobody chooses it."""
    MERGED = "merged"
    """Two files became one, and the higher level stayed; nobody chooses it."""
    VISIT = "visit"
    SCHOOL = "school"
    GUARDIANSHIP = "guardianship"
    HEALTH = "health"
    CONCERN = "concern"
    IMPROVED = "improved"
    REVIEW = "review"
    OTHER = "other"


class HoldReason(StrEnum):
    """Why a child on the ledger is kept out of matching by staff."""

    POSSIBLE_DOUBLE = "possible_double"


class ConsentMethod(StrEnum):
    """How consent was given."""

    PAPER = "paper"
    ORAL_WITNESS = "oral_witness"
    ONE_TIME_LINK = "one_time_link"
    """By the guardian, on a phone; nobody else can record one like it."""


class Scope(StrEnum):
    """What a guardian agrees to beyond the service itself, each separately; the values are columns of ``Consent``."""

    ONLINE = "online"
    HOME_VISIT = "home_visit"
    PHOTO = "photo"
    SHARING = "sharing"
    """Data to bodies outside the named joint handlers."""


class ConsentDecision(StrEnum):
    """What was decided."""

    GIVEN = "given"
    REFUSED = "refused"


class ChildWish(StrEnum):
    """The child's own wish."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class LegalBasis(StrEnum):
    """Why these children may be recorded."""

    LEDGER = "ledger"
    CONSENT = "consent"


class ImportState(StrEnum):
    """Life of an uploaded roster."""

    UPLOADED = "uploaded"
    IMPORTED = "imported"
    DISCARDED = "discarded"


class TransferState(StrEnum):
    """Life of a transfer: the giver asks, the receiver confirms."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
