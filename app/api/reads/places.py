"""Who asks, places and seasons, and the figures by place."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask import g
from sqlalchemy import select

from app.accounts.models import Account
from app.api.codes import ApiScope
from app.api.operation import blueprint, reads
from app.api.paging import page_of
from app.api.schemas import places as shapes
from app.api.schemas.base import PageQuery
from app.coverage.figures import By
from app.coverage.registry import Counts, FigureCode
from app.coverage.registry.choosing import choose
from app.coverage.registry.counting import count, count_by
from app.foundation import clock
from app.foundation.access import Permission, authorize, visible_to
from app.foundation.database import db
from app.foundation.errors import Missing
from app.foundation.pages import actor
from app.places.models import Area, School, Site
from app.seasons.models import Season

places = blueprint("places")
Plain = dict[str, Any]


@reads(places, "/me", Permission.ACCOUNT_SELF, gives=shapes.MeSchema)
def me() -> Plain:
    """The account and roles behind the token."""
    who, token = actor(), g.api_token
    authorize(who, Permission.ACCOUNT_SELF, db.session.get(Account, who.id))
    return {"account_id": who.id, "roles": who.grants, "scopes": sorted(map(ApiScope, token.scopes)),
            "expires_at": token.expires_at}  # fmt: skip


@reads(places, "/areas", Permission.PLACE_READ, ApiScope.PLACES, query=shapes.AreaQuery, gives=shapes.AreaPage)
def areas(asked: Plain) -> Plain:
    """Districts, townships and villages."""
    query = visible_to(actor(), Area)
    if "level" in asked:
        query = query.where(Area.level == asked["level"])
    return page_of(query, Area.id, asked, lambda one: _of(one, "level", "code", "parent_id", "provisional"))


@reads(places, "/schools", Permission.PLACE_READ, ApiScope.PLACES, query=PageQuery, gives=shapes.SchoolPage)
def schools(asked: Plain) -> Plain:
    """Schools."""

    def shape(one: School) -> Plain:
        return {**_of(one, "district_id", "township_id", "provisional"), "central_school_id": one.parent_id}

    return page_of(visible_to(actor(), School), School.id, asked, shape)


@reads(places, "/sites", Permission.CLASS_READ, ApiScope.PLACES, query=PageQuery, gives=shapes.SitePage)
def sites(asked: Plain) -> Plain:
    """Classrooms, children's homes and other sites near one's own."""
    names = ("kind", "district_id", "township_id", "village_id", "school_id", "capacity")
    return page_of(visible_to(actor(), Site), Site.id, asked, lambda one: _of(one, *names))


@reads(places, "/seasons", Permission.SEASON_READ, ApiScope.PLACES, query=PageQuery, gives=shapes.SeasonPage)
def seasons(asked: Plain) -> Plain:
    """Seasons of one's district."""
    names = ("code", "district_id", "kind", "stage", "starts_on", "ends_on")
    return page_of(visible_to(actor(), Season), Season.id, asked, lambda one: _of(one, *names))


@reads(
    places, "/coverage", Permission.COVERAGE_READ, ApiScope.FIGURES, query=shapes.FiguresQuery,
    gives=shapes.CoverageSchema,
)  # fmt: skip
def coverage(asked: Plain) -> Plain:
    """The figures of the registry for a season (or this month where there is none), in all and by place."""
    code, by = asked.get("season"), asked["by"]
    choice = choose(db.session, actor(), {"period": f"season:{code}"} if code else {}, clock.today())
    if not choice.of_areas and by is not By.SCHOOL:
        raise Missing  # staff of a school have no townships to compare
    found = count_by(db.session, choice.ask, by)
    names = _names(by, found)
    period = choice.ask.period
    return {
        "season": choice.season.code if choice.season else None,
        "first_day": period.first, "last_day": period.last, "by": by,
        "total": _figures(count(db.session, choice.ask)),
        "places": [
            {"place": {"id": key, "name": names.get(key, "")} if key else None, "figures": _figures(found[key])}
            for key in sorted(found, key=lambda key: (key is None, str(key)))
        ],
    }  # fmt: skip


def _names(by: By, ids: Iterable[uuid.UUID | None]) -> dict[Any, str]:
    place: Any = School if by is By.SCHOOL else Area
    wanted = select(place.id, place.name).where(place.id.in_([one for one in ids if one is not None]))
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def _figures(counts: Counts) -> Plain:
    return {("minutes" if code is FigureCode.HOURS else code.value): number for code, number in counts.items()}


def _of(one: Any, *names: str) -> Plain:
    return {name: getattr(one, name) for name in ("id", "name", *names)}
