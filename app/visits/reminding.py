"""What of visits waits for whom: counted as the list of visits counts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.children.models import Child
from app.children.reminding import children_lying
from app.foundation import clock
from app.foundation.access import Permission, Role
from app.foundation.database import DbSession
from app.reminders.counting import Pile, Piles, add_counted, lying_pile
from app.reminders.kinds import ReminderKind
from app.reminders.registry import SOMETIMES
from app.visits.due import due_table
from app.visits.queries import shown


def _counted(show: str) -> Piles:
    def piles(session: DbSession) -> Iterator[Pile]:
        table = due_table()
        wanted = select(Child).join(table, table.c.child_id == Child.id).where(*shown(table, show, clock.today()))
        for lying, count in children_lying(session, wanted):
            yield lying_pile(Permission.VISIT_READ, lying, count)

    return piles


DIRECTOR, SUPERVISOR = Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR
for _kind, _show, _roles in (
    (ReminderKind.VISITS_OVERDUE, "overdue", (DIRECTOR, SUPERVISOR)),
    (ReminderKind.VISITS_SOON, "soon", (DIRECTOR,)),
    (ReminderKind.AGREEMENTS, "agreement", (DIRECTOR,)),
    (ReminderKind.FILE_CHECKS, "check", (DIRECTOR,)),
):
    add_counted(_kind, "visits.index", *_roles, piles=_counted(_show), every=SOMETIMES)
