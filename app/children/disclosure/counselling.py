"""Counselling notes: written by who counsels, mended by a further note, read by their author or with a single grant."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.children.models import Child, CounsellingNote
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused

LONGEST = 4000


def write_note(
    session: DbSession,
    actor: Actor,
    child_id: uuid.UUID,
    text: str,
    *,
    note_id: uuid.UUID,
    corrects_id: uuid.UUID | None = None,
) -> CounsellingNote:
    """Add a note, or a correction of one's own; sent twice with one ``note_id``, it is written once. Commits.

    Raises:
        Missing: the child is not for the actor to write about, or the note to correct is not the actor's.
        Refused: there are no words, or too many.
        Conflict: that note was corrected already: the correction is what can be mended.
    """
    child = authorize(actor, Permission.COUNSELLING_WRITE, session.get(Child, child_id))
    known = session.get(CounsellingNote, note_id)
    if known is not None:
        if known.author_id != actor.id or known.child_id != child.id:
            raise Missing
        return known
    if not text.strip():
        raise Refused("counselling.empty", field="text")
    if len(text) > LONGEST:
        raise Refused("counselling.long", field="text", longest=LONGEST)
    if corrects_id is not None:
        _check_corrected(session, actor, child, corrects_id)
    note = CounsellingNote(
        id=note_id, child_id=child.id, author_id=actor.id, text=text.strip(), corrects_id=corrects_id
    )
    session.add(note)
    audit.record(session, actor, Action.COUNSELLING_NOTED, child, correction=corrects_id is not None)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("counselling.corrected") from error
    return note


def _check_corrected(session: DbSession, actor: Actor, child: Child, corrects_id: uuid.UUID) -> None:
    first = session.get(CounsellingNote, corrects_id)
    if first is None or first.child_id != child.id or first.author_id != actor.id:
        raise Missing
    if session.scalar(select(CounsellingNote.id).where(CounsellingNote.corrects_id == first.id)) is not None:
        raise Conflict("counselling.corrected")
