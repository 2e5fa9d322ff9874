"""What counts: confirmed sessions and service at activities. Training is recorded apart and never counts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, Subquery, Uuid, cast, func, null, select, union_all
from sqlalchemy.orm import joinedload

from app.activities.models import Activity, ActivityService, ServiceState
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.hours import shares_of_hours
from app.pairing.models import Pairing
from app.sessions.models import ServiceSession, SessionPlace, SessionState
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class Service:
    """Confirmed service of one volunteer in one season: minutes by service area, from the first day to the last.

    ``season_id`` is None for activities outside every season; ``sessions`` counts activities too.
    """

    volunteer_id: uuid.UUID
    season_id: uuid.UUID | None
    by_area: Mapping[str, int]
    sessions: int
    first_day: date
    last_day: date

    @property
    def minutes(self) -> int:
        """All of them."""
        return sum(self.by_area.values())

    @property
    def hours_by_area(self) -> dict[str, Decimal]:
        """Hours that add up to the hours of the total, the most first."""
        return hours_by_area(self.by_area)


@dataclass(frozen=True)
class Served:
    """One confirmed session or activity, without a word on any child; ``at`` is a kind of place."""

    starts_at: datetime
    ends_at: datetime
    service_area: str
    minutes: int
    at: SessionPlace | None = None
    site: str = ""
    title: str = ""


def hours_by_area(minutes: Mapping[str, int]) -> dict[str, Decimal]:
    """Hours of each service area, the most first; they add up to the hours of the sum."""
    shares = shares_of_hours(minutes)
    return {area: shares[area] for area in sorted(minutes, key=lambda area: (-minutes[area], area))}


def service_of_season(
    session: DbSession, season_id: uuid.UUID, until: datetime | None = None
) -> dict[uuid.UUID, Service]:
    """By volunteer, what was confirmed of a season (up to ``until``) and stands today; the anonymised left out."""
    part = confirmed(until)
    wanted = _summed(part).join(Volunteer, Volunteer.id == part.c.volunteer_id)
    found = session.execute(wanted.where(part.c.season_id == season_id, Volunteer.erased_at.is_(None)))
    return {one.volunteer_id: one for one in _gathered(found)}


def unconfirmed_in(session: DbSession, season_id: uuid.UUID) -> int:
    """Sessions of a season that nobody has confirmed or returned yet."""
    wanted = select(func.count()).select_from(ServiceSession).join(Pairing, Pairing.id == ServiceSession.pairing_id)
    return session.scalar(wanted.where(Pairing.season_id == season_id, ServiceSession.state == SessionState.SENT)) or 0


def service_of_volunteer(session: DbSession, volunteer_id: uuid.UUID) -> list[Service]:
    """By season, what was confirmed of one volunteer, the latest first; the caller has judged the record."""
    part = confirmed(None)
    found = _gathered(session.execute(_summed(part).where(part.c.volunteer_id == volunteer_id)))
    return sorted(found, key=lambda one: one.last_day, reverse=True)


def served_by(session: DbSession, volunteer_id: uuid.UUID, season_id: uuid.UUID | None = None) -> list[Served]:
    """Everything that is confirmed of a volunteer (in a season), the latest first; the caller has judged the record."""
    sessions = select(ServiceSession).where(
        ServiceSession.volunteer_id == volunteer_id, ServiceSession.state == SessionState.CONFIRMED
    )
    services = select(ActivityService).where(
        ActivityService.volunteer_id == volunteer_id, ActivityService.state == ServiceState.CONFIRMED
    )
    if season_id is not None:
        sessions = sessions.join(Pairing, Pairing.id == ServiceSession.pairing_id).where(Pairing.season_id == season_id)
        services = services.join(Activity, Activity.id == ActivityService.activity_id)
        services = services.where(Activity.season_id == season_id)
    services = services.options(joinedload(ActivityService.activity).joinedload(Activity.site))
    found = [
        Served(one.starts_at, one.ends_at, one.service_area, one.minutes, at=one.place)
        for one in session.scalars(sessions)
    ] + [
        Served(one.starts_at, one.ends_at, one.service_area, one.minutes, site=one.activity.site.name,
               title=one.activity.title)
        for one in session.scalars(services)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.starts_at, reverse=True)


def confirmed(until: datetime | None) -> Subquery:
    """Every confirmed service of both kinds in one shape (confirmed by ``until``); one of the two ids says which."""
    sessions = (
        select(
            ServiceSession.volunteer_id, Pairing.season_id, ServiceSession.service_area, ServiceSession.minutes,
            ServiceSession.starts_at, ServiceSession.ends_at, ServiceSession.place, ServiceSession.id,
            ServiceSession.pairing_id, cast(null(), Uuid).label("activity_id"),
        )
        .join(Pairing, Pairing.id == ServiceSession.pairing_id)
        .where(ServiceSession.state == SessionState.CONFIRMED)
    )  # fmt: skip
    activities = (
        select(
            ActivityService.volunteer_id, Activity.season_id, ActivityService.service_area, ActivityService.minutes,
            ActivityService.starts_at, ActivityService.ends_at, cast(null(), ServiceSession.place.type).label("place"),
            ActivityService.id, cast(null(), Uuid).label("pairing_id"), ActivityService.activity_id,
        )
        .join(Activity, Activity.id == ActivityService.activity_id)
        .where(ActivityService.state == ServiceState.CONFIRMED)
    )  # fmt: skip
    if until is not None:
        sessions = sessions.where(ServiceSession.confirmed_at <= until)
        activities = activities.where(ActivityService.confirmed_at <= until)
    return union_all(sessions, activities).subquery("confirmed")


def _summed(part: Subquery) -> Select[Any]:
    each = part.c
    return select(
        each.volunteer_id, each.season_id, each.service_area, func.sum(each.minutes), func.count(),
        func.min(each.starts_at), func.max(each.starts_at),
    ).group_by(each.volunteer_id, each.season_id, each.service_area)  # fmt: skip


def _gathered(rows: Iterable[Any]) -> list[Service]:
    found: dict[tuple[uuid.UUID, uuid.UUID | None], list[Any]] = {}
    for row in rows:
        found.setdefault((row[0], row[1]), []).append(row)
    return [
        Service(
            volunteer_id, season_id, {row[2]: int(row[3]) for row in parts}, sum(row[4] for row in parts),
            clock.local(min(row[5] for row in parts)).date(), clock.local(max(row[6] for row in parts)).date(),
        )
        for (volunteer_id, season_id), parts in found.items()
    ]  # fmt: skip
