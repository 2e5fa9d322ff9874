"""Hours by service area, of sessions and of service at activities, in parts that add up to the whole."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select, union_all

from app.activities.models import ActivityService
from app.coverage.registry.asking import Ask
from app.coverage.registry.sources import SERVICES, SESSIONS
from app.foundation.database import DbSession
from app.foundation.hours import shares_of_hours
from app.sessions.models import ServiceSession


@dataclass(frozen=True)
class ServiceRow:
    """One service area: how many records, their minutes, and the hours shown for them."""

    service: str
    records: int
    minutes: int
    hours: Decimal


def by_service(session: DbSession, ask: Ask) -> list[ServiceRow]:
    """A row per service area that was served, the most minutes first; the hours add up to the hours of the sum."""
    parts = [
        source.rows(ask, of.service_area.label("code"), of.minutes)
        for source, of in ((SESSIONS, ServiceSession), (SERVICES, ActivityService))
    ]
    every = union_all(*parts).subquery()
    code, minutes = every.c
    found = session.execute(select(code, func.count(), func.sum(minutes)).group_by(code))
    numbers = {row[0]: (int(row[1]), int(row[2])) for row in found}
    shown = shares_of_hours({code: served for code, (_records, served) in numbers.items()})
    rows = [ServiceRow(code, records, served, shown[code]) for code, (records, served) in numbers.items()]
    return sorted(rows, key=lambda row: (-row.minutes, row.service))
