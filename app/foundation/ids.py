"""Short codes people read to each other: unguessable, without the letters that look alike."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def short_code(length: int = 7) -> str:
    """A random code such as ``K7M3QXA``; unique by a constraint, about 2.7e10 of them at seven characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
