"""What of children's files waits for whom: consents that run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app.children.models import Child, ChildStatus
from app.foundation import clock
from app.foundation.access import Permission, Role
from app.foundation.database import DbSession
from app.reminders.counting import Lying, Pile, add_counted, lying_pile
from app.reminders.kinds import ReminderKind
from app.reminders.registry import SOMETIMES

AHEAD = timedelta(days=30)


def children_lying(session: DbSession, wanted: Select[Any]) -> Iterator[tuple[Lying, int]]:
    """Where the children of ``wanted``, a select from ``Child``, lie, with how many of them lie alike.

    Off the ledger, or anonymised, a file counts nowhere.
    """
    is_open = Child.is_consented(clock.today())
    places = (Child.district_id, Child.township_id, Child.village_id, Child.school_id, is_open)
    listed = wanted.where(Child.status == ChildStatus.ACTIVE, Child.erased_at.is_(None))
    grouped = listed.with_only_columns(func.count(), *places, maintain_column_froms=True).group_by(*places)
    for count, district_id, township_id, village_id, school_id, consented in session.execute(grouped):
        yield Lying(district_id, township_id, village_id, school_id, bool(consented)), count


def consents_ending(session: DbSession) -> Iterator[Pile]:
    """The consents that run out within a month."""
    today = clock.today()
    ending = select(Child).where(Child.consented_until >= today, Child.consented_until < today + AHEAD)
    for lying, count in children_lying(session, ending):
        yield lying_pile(Permission.CHILD_LIST, lying, count)


add_counted(ReminderKind.CONSENTS_ENDING, "children.index", Role.SCHOOL_STAFF, piles=consents_ending, every=SOMETIMES)
