"""When two rows speak of the same child, and when two files look alike: keyed indexes over encrypted values."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import event, inspect, select

from app.children.models import Child
from app.foundation.chinese import normalise_name
from app.foundation.database import DbSession
from app.foundation.secrets.keyring import IndexToken, keyring


def identity_token(
    school_id: uuid.UUID | None, name: str, birth_date: date, sex: str | None, township_id: uuid.UUID | None = None
) -> str:
    """School, normalised name, birth date and sex: who agrees in all four is the same child.

    A child without a school is told apart by its township instead.
    """
    place = str(school_id) if school_id else f"township:{township_id}"
    return keyring.token("child.identity", place, *_person(name, birth_date, sex))


def lookalike_token(name: str, birth_date: date, sex: str | None) -> str:
    """Normalised name, birth date and sex, wherever the child goes to school."""
    return keyring.token("child.lookalike", *_person(name, birth_date, sex))


def name_token(name: str, township_id: uuid.UUID) -> IndexToken:
    """Normalised name, under a key of the township: for finding an exact name where there are too many to open."""
    return keyring.scoped_token("child.name", str(township_id), normalise_name(name))


@event.listens_for(Child, "before_insert")
@event.listens_for(Child, "before_update")
def keep_name_token(mapper: Any, connection: Any, child: Child) -> None:  # noqa: ARG001 - the event's signature
    """Bring the index of the name up to the file whenever name or township change, whoever changes them."""
    attributes = inspect(child).attrs
    if child.erased_at is None and any(attributes[one].history.has_changes() for one in ("name", "township_id")):
        child.name_token = name_token(child.name, child.township_id)


def fill_name_tokens(session: DbSession, limit: int = 1000) -> int:
    """Make the index of files that have none yet; returns how many. Commits."""
    wanted = select(Child).where(Child.name_token.is_(None), Child.erased_at.is_(None)).order_by(Child.id).limit(limit)
    found = session.scalars(wanted).all()
    for child in found:
        child.name_token = name_token(child.name, child.township_id)
    session.commit()
    return len(found)


def set_tokens(child: Child) -> None:
    """Bring a file's two indexes up to its values."""
    child.identity_token = identity_token(child.school_id, child.name, child.birth_date, child.sex, child.township_id)
    child.lookalike_token = lookalike_token(child.name, child.birth_date, child.sex)


def _person(name: str, birth_date: date, sex: str | None) -> tuple[str, str, str]:
    return normalise_name(name), birth_date.isoformat(), str(sex) if sex else ""
