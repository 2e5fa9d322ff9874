"""Which standing texts there are, and what a new version means."""

from __future__ import annotations

from enum import StrEnum


class TextKind(StrEnum):
    """A text that the program ships and an organizer edits."""

    CONSENT = "consent"
    PLEDGE = "pledge"
    RULES = "rules"
    COURSE = "course"
    QUIZ = "quiz"
    DATA_RULE = "data_rule"


class TextChange(StrEnum):
    """What a version is to the one before: a wording fix asks nobody again, a material one asks everybody."""

    WORDING = "wording"
    MATERIAL = "material"


ASKS_AGAIN = frozenset({TextKind.CONSENT, TextKind.PLEDGE, TextKind.QUIZ})
"""Texts that somebody answers to: an answer to a text older than the last material one no longer counts."""
