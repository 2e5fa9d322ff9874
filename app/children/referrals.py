"""Children at the highest level of whom no school has said that a volunteer is suitable, and who follows them.

They are never matched, and never dropped: they stand on this list until both are written into the file. Whoever may
not see a file (no guardian consented yet) is given its school and a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import selectinload

from app.children.gates import HIGHEST_RISK
from app.children.models import Child, ChildStatus
from app.foundation.access import Actor, Role, visible_to, within_any
from app.foundation.chinese.ordering import place_key
from app.foundation.database import DbSession
from app.places.models import School

READERS = (Role.SCHOOL_STAFF, Role.SAFEGUARDING_LEAD)


@dataclass(frozen=True)
class Referrals:
    """Files the actor sees, the longest waiting first, and how many more stand in each school (None: in no school)."""

    children: Sequence[Child]
    others: Sequence[tuple[str | None, int]]

    @property
    def total(self) -> int:
        """All of them."""
        return len(self.children) + sum(count for _, count in self.others)


def lacks_note() -> ColumnElement[bool]:
    """The highest level, on the ledger, and something still to be written."""
    unwritten = or_(Child.suitability.is_(None), Child.professional.is_(None))
    return and_(Child.status == ChildStatus.ACTIVE, Child.risk >= HIGHEST_RISK, unwritten)


def referrals(session: DbSession, actor: Actor) -> Referrals:
    """The referral list of the actor's schools, and of the districts they are safeguarding lead of."""
    own = and_(lacks_note(), within_any(actor, READERS, Child))
    seen = visible_to(actor, Child).where(own).options(selectinload(Child.school), selectinload(Child.township))
    children = list(session.scalars(seen.order_by(Child.registered_on, Child.code)))
    of_school = Child.school_id == School.id
    beyond = select(School.name, func.count(Child.id)).select_from(Child).outerjoin(School, of_school)
    beyond = beyond.where(own, Child.id.not_in([child.id for child in children])).group_by(School.id, School.name)
    counted = [(row[0], row[1]) for row in session.execute(beyond)]
    return Referrals(children, sorted(counted, key=lambda row: place_key(row[0] or "")))
