"""Each rule as a sentence, and each record behind it as a line."""

from __future__ import annotations

from flask_babel import gettext as _

from app.children.wording import comma
from app.foundation import clock
from app.foundation.dates import local_moment, plain_day
from app.foundation.messages import label
from app.safeguarding.looking.records import SessionRow, Sign
from app.safeguarding.models.kinds import LookRule


def rule_words(rule: LookRule, number: int | str) -> str:
    """The rule in plain words, with its number."""
    return str(label(rule)) % {"number": number}


def record_words(row: SessionRow | Sign) -> str:
    """A record in one line: the day, and what the rules read of it; nothing that anybody wrote."""
    if isinstance(row, Sign):
        return plain_day(row.day)
    ends = clock.local(row.ends_at)
    parts = [f"{local_moment(row.starts_at)}–{ends:%H:%M}", label(row.place)]
    parts += [_("no other adult")] if not row.adult_present else []
    parts += [_("not safe")] if not row.safe else []
    parts += [label(row.mood)] if row.mood is not None else []
    parts += [_("entered late")] if row.late else []
    return comma().join(str(part) for part in parts)
