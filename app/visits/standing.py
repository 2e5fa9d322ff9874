"""How a child's guardianship stands beside the visits: agreement, contact with the parents, check of the file.

Each is a scalar subquery for a select from ``Child``, so that a list of children, a ledger and a figure read the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.children.models import Child
from app.visits.codes import CheckOutcome, ParentContact
from app.visits.due import counted
from app.visits.models import CareAgreement, FileCheck, Visit

CHECK_EVERY = timedelta(days=90)
"""A file that nobody confirmed for so long is flagged."""
ENDS_SOON = timedelta(days=30)


class Lack(StrEnum):
    """What is missing or late in a child's guardianship."""

    AGREEMENT_MISSING = "agreement_missing"
    AGREEMENT_EXPIRED = "agreement_expired"
    AGREEMENT_ENDS = "agreement_ends"
    CONTACT_UNKNOWN = "contact_unknown"
    CONTACT_RARE = "contact_rare"
    FILE_DIFFERS = "file_differs"
    FILE_UNCHECKED = "file_unchecked"


@dataclass(frozen=True)
class Standing:
    """What is on file of one child. ``agreed_until`` None: no agreement; ``checked_on``: last found right, or None."""

    registered_on: date
    agreed_until: date | None
    contact: ParentContact | None
    checked_on: date | None
    last_check: CheckOutcome | None

    def lacks(self, today: date) -> tuple[Lack, ...]:
        """What is missing or late today, the worst of each kind."""
        found: list[Lack] = []
        if self.agreed_until is None:
            found.append(Lack.AGREEMENT_MISSING)
        elif self.agreed_until < today:
            found.append(Lack.AGREEMENT_EXPIRED)
        elif self.agreed_until < today + ENDS_SOON:
            found.append(Lack.AGREEMENT_ENDS)
        if self.contact is None:
            found.append(Lack.CONTACT_UNKNOWN)
        elif self.contact is not ParentContact.WEEK:
            found.append(Lack.CONTACT_RARE)
        if self.last_check is CheckOutcome.DIFFERS:
            found.append(Lack.FILE_DIFFERS)
        elif (self.checked_on or self.registered_on) + CHECK_EVERY < today:
            found.append(Lack.FILE_UNCHECKED)
        return tuple(found)


def agreed_until() -> ColumnElement[Any]:
    """The last day of the child's care agreement, past or to come; NULL where none stands."""
    last = select(func.max(CareAgreement.valid_until)).where(
        CareAgreement.child_id == Child.id, CareAgreement.ended_on.is_(None)
    )
    return last.correlate(Child).scalar_subquery()


def last_contact() -> ColumnElement[Any]:
    """What the last visit that could tell said of the parents' contact (``ParentContact``), or NULL."""
    told = select(Visit.parent_contact).where(
        Visit.child_id == Child.id, counted(), Visit.parent_contact != ParentContact.UNKNOWN
    )
    last = told.order_by(Visit.visited_on.desc(), Visit.recorded_at.desc(), Visit.id).limit(1)
    return last.correlate(Child).scalar_subquery()


def checked_on() -> ColumnElement[Any]:
    """The day on which the file was last found right, or NULL."""
    last = select(func.max(FileCheck.checked_on)).where(
        FileCheck.child_id == Child.id, FileCheck.outcome == CheckOutcome.RIGHT
    )
    return last.correlate(Child).scalar_subquery()


def last_check() -> ColumnElement[Any]:
    """What the last look through the file found (``CheckOutcome``), or NULL."""
    found = select(FileCheck.outcome).where(FileCheck.child_id == Child.id)
    last = found.order_by(FileCheck.checked_on.desc(), FileCheck.checked_at.desc(), FileCheck.id).limit(1)
    return last.correlate(Child).scalar_subquery()


def standing_columns() -> tuple[ColumnElement[Any], ...]:
    """The four columns of a ``Standing``, in its order after ``registered_on``."""
    return agreed_until(), last_contact(), checked_on(), last_check()


def to_check(today: date) -> ColumnElement[bool]:
    """In SQL: the file differs, or nobody confirmed it for ``CHECK_EVERY``."""
    late = func.coalesce(checked_on(), Child.registered_on) < today - CHECK_EVERY
    return or_(last_check() == CheckOutcome.DIFFERS, late)


def agreement_lacks(today: date) -> ColumnElement[bool]:
    """In SQL: no care agreement stands today."""
    return or_(agreed_until().is_(None), agreed_until() < today)
