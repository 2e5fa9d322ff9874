"""Coded reasons and outcomes of a child's file; the words are in ``messages``."""

from __future__ import annotations

from enum import StrEnum

from app.children.models.kinds import RiskReason


class LeaveReason(StrEnum):
    """Why a child left the ledger."""

    PARENT_BACK = "parent_back"
    MOVED = "moved"
    AGED_OUT = "aged_out"
    OTHER = "other"
    MERGED = "merged"
    """Another file of the same child was kept; said by the township supervisor only."""


CHOSEN_LEAVE_REASONS = tuple(one for one in LeaveReason if one is not LeaveReason.MERGED)


CHOSEN_RISK_REASONS = tuple(one for one in RiskReason if one not in {RiskReason.FIRST, RiskReason.MERGED})


class WithdrawReason(StrEnum):
    """Why a consent ended before its date; a guardian need not say."""

    NOT_SAID = "not_said"
    NO_TIME = "no_time"
    CHILD_UNWILLING = "child_unwilling"
    NOT_COMFORTABLE = "not_comfortable"
    PARENT_BACK = "parent_back"
    OTHER = "other"
    REFUSED_NOW = "refused_now"
    """A later decision says no."""
    NOT_VALID = "not_valid"
    """It came from somebody who may not give it; set once, by migration 0009."""


_SET_BY_ITSELF = (WithdrawReason.REFUSED_NOW, WithdrawReason.NOT_VALID)
CHOSEN_WITHDRAW_REASONS = tuple(one for one in WithdrawReason if one not in _SET_BY_ITSELF)


class LinkKind(StrEnum):
    """What a consent link asks about."""

    ONE_CHILD = "one_child"
    WHOLE_CLASS = "whole_class"


class OpenReason(StrEnum):
    """Why somebody opens the sensitive section."""

    CALL_CARER = "call_carer"
    HOME_VISIT = "home_visit"
    CORRECT_FILE = "correct_file"
    SAFETY = "safety"
    HEALTH_CARE = "health_care"
    HAND_OVER = "hand_over"
    OWN_ENTRY = "own_entry"
    """One reads what one wrote oneself; nobody chooses it."""


DUTY_REASONS = (OpenReason.CALL_CARER, OpenReason.HOME_VISIT, OpenReason.CORRECT_FILE, OpenReason.SAFETY)
CHOSEN_OPEN_REASONS = tuple(one for one in OpenReason if one is not OpenReason.OWN_ENTRY)


class DoubleOutcome(StrEnum):
    """How the township supervisor judged two files that look alike."""

    MERGED = "merged"
    TWO_CHILDREN = "two_children"
