"""What of visits waits for whom: counted as the list of visits counts."""

from __future__ import annotations

from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.reminders.kinds import ReminderKind
from app.reminders.registry import SOMETIMES, Count, add_counted
from app.visits.queries import counts


def _counted(name: str) -> Count:
    def count(session: DbSession, actor: Actor) -> int:
        return int(getattr(counts(session, actor), name))

    return count


DIRECTOR, SUPERVISOR = Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR
for _kind, _name, _roles in (
    (ReminderKind.VISITS_OVERDUE, "overdue", (DIRECTOR, SUPERVISOR)),
    (ReminderKind.VISITS_SOON, "soon", (DIRECTOR,)),
    (ReminderKind.AGREEMENTS, "without_agreement", (DIRECTOR,)),
    (ReminderKind.FILE_CHECKS, "unchecked", (DIRECTOR,)),
):
    add_counted(_kind, "visits.index", *_roles, count=_counted(_name), every=SOMETIMES)
