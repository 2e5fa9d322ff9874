"""A class of a site: making and changing it, its number of places, and its dates as activities with one click."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.activities.models import Activity, ActivityState, ClassSeat, SiteClass
from app.activities.rules.recording import check_area, season_of
from app.activities.rules.seats import lock_class, offer_free_seats, open_places
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Site
from app.seasons.models import Season

MOST_PLACES = 200
MOST_DAYS = 200
"""How many days a class may last, from the first to the last."""


@dataclass(frozen=True)
class Plan:
    """What is typed of a class; ``weekdays`` as ``"1"`` (Monday) to ``"7"``."""

    name: str
    service_area: str
    starts_on: date
    ends_on: date
    weekdays: Collection[str]
    starts: time
    ends: time
    places: int
    plan: str = ""


def make_class(session: DbSession, actor: Actor, class_id: uuid.UUID, site_id: uuid.UUID, plan: Plan) -> SiteClass:
    """Make a class of a site; the same again gives the one made first. Commits.

    Raises:
        Missing: the site, or a class made under this id, is not the actor's.
        Refused: the days, times or places cannot be.
    """
    site = authorize(actor, Permission.CLASS_WRITE, session.get(Site, site_id, with_for_update={"of": Site}))
    known = session.get(SiteClass, class_id)
    if known is not None:
        return authorize(actor, Permission.CLASS_WRITE, known)
    _check(session, site, plan)
    season = season_of(session, site.district_id, plan.starts_on)
    made = SiteClass(id=class_id, district_id=site.district_id, site=site, made_by_id=actor.id, **_values(plan))
    made.season_id = season.id if season else None
    session.add(made)
    session.flush()
    _set_places(session, made, plan.places)
    audit.record(session, actor, audit.Action.CLASS_CREATED, made, places=plan.places)
    session.commit()
    return made


def change_class(session: DbSession, actor: Actor, class_id: uuid.UUID, plan: Plan) -> SiteClass:
    """Change a class; its activities stay as they are. More places are offered on at once. Commits.

    Raises:
        Missing: the class is not the actor's.
        Refused: as ``make_class``, or more children have a place than there would be.
    """
    lessons = authorize(actor, Permission.CLASS_WRITE, session.get(SiteClass, class_id))
    lessons = lock_class(session, class_id)
    _check(session, lessons.site, plan)
    values = _values(plan)
    fields = sorted(name for name, value in values.items() if getattr(lessons, name) != value)
    for name in fields:
        setattr(lessons, name, values[name])
    _set_places(session, lessons, plan.places)
    audit.record(session, actor, audit.Action.CLASS_CHANGED, lessons, fields=fields, places=plan.places)
    offer_free_seats(session, actor, lessons)
    session.commit()
    return lessons


def close_class(session: DbSession, actor: Actor, class_id: uuid.UUID) -> SiteClass:
    """Take no more children: nobody is enrolled or offered a place from now on. Commits.

    Raises:
        Missing: the class is not the actor's.
    """
    authorize(actor, Permission.CLASS_WRITE, session.get(SiteClass, class_id))
    lessons = lock_class(session, class_id)
    if lessons.closed_at is None:
        lessons.closed_at = clock.now()
        audit.record(session, actor, audit.Action.CLASS_CLOSED, lessons)
    session.commit()
    return lessons


def make_dates(session: DbSession, actor: Actor, class_id: uuid.UUID) -> int:
    """Make a planned activity for every date of the class from today on that has none yet. Commits.

    Returns how many were made. Days on which nobody meets (the season's) are left out.

    Raises:
        Missing: the class is not the actor's.
    """
    authorize(actor, Permission.CLASS_WRITE, session.get(SiteClass, class_id))
    lessons = lock_class(session, class_id)
    starts = session.scalars(select(Activity.starts_at).where(Activity.class_id == lessons.id))
    known = {clock.local(moment).date() for moment in starts}
    days = [day for day in dates_of(session, lessons) if day >= clock.today() and day not in known]
    for day in days:
        row = Activity(
            district_id=lessons.district_id,
            site_id=lessons.site_id,
            season_id=lessons.season_id,
            class_id=lessons.id,
            title=lessons.name,
            service_area=lessons.service_area,
            starts_at=clock.from_local(datetime.combine(day, lessons.starts)),
            ends_at=clock.from_local(datetime.combine(day, lessons.ends)),
            state=ActivityState.PLANNED,
            plan=lessons.plan,
            recorded_by_id=actor.id,
        )
        session.add(row)
    if days:
        audit.record(session, actor, audit.Action.CLASS_DATES_MADE, lessons, count=len(days))
    session.commit()
    return len(days)


def dates_of(session: DbSession, lessons: SiteClass) -> list[date]:
    """The days of a class by its weekdays, without the days on which nobody meets."""
    season = session.get(Season, lessons.season_id) if lessons.season_id else None
    closed = set(season.blackout) if season else set()
    count = (lessons.ends_on - lessons.starts_on).days + 1
    days = (lessons.starts_on + timedelta(days=number) for number in range(count))
    return [day for day in days if str(day.isoweekday()) in lessons.weekdays and day.isoformat() not in closed]


def _values(plan: Plan) -> dict[str, object]:
    values = {name: value for name, value in vars(plan).items() if name != "places"}
    return values | {"weekdays": frozenset(plan.weekdays), "plan": plan.plan or None}


def _check(session: DbSession, site: Site, plan: Plan) -> None:
    check_area(session, plan.service_area)
    if plan.ends_on < plan.starts_on:
        raise Refused("activities.last_before_first", field="ends_on")
    if (plan.ends_on - plan.starts_on).days >= MOST_DAYS:
        raise Refused("activities.class_too_long", field="ends_on", days=MOST_DAYS)
    if plan.ends <= plan.starts:
        raise Refused("activities.end_before_start", field="ends")
    if not plan.weekdays:
        raise Refused("activities.no_weekday", field="weekdays")
    most = site.capacity or MOST_PLACES
    if not 1 <= plan.places <= most:
        raise Refused("activities.too_many_places", field="places", most=most)


def _set_places(session: DbSession, lessons: SiteClass, count: int) -> None:
    """Have exactly so many seats: who sits on one that goes moves to a free one. Hold the class's lock."""
    seats = {seat.number: seat for seat in session.scalars(select(ClassSeat).where(ClassSeat.class_id == lessons.id))}
    missing = sorted(set(range(1, count + 1)) - set(seats))
    session.add_all(ClassSeat(class_id=lessons.id, number=number) for number in missing)
    session.flush()
    seated = [place for place in open_places(session, lessons.id) if place.seat is not None]
    if len(seated) > count:
        raise Refused("activities.too_few_places", field="places", taken=len(seated))
    free = sorted(set(range(1, count + 1)) - {place.seat for place in seated if place.seat is not None})
    for place in seated:
        if place.seat is not None and place.seat > count:
            place.seat = free.pop(0)
    session.flush()
    for number, seat in seats.items():
        if number > count:
            session.delete(seat)
    session.flush()
    session.expire(lessons, ["seats"])
