"""What a page of figures can be asked: the periods and places of the reader, judged one by one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import literal, or_, select, true, union_all

from app.catalogue.queries import service_areas
from app.catalogue.terms import KnownTerm
from app.coverage import queries
from app.coverage.access import READERS, SchoolAsked
from app.coverage.figures import Month
from app.coverage.registry.asking import Ask
from app.coverage.registry.periods import Period
from app.foundation.access import Actor, Permission, Role, authorize, within_any
from app.foundation.chinese.ordering import by_name
from app.foundation.database import DbSession
from app.foundation.errors import Missing
from app.places.models import Area, AreaLevel, School, Site
from app.seasons.models import Season
from app.seasons.queries import nearest

MONTHS = 14
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Option:
    """A place to choose."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True)
class Choice:
    """What was asked, and what else could be: ``kept`` are the arguments every link on the page carries on."""

    ask: Ask
    kept: dict[str, str]
    seasons: Sequence[Season]
    months: Sequence[Month]
    season: Season | None = None
    townships: Sequence[Area] = ()
    villages: Sequence[Area] = ()
    schools: Sequence[Option] = ()
    sites: Sequence[Option] = ()
    services: Sequence[KnownTerm] = ()
    backwards: bool = False
    """The dates asked for run backwards, and were left out."""
    dated: bool = False
    """The dates of the query string are the period."""
    of_areas: bool = True
    """Whether the reader has townships to break a figure down by; the staff of a school have not."""


def choose(session: DbSession, actor: Actor, args: Mapping[str, str], today: date) -> Choice:
    """Read a query string.

    Raises:
        Missing: a season or place that is not the actor's.
    """
    seasons = queries.seasons_of(session, actor)
    period, season, backwards = _period(seasons, args, today)
    place = _judged(session, actor, args)
    ask = Ask(
        actor, period, today,
        district_id=season.district_id if season else None, service=args.get("service") or None, **place,
    )  # fmt: skip
    wanted = ("period", "from", "to", "township", "village", "school", "site", "service")
    kept = {name: args[name] for name in wanted if args.get(name)}
    of_areas = actor.has(Role.ORGANIZER) or actor.has(Role.TOWNSHIP_SUPERVISOR)
    return Choice(
        ask, kept, seasons, _months(today), season, *_places(session, ask),
        services=service_areas(session), backwards=backwards, of_areas=of_areas,
        dated=season is None and period.month is None,
    )  # fmt: skip


def _period(seasons: list[Season], args: Mapping[str, str], today: date) -> tuple[Period, Season | None, bool]:
    """Dates first, then what was chosen, then the season at hand, then this month; and whether the dates are wrong."""
    first, last = _day(args.get("from")), _day(args.get("to"))
    if first and last and first <= last:
        return Period(first, last), None, False
    backwards = bool(first and last)
    chosen = args.get("period", "")
    month = Month.parse(chosen)
    if month is not None and month.year in YEARS:
        return Period.of_month(month), None, backwards
    code = chosen.removeprefix("season:") if chosen.startswith("season:") else ""
    season = nearest([one for one in seasons if one.code == code] if code else seasons, today)
    if season is None and code:
        raise Missing
    return (Period.of_season(season) if season else Period.of_month(Month.of(today))), season, backwards


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _months(today: date) -> list[Month]:
    """This month and those before it, the latest first."""
    months, day = [], today.replace(day=1)
    for _number in range(MONTHS):
        months.append(Month.of(day))
        day = (day - timedelta(days=1)).replace(day=1)
    return months


def _judged(session: DbSession, actor: Actor, args: Mapping[str, str]) -> dict[str, Any]:
    """The places asked for, each one the actor's."""
    found: dict[str, Any] = {}
    for name, level in (("township", AreaLevel.TOWNSHIP), ("village", AreaLevel.VILLAGE)):
        if key := _key(args.get(name)):
            area = session.get(Area, key)
            authorize(actor, Permission.COVERAGE_READ, area if area is not None and area.level is level else None)
            found[f"{name}_id"] = key
    if key := _key(args.get("school")):
        judge_school(session, actor, session.get(School, key))
        found["school_id"] = key
    if key := _key(args.get("site")):
        authorize(actor, Permission.COVERAGE_READ, session.get(Site, key))
        found["site_id"] = key
    return found


def judge_school(session: DbSession, actor: Actor, school: School | None) -> School:
    """The school, if the actor may read its figures: also that to which the children of the own township go.

    Raises:
        Missing: there is none, or it is not the actor's.
    """
    if school is None:
        raise Missing
    homes = queries.home_townships(session, school)
    authorize(actor, Permission.COVERAGE_READ, SchoolAsked(school.district_id, school.township_id, school.id, homes))
    return school


def _key(text: str | None) -> uuid.UUID | None:
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Missing from None


def _places(session: DbSession, ask: Ask) -> tuple[Sequence[Area], Sequence[Area], Sequence[Option], Sequence[Option]]:
    """The townships, villages (of one township), schools and sites to choose from."""
    actor = ask.actor
    if not (actor.has(Role.ORGANIZER) or actor.has(Role.TOWNSHIP_SUPERVISOR)):
        return (), (), (), ()
    own = actor.scope_ids(Role.TOWNSHIP_SUPERVISOR)
    seen = or_(Area.district_id.in_(actor.scope_ids(Role.ORGANIZER)), Area.id.in_(own), Area.parent_id.in_(own))
    ordered = select(Area).where(seen).order_by(Area.code.is_(None), Area.code, Area.name)
    townships = session.scalars(ordered.where(Area.level == AreaLevel.TOWNSHIP)).all()
    one = ask.township_id or (townships[0].id if len(townships) == 1 else None)
    villages = session.scalars(ordered.where(Area.parent_id == one)).all() if one else ()
    return townships, villages, *_schools_and_sites(session, ask)


def _schools_and_sites(session: DbSession, ask: Ask) -> tuple[list[Option], list[Option]]:
    """By name, of the township asked for; one query."""
    kinds: dict[str, Any] = {"school": School, "site": Site}
    parts = [
        select(literal(kind).label("kind"), of.id, of.name.label("name")).where(
            within_any(ask.actor, READERS, of), of.township_id == ask.township_id if ask.township_id else true()
        )
        for kind, of in kinds.items()
    ]
    found = session.execute(union_all(*parts)).all()
    schools, sites = (by_name(Option(row[1], row[2]) for row in found if row[0] == kind) for kind in kinds)
    return schools, sites
