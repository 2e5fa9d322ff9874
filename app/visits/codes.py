"""Closed lists of what is tapped at a visit, in an agreement and at a check of the file; the words are in messages."""

from __future__ import annotations

from enum import StrEnum


class VisitPlace(StrEnum):
    """Where the visit was. A call is recorded, and at the highest level of attention does not stand for a visit."""

    HOME = "home"
    SCHOOL = "school"
    VILLAGE_OFFICE = "village_office"
    PHONE = "phone"


class Mark(StrEnum):
    """What was seen of one side of the child's life."""

    OK = "ok"
    CONCERN = "concern"
    NOT_SEEN = "not_seen"


class ParentContact(StrEnum):
    """When the parents who are away were last in touch with the child; the law's norm is weekly."""

    WEEK = "week"
    MONTH = "month"
    LONGER = "longer"
    UNKNOWN = "unknown"


class CareNeed(StrEnum):
    """What the child or its carer lacks, seen at the visit."""

    STUDY = "study"
    COMPANY = "company"
    COUNSELLING = "counselling"
    HEALTH = "health"
    SUPPLIES = "supplies"
    GUARDIANSHIP = "guardianship"


class VisitVoid(StrEnum):
    """Why a visit counts for nothing."""

    WRONG_CHILD = "wrong_child"
    DOUBLE = "double"
    NOT_MADE = "not_made"


class Barred(StrEnum):
    """Who may not be entrusted with a child: Minors Protection Law, Art. 22. Each is asked about."""

    OFFENCES = "offences"
    HABITS = "habits"
    NEGLECT = "neglect"
    UNFIT = "unfit"


class CheckOutcome(StrEnum):
    """What a look through the file found."""

    RIGHT = "right"
    DIFFERS = "differs"
