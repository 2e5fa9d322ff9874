"""The confirmed service of a season as lines of a file: by pairing and activity, by service area, or each by itself.

Hours are those of the certificate: a volunteer's total is rounded down once, its service areas share it by the largest
remainder, and the lines of an area share the hours of the area by the same rule.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.activities.models import Activity
from app.certificates.hours_file import Grain, Line
from app.certificates.models import Issuer
from app.certificates.service import confirmed, hours_by_area
from app.children.wording import masked_phone
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.hours import split_hours
from app.places.models import Site
from app.seasons.models import Season
from app.volunteers.models import Volunteer
from app.volunteers.rules.signup import mask_id

ID_CARD, ONE_TO_ONE = "居民身份证", "一对一结对"
CHUNK = 500
_KEYS = {
    Grain.AREA: ("volunteer_id", "service_area"),
    Grain.PAIRING: ("volunteer_id", "service_area", "pairing_id", "activity_id"),
    Grain.EACH: ("volunteer_id", "service_area", "pairing_id", "activity_id", "place", "id"),
}


@dataclass(frozen=True)
class Part:
    """Some confirmed service of one volunteer in one service area."""

    volunteer_id: uuid.UUID
    service_area: str
    minutes: int
    times: int
    starts_at: datetime
    last_start: datetime
    ends_at: datetime
    pairing_id: uuid.UUID | None = None
    activity_id: uuid.UUID | None = None
    place: str | None = None
    id: uuid.UUID | None = None


def line_count(session: DbSession, season_id: uuid.UUID, grain: Grain) -> int:
    """How many lines a file of the season has."""
    return session.scalar(select(func.count()).select_from(_parts(season_id, grain).subquery())) or 0


def first_served(session: DbSession, season_id: uuid.UUID, number: int) -> list[uuid.UUID]:
    """The first volunteers of the file."""
    part = confirmed(None)
    served = select(part.c.volunteer_id).where(part.c.season_id == season_id)
    wanted = select(Volunteer.id).where(Volunteer.id.in_(served), Volunteer.erased_at.is_(None))
    return list(session.scalars(wanted.order_by(Volunteer.code).limit(number)))


def lines_of(
    session: DbSession, season: Season, grain: Grain, names: Mapping[str, str], *, full: bool,
    only: Collection[uuid.UUID] | None = None,
) -> Iterator[Line]:  # fmt: skip
    """The lines of a season (of ``only`` these volunteers), by volunteer's code and day; the caller judged the season.

    Args:
        session: the database.
        season: of which season.
        grain: what one line is.
        names: what service areas and kinds of places are called.
        full: whether ID and phone numbers are whole.
        only: of which volunteers.
    """
    found: dict[uuid.UUID, list[Part]] = defaultdict(list)
    wanted = _parts(season.id, grain, only)
    for row in session.execute(wanted.order_by("volunteer_id", "starts_at", "service_area")).mappings():
        found[row["volunteer_id"]].append(Part(**row))
    around = _Around(season.name, names, _activities(session, season), session.get(Issuer, season.district_id), full)
    for volunteer in sorted(_people(session, found), key=lambda one: one.code):
        parts = found[volunteer.id]
        hours = _hours(parts)
        for part, share in zip(parts, hours, strict=True):
            yield around.line(volunteer, part, share)


def _parts(season_id: uuid.UUID, grain: Grain, only: Collection[uuid.UUID] | None = None) -> Select[Any]:
    each = confirmed(None).c
    keys = [each[name] for name in _KEYS[grain]]
    wanted = (
        select(
            *keys, func.sum(each.minutes).label("minutes"), func.count().label("times"),
            func.min(each.starts_at).label("starts_at"), func.max(each.starts_at).label("last_start"),
            func.max(each.ends_at).label("ends_at"),
        )
        .join(Volunteer, Volunteer.id == each.volunteer_id)
        .where(each.season_id == season_id, Volunteer.erased_at.is_(None))
        .group_by(*keys)
    )  # fmt: skip
    return wanted if only is None else wanted.where(each.volunteer_id.in_(only))


def _hours(parts: list[Part]) -> list[Decimal]:
    by_area: dict[str, dict[int, int]] = defaultdict(dict)
    for number, part in enumerate(parts):
        by_area[part.service_area][number] = int(part.minutes)
    of_areas = hours_by_area({area: sum(minutes.values()) for area, minutes in by_area.items()})
    shares: dict[int, Decimal] = {}
    for area, minutes in by_area.items():
        shares |= split_hours(minutes, of_areas[area])
    return [shares[number] for number in range(len(parts))]


def _people(session: DbSession, ids: Iterable[uuid.UUID]) -> Iterator[Volunteer]:
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        some = select(Volunteer).where(Volunteer.id.in_(wanted[start : start + CHUNK]))
        yield from session.scalars(some.options(joinedload(Volunteer.township)))


def _activities(session: DbSession, season: Season) -> dict[uuid.UUID, tuple[str, str]]:
    """Title and place of each activity."""
    wanted = select(Activity.id, Activity.title, Site.name).join(Site, Site.id == Activity.site_id)
    of_season = Activity.district_id == season.district_id, Activity.season_id == season.id  # by the district's index
    return {row[0]: (row[1], row[2]) for row in session.execute(wanted.where(*of_season))}


@dataclass(frozen=True)
class _Around:
    """What stands around the lines of a season."""

    project: str
    names: Mapping[str, str]
    activities: Mapping[uuid.UUID, tuple[str, str]]
    issuer: Issuer | None
    full: bool

    def line(self, volunteer: Volunteer, part: Part, hours: Decimal) -> Line:
        """The line of a part."""
        title, site = self._where(part)
        alone = part.id is not None
        first, last, end = (clock.local(one) for one in (part.starts_at, part.last_start, part.ends_at))
        number = volunteer.id_number if self.full else mask_id(volunteer.id_number)
        issuer = self.issuer
        return Line(
            name=volunteer.name, id_kind=ID_CARD if number else "", id_number=number or "",
            phone=volunteer.phone if self.full else masked_phone(volunteer.phone),
            national_number=volunteer.national_number or "", code=volunteer.code,
            township=volunteer.township.name if volunteer.township else "", project=self.project, activity=title,
            area=self.names.get(part.service_area, part.service_area), place=site, first_day=first.date(),
            last_day=last.date(), day=first.date() if alone else None, from_time=f"{first:%H:%M}" if alone else "",
            to_time=f"{end:%H:%M}" if alone else "", hours=hours, minutes=int(part.minutes), times=part.times,
            unit=issuer.body if issuer else "", responsible=issuer.responsible if issuer else "",
            recorder=issuer.handler if issuer else "",
        )  # fmt: skip

    def _where(self, part: Part) -> tuple[str, str]:
        """What it was called, and where it was, as far as the grain tells."""
        if part.activity_id is not None:
            return self.activities[part.activity_id]
        title = ONE_TO_ONE if part.pairing_id is not None else ""
        return title, self.names.get(part.place, "") if part.place is not None else ""
