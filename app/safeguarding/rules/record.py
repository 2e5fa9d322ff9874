"""The record of a concern: entries are added and never changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from app.foundation import clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict
from app.safeguarding.models import Concern, ConcernEntry, ConcernState, EntryKind


def enter(
    session: DbSession,
    actor: Actor,
    concern: Concern,
    kind: EntryKind,
    words: str = "",
    *,
    target_id: uuid.UUID | None = None,
    codes: Iterable[str] = (),
) -> ConcernEntry:
    """Add a line to the record. Does not commit; the caller holds the concern."""
    made = ConcernEntry(
        position=len(concern.entries) + 1, kind=kind, at=clock.now(), by_id=actor.id, target_id=target_id,
        codes=sorted(codes), words=words.strip() or None,
    )  # fmt: skip
    concern.entries.append(made)
    session.flush()
    return made


def held(session: DbSession, actor: Actor, concern_id: uuid.UUID, *states: ConcernState) -> Concern:
    """The concern, locked and fresh, if the actor handles it and it is in one of ``states`` (all where none is named).

    Raises:
        Missing: there is none, or it is not for the actor.
        Conflict: somebody was first; the message says what it is now.
    """
    found = session.get(Concern, concern_id, with_for_update={"of": Concern}, populate_existing=True)
    concern = authorize(actor, Permission.CONCERN_HANDLE, found)
    if states and concern.state not in states:
        raise Conflict("concerns.changed", state=concern.state)
    return concern
