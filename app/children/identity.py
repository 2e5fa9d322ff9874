"""When two rows speak of the same child, and when two files look alike: keyed indexes over encrypted values."""

from __future__ import annotations

import uuid
from datetime import date

from app.children.models import Child
from app.foundation.chinese import normalise_name
from app.foundation.secrets.keyring import keyring


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


def set_tokens(child: Child) -> None:
    """Bring a file's two indexes up to its values."""
    child.identity_token = identity_token(child.school_id, child.name, child.birth_date, child.sex, child.township_id)
    child.lookalike_token = lookalike_token(child.name, child.birth_date, child.sex)


def _person(name: str, birth_date: date, sex: str | None) -> tuple[str, str, str]:
    return normalise_name(name), birth_date.isoformat(), str(sex) if sex else ""
