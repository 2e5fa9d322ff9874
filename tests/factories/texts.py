"""Factories of standing texts."""

from __future__ import annotations

from typing import Any

from app.foundation import clock
from app.foundation.database import db
from app.texts import shipped
from app.texts.kinds import TextChange, TextKind
from app.texts.models import StandingText


def standing_text(kind: TextKind, number: int | None = None, **values: Any) -> StandingText:
    """A further version of a shipped text, a wording fix unless said otherwise; without a number its draft."""
    text = shipped.made(kind)
    change = TextChange.WORDING if number else None
    values = {"number": number, "change": change, "published_at": clock.now() if number else None, **values}
    for name, value in values.items():
        setattr(text, name, value)
    db.session.add(text)
    db.session.flush()
    return text
