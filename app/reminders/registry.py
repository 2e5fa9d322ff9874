"""How a part says what waits for whom: one source per kind, read by the sweep; and whose meetings a calendar shows.

A source finds everything of its kind that waits now. What was not there before becomes a reminder, what is not there
any more is done: nothing has to remember to take a reminder back. It reads only, and gives no word about anybody.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.foundation.database import DbSession
from app.reminders.kinds import ReminderKind

Figure = int | str
PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}|[a-z_]{0,30}")
"""What a figure may be besides a number: a day, a time of day, or a code of ours."""
OFTEN, HOURLY, SOMETIMES = timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=6)


@dataclass(frozen=True)
class Where:
    """Where a thing lies: staff of these places may tell the person about it."""

    district_id: uuid.UUID | None = None
    township_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    village_id: uuid.UUID | None = None

    @classmethod
    def of(cls, record: Any) -> Where:
        """Where a record or a row lies that carries the ids of its places, such as a child."""
        return cls(record.district_id, record.township_id, record.school_id, record.village_id)


NOWHERE = Where()


@dataclass(frozen=True)
class Wait:
    """One thing that waits for one person. News name their ``occasion``; a thing that waits gets the day it came up."""

    account_id: uuid.UUID
    about_id: uuid.UUID
    figures: Mapping[str, Figure] = field(default_factory=dict)
    where: Where = NOWHERE
    occasion: str = ""

    def __post_init__(self) -> None:
        for value in self.figures.values():
            if isinstance(value, str) and not PLAIN.fullmatch(value):
                raise ValueError("a reminder holds counts, days, times and codes only")


@dataclass(frozen=True)
class Source:
    """Where one kind comes from, how often it is looked for, and the page it leads to.

    ``argument`` is the part of the page's address that ``about_id`` fills; None where the page is everybody's.
    """

    kind: ReminderKind
    endpoint: str
    find: Callable[[DbSession], Iterable[Wait]]
    argument: str | None = None
    every: timedelta = OFTEN


_sources: dict[ReminderKind, Source] = {}


def add_source(source: Source) -> None:
    """Register where a kind comes from, once per kind; called in a part's ``reminding.py``."""
    _sources[source.kind] = source


def sources() -> list[Source]:
    """All of them, in the order of the kinds."""
    return [_sources[kind] for kind in ReminderKind if kind in _sources]


def source_of(kind: ReminderKind) -> Source | None:
    """Where a kind comes from; None where no part says so any more."""
    return _sources.get(kind)


@dataclass(frozen=True)
class Meeting:
    """One entry of a calendar. ``id`` stays the same when it moves; ``whole_days`` has no times of day."""

    id: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    cancelled: bool = False
    whole_days: bool = False


Meetings = Callable[[DbSession, uuid.UUID], Iterable[Meeting]]
_meetings: list[Meetings] = []


def add_meetings(find: Meetings) -> None:
    """Register whose meetings a calendar shows: ``find`` gives those of an account."""
    if find not in _meetings:
        _meetings.append(find)


def meetings_of(session: DbSession, account_id: uuid.UUID) -> list[Meeting]:
    """Every meeting of an account, the earliest first."""
    found = [one for find in _meetings for one in find(session, account_id)]
    return sorted(found, key=lambda one: (one.starts_at, one.id))
