"""Keeping, throwing away and clearing a draft: always the actor's own."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.drafts.models import FormDraft
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused

LONGEST = 60_000
"""Characters; the longest of the forms, filled in to the brim, has a sixth of it."""
Typed = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """Where a draft belongs: the form, the record it is about, and the page on which it is typed."""

    form: str
    subject_id: uuid.UUID
    page: uuid.UUID


def draft_of(session: DbSession, actor: Actor, form: str, subject_id: uuid.UUID) -> FormDraft | None:
    """The actor's own draft; None where nothing was typed, or it was sent."""
    row = _row(session, actor, form, subject_id)
    return row if row is not None and row.typed is not None else None


def typed_in(draft: FormDraft) -> list[tuple[str, str]]:
    """What a draft holds, field by field."""
    return [(str(name), str(value)) for name, value in json.loads(draft.typed or "[]")]


def save_draft(session: DbSession, actor: Actor, place: Place, typed: Typed, basis: str = "") -> FormDraft | None:
    """Keep what was typed so far. Commits; None where the page was sent meanwhile: this came too late.

    Of two pages at once the later one's stays.

    Raises:
        Missing: nobody to keep it for.
        Refused: it is longer than any form.
    """
    text = json.dumps(list(typed), ensure_ascii=False)
    if actor.id is None:
        raise Missing
    if len(text) > LONGEST:
        raise Refused("drafts.too_long")
    for _attempt in range(2):  # another page may make the row at the same moment
        row = _row(session, actor, place.form, place.subject_id)
        if row is not None and row.typed is None and row.page == place.page:
            session.rollback()
            return None
        row = row or FormDraft(account_id=actor.id, form=place.form, subject_id=place.subject_id)
        row.page, row.basis, row.typed, row.changed_at = place.page, basis[:64], text, clock.now()
        session.add(row)
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
        else:
            return row
    raise Refused("drafts.again")


def throw_away(session: DbSession, actor: Actor, form: str, subject_id: uuid.UUID) -> None:
    """Delete the actor's draft, if there is one. Commits."""
    row = _row(session, actor, form, subject_id)
    if row is not None:
        session.delete(row)
    session.commit()


@contextmanager
def sending(session: DbSession, actor: Actor | None, place: Place | None) -> Iterator[None]:
    """Whatever is recorded inside clears the draft in its own transaction; what is refused leaves it as it was.

    ``place`` is None, and ``actor`` too, where no draft can be: nothing happens then.
    """
    if actor is None or place is None:
        yield
        return
    _clear(session, actor, place)
    try:
        yield
    except Exception:
        session.rollback()
        raise
    # A rule that found it recorded already has rolled back, or not committed.
    if not _clear(session, actor, place):
        session.add(FormDraft(account_id=actor.id, form=place.form, subject_id=place.subject_id, page=place.page))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # the twin of a double click was first


def _clear(session: DbSession, actor: Actor, place: Place) -> bool:
    """Empty the draft, so that what its page saves a moment later finds that it was sent; whether there is a row."""
    row = _row(session, actor, place.form, place.subject_id)
    if row is not None:
        row.page, row.typed, row.basis = place.page, None, ""
        session.flush()
    return row is not None


def _row(session: DbSession, actor: Actor, form: str, subject_id: uuid.UUID) -> FormDraft | None:
    wanted = select(FormDraft).where(
        FormDraft.account_id == actor.id, FormDraft.form == form, FormDraft.subject_id == subject_id
    )
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
