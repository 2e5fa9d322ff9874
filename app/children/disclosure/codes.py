"""The sensitive sections of a file, and the coded words of opening them."""

from __future__ import annotations

from enum import StrEnum


class Section(StrEnum):
    """A part of a child's file that is hidden until somebody has a right to open it."""

    ADDRESS = "address"
    HEALTH = "health"
    COUNSELLING = "counselling"
    PHONES = "phones"
    """The carers' phones, and where they live and work."""


DUTY_SECTIONS = frozenset({Section.ADDRESS, Section.PHONES})
"""What daily duty needs. Health and counselling notes always take a single grant, but for their author."""


class Basis(StrEnum):
    """By what right a section is opened."""

    GRANT = "grant"
    DUTY = "duty"
    AUTHOR = "author"
    LEAD = "lead"


class GrantOutcome(StrEnum):
    """What became of a request."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
