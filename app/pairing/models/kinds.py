"""States and coded reasons of the life of a pairing."""

from __future__ import annotations

from enum import StrEnum


class RunKind(StrEnum):
    """What a run is for."""

    FULL = "full"
    GAPS = "gaps"


class PairingState(StrEnum):
    """Life of a pairing."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    ACTIVE = "active"
    ENDED = "ended"
    DECLINED = "declined"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (
    PairingState.PROPOSED,
    PairingState.ACCEPTED,
    PairingState.APPROVED,
    PairingState.ACTIVE,
    PairingState.SUSPENDED,
)


OPEN_CONDITION = "state IN (" + ", ".join(f"'{state.value}'" for state in OPEN_STATES) + ")"


class DeclineReason(StrEnum):
    """Why a volunteer cannot take a pairing."""

    TIME = "time"
    DISTANCE = "distance"
    NEED = "need"
    FAMILY = "family"
    OTHER = "other"


class RejectReason(StrEnum):
    """Why a school says no to a pairing; the next run obeys."""

    KNOWN_CONFLICT = "known_conflict"
    NOT_SUITABLE = "not_suitable"
    CARER_WISH = "carer_wish"
    CHILD_WISH = "child_wish"
    CHILD_AWAY = "child_away"
    ALREADY_HELPED = "already_helped"
    OTHER = "other"


class RemoveReason(StrEnum):
    """Why an organizer takes a pair out of a run before it is published."""

    KNOWN_CONFLICT = "known_conflict"
    NOT_SUITABLE = "not_suitable"
    BETTER_IDEA = "better_idea"
    OTHER = "other"


class WithdrawReason(StrEnum):
    """Why a pairing that had not begun was taken back."""

    MISTAKE = "mistake"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CHILD_LEFT = "child_left"
    CHANGED_PLAN = "changed_plan"


class PairSexes(StrEnum):
    """How the sexes of child and volunteer stand to each other when a school approves."""

    SAME = "same"
    DIFFERENT = "different"
    MAN_WITH_GIRL = "man_with_girl"


class SexReason(StrEnum):
    """Why a school approves a volunteer who is not of the child's sex."""

    NOBODY_ELSE = "nobody_else"
    SUBJECT = "subject"
    CONTINUES = "continues"
    FAMILY_WISH = "family_wish"
    OTHER = "other"


class LapseReason(StrEnum):
    """Why a pairing was stopped by itself: suspended once it had begun, taken back before."""

    VOLUNTEER_SUSPENDED = "volunteer_suspended"
    VETTING_FAILED = "vetting_failed"
    VETTING_EXPIRED = "vetting_expired"
    CONSENT_EXPIRED = "consent_expired"
    CHILD_GATE = "child_gate"
    SKILL_UNVERIFIED = "skill_unverified"
    KEPT_APART = "kept_apart"


class EndReason(StrEnum):
    """Why a pairing ended."""

    SEASON_OVER = "season_over"
    VOLUNTEER_LEFT = "volunteer_left"
    CHILD_LEFT = "child_left"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CARER_WISH = "carer_wish"
    CHILD_WISH = "child_wish"
    SAFEGUARDING = "safeguarding"
    OTHER = "other"


class MeetingPlace(StrEnum):
    """Where the first meeting is: a public place, or a call the school opens; never a home."""

    SCHOOL = "school"
    SITE = "site"
    CALL = "call"


class MeetingOutcome(StrEnum):
    """How the first meeting went."""

    MET = "met"
    MISSED = "missed"
    MOVED = "moved"


class AbsenceReason(StrEnum):
    """Why a volunteer cannot come on some days."""

    ILL = "ill"
    FAMILY = "family"
    STUDY = "study"
    ROAD = "road"
    OTHER = "other"


class SubstituteState(StrEnum):
    """Life of a substitution: a school approves somebody for the dates, who then says yes or no."""

    APPROVED = "approved"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CALLED_OFF = "called_off"
    ENDED = "ended"
    """Called off after it had begun: the days before stay served."""


STANDING_IN = (SubstituteState.APPROVED, SubstituteState.ACCEPTED)
