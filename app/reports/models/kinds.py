"""Codes of tasks."""

from __future__ import annotations

from enum import StrEnum


class TaskSource(StrEnum):
    """What made a task necessary. Of every source but the last, one record has one open task at a time."""

    VISIT_OVERDUE = "visit_overdue"
    AGREEMENT_MISSING = "agreement_missing"
    REVIEW_OVERDUE = "review_overdue"
    COVERAGE_GAP = "coverage_gap"
    DECISION = "decision"
    BY_HAND = "by_hand"


ABOUT_CHILD = frozenset({TaskSource.VISIT_OVERDUE, TaskSource.AGREEMENT_MISSING, TaskSource.REVIEW_OVERDUE})
"""Sources whose record is a child."""


class TaskState(StrEnum):
    """Life of a task: ``open > done`` or ``open > dropped``, never back."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class DropReason(StrEnum):
    """Why a task was dropped."""

    NOT_NEEDED = "not_needed"
    DOUBLE = "double"
    MISTAKE = "mistake"
    CHILD_LEFT = "child_left"
    OTHER = "other"
