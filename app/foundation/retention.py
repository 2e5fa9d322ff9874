"""What keeps a file from being anonymised, and what happens when it is: registered by the parts that know.

A part that knows a reason to keep a person's file (an open concern, an open request) registers a hold::

    @holding(Subject.CHILD, "concern")
    def _open_concerns() -> Executable:
        return select(Concern.child_id).where(Concern.closed_at.is_(None), Concern.child_id.is_not(None))

The code is what the hold is called (``retention.hold.concern`` among the part's messages). The columns that the
inventory names are overwritten without any part's doing; a part that keeps more than columns (files, caches) handles
``SubjectErased``, in the same transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Executable

from app.foundation.access.actors import Actor
from app.foundation.database import DbSession


class Subject(StrEnum):
    """Whose file is anonymised. A child's includes its carers; a volunteer's the account, where it is nothing else."""

    CHILD = "child"
    VOLUNTEER = "volunteer"


Held = Callable[[], Executable]
_holds: dict[tuple[Subject, str], Held] = {}


@dataclass(frozen=True)
class SubjectErased:
    """A person's file has just been anonymised in the running transaction."""

    subject: Subject
    id: uuid.UUID
    actor: Actor


def holding(subject: Subject, code: str) -> Callable[[Held], Held]:
    """Register a reason to keep files: the function returns a query of the ids of the children (volunteers) held."""

    def register(function: Held) -> Held:
        _holds[subject, code] = function
        return function

    return register


def held_ids(session: DbSession, subject: Subject) -> dict[uuid.UUID, str]:
    """Everybody held now, each with the code of one hold."""
    found: dict[uuid.UUID, str] = {}
    for (kind, code), query in sorted(_holds.items()):
        if kind is subject:
            found |= dict.fromkeys(session.scalars(query()), code)
    return found


def hold_on(session: DbSession, subject: Subject, record_id: uuid.UUID) -> str | None:
    """The code of a hold on this one; None where nothing keeps the file."""
    for (kind, code), query in sorted(_holds.items()):
        if kind is subject and record_id in set(session.scalars(query())):
            return code
    return None
