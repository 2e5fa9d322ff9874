"""Ids that forms send, and short codes people read to each other: unguessable, without the letters that look alike."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def short_code(length: int = 7) -> str:
    """A random code such as ``K7M3QXA``; unique by a constraint, about 2.7e10 of them at seven characters."""
    number = secrets.randbelow(len(ALPHABET) ** length)  # the system is asked for chance once, not for every letter
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def as_id(text: Any) -> uuid.UUID | None:
    """The id a form sent; None for anything else."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
