"""The hours of a season for another volunteer-record system: out of the house for a reason, masked unless asked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.certificates.hours_file import Column, Grain, cells_of
from app.certificates.lines import first_served, line_count, lines_of
from app.certificates.service import service_of_season
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.chinese import CellValue
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.hours import hours_of
from app.seasons.models import Season

SHOWN = 5
"""Lines that are shown of a file before it is taken."""


class HoursReason(StrEnum):
    """Why hours leave the house."""

    NATIONAL = "national"
    SUPERIOR = "superior"
    COLLEGE = "college"
    CHECKING = "checking"


@dataclass(frozen=True)
class Wish:
    """Which file. ``full``: with whole ID and phone numbers."""

    columns: tuple[Column, ...]
    grain: Grain
    full: bool = False


@dataclass(frozen=True)
class Preview:
    """How a file will look: its first rows, always masked, and what all of it adds up to."""

    rows: list[list[CellValue]]
    lines: int
    volunteers: int
    hours: Decimal


def export_hours(
    session: DbSession, actor: Actor, season_id: uuid.UUID, reason: HoursReason, wish: Wish, names: Mapping[str, str]
) -> list[list[CellValue]]:
    """The rows of the file. On the log, with why and how many. Commits.

    Args:
        session: the database.
        actor: who takes it.
        season_id: of which season.
        reason: why.
        wish: which columns, and what one row is.
        names: what service areas and kinds of places are called.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: nothing is confirmed.
    """
    season = authorize(actor, Permission.HOURS_EXPORT, session.get(Season, season_id))
    lines = lines_of(session, season, wish.grain, names, full=wish.full)
    rows = [cells_of(wish.columns, line, number) for number, line in enumerate(lines, start=1)]
    if not rows:
        raise Refused("certificates.nothing_confirmed")
    details = {"count": len(rows), "reason": reason.value, "masked": not wish.full}
    audit.record_and_commit(session, actor, audit.Action.HOURS_EXPORTED, season, **details)
    return rows


def preview(session: DbSession, season: Season, wish: Wish, names: Mapping[str, str]) -> Preview:
    """The first rows and the sums; the caller judged the season."""
    some = first_served(session, season.id, SHOWN)
    lines = lines_of(session, season, wish.grain, names, full=False, only=some)
    rows = [cells_of(wish.columns, line, number) for number, line in zip(range(1, SHOWN + 1), lines, strict=False)]
    service = service_of_season(session, season.id)
    hours = sum((hours_of(one.minutes) for one in service.values()), Decimal(0))
    return Preview(rows, line_count(session, season.id, wish.grain), len(service), hours)
