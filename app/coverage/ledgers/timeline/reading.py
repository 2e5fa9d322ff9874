"""A page of a timeline, the newest first: from each origin as much as the page can hold, merged and cut."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, false, or_, true

from app.children.models import Child
from app.coverage.ledgers.timeline.parts import ORDER, Entry, Kind, Part
from app.coverage.ledgers.timeline.sources import ORIGINS, Origin
from app.foundation import clock
from app.foundation.database import DbSession

PAGE = 20


@dataclass(frozen=True)
class Place:
    """The entry after which a page begins."""

    at: datetime
    kind: Kind
    key: uuid.UUID

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """What ``token`` wrote; None for anything else."""
        at, _dot, rest = text.partition("~")
        kind, _dot, key = rest.partition("~")
        try:
            return cls(datetime.fromtimestamp(float(at), UTC), Kind(kind), uuid.UUID(key))
        except (ValueError, OverflowError, OSError):
            return None


def token(entry: Entry) -> str:
    """The place of an entry, for an address."""
    return f"{entry.at.timestamp():.6f}~{entry.kind.value}~{entry.key}"


def timeline(
    session: DbSession, child: Child, part: Part, before: Place | None = None, limit: int = PAGE
) -> tuple[list[Entry], str | None]:
    """Entries of the reader's part, and the place after which the next page begins. The caller judged the child."""
    found: list[Entry] = []
    for origin in ORIGINS:
        if origin.kind in part.kinds:
            found += _entries(session, child, part, origin, before, limit + 1)
    found.sort(key=lambda entry: entry.order)
    shown = found[:limit]
    return shown, token(shown[-1]) if len(found) > limit else None


def _entries(
    session: DbSession, child: Child, part: Part, origin: Origin, before: Place | None, limit: int
) -> list[Entry]:
    rows = origin.rows(child).where(_older(origin, before)).order_by(origin.at.desc(), origin.key).limit(limit)
    made = []
    for row in session.scalars(rows):
        told, moment = origin.tell(row, part), getattr(row, origin.at.key)
        day_only = not isinstance(moment, datetime)
        at = _midnight(moment) if day_only else moment
        made.append(Entry(at, day_only, origin.kind, str(row.id), told.title, told.text, told.note))
    return made


def _older(origin: Origin, before: Place | None) -> ColumnElement[bool]:
    """What stands after ``before``: older, or of the same moment but of a later kind or key."""
    if before is None:
        return true()
    older, alike = _compared(origin.at, before.at)
    place = ORDER[origin.kind] - ORDER[before.kind]
    if place < 0:
        return older
    return or_(older, alike) if place > 0 else or_(older, and_(alike, origin.key > before.key))


def _compared(column: Any, moment: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether the column is before the moment, and whether it is that moment; a day is its first moment."""
    if not isinstance(column.type, Date):
        return column < moment, column == moment
    day = clock.local(moment).date()
    if _midnight(day) == moment:
        return column < day, column == day
    return column <= day, false()


def _midnight(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time()))
