"""Factories of standing texts."""

from __future__ import annotations

from typing import Any

from app.accounts.models import Account, ActKind, PendingAct
from app.foundation import clock
from app.foundation.database import db
from app.texts import shipped
from app.texts.kinds import TextChange, TextKind
from app.texts.models import StandingText


def asked_draft(asker: Account) -> None:
    """The next version of the rules, asked for by somebody; texts are the installation's."""
    draft = standing_text(TextKind.RULES, title_zh="须知（新）", summary="改了标题")
    db.session.add(PendingAct(kind=ActKind.PUBLISH_TEXT, subject_id=draft.id, asked_by_id=asker.id))
    db.session.flush()


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
