"""Finding schools, sites and areas, which are nobody's secret, among those whose pages the searcher can open."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.foundation.access import Actor, Permission, holds, visible_to
from app.foundation.database import DbSession
from app.foundation.messages import label
from app.home.search.asking import MOST, SHOWN, Asked, Found, Hit, Kind, ranked
from app.places.models import Area, School, Site


def places(session: DbSession, actor: Actor, query: Asked) -> list[Found]:
    """By kind: for who keeps the list of places all of it, for others the sites their children reach."""
    found = [_sites(session, actor, query)]
    if holds(actor, Permission.PLACE_READ):
        found = [_schools(session, actor, query), *found, _areas(session, actor, query)]
    return found


def _chosen(session: DbSession, actor: Actor, model: Any, query: Asked, *more: Any) -> tuple[list[Any], bool]:
    """The places that answer, best first. Of more than can be compared, those whose name holds what was typed."""
    seen = visible_to(actor, model).order_by(model.name, model.id)
    names = session.execute(seen.with_only_columns(model.id, model.name).limit(MOST + 1)).all()
    if len(names) > MOST:
        holding = seen.where(or_(model.name.contains(query.name, autoescape=True), *more))
        names = session.execute(holding.with_only_columns(model.id, model.name).limit(MOST)).all()
    ids = ranked([(row[0], row[1]) for row in names], query)
    rows = {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids[:SHOWN])))}
    return [rows[one] for one in ids[:SHOWN]], len(ids) > SHOWN


def _schools(session: DbSession, actor: Actor, query: Asked) -> Found:
    rows, more = _chosen(session, actor, School, query)
    hits = [
        Hit(url_for("places.school", school_id=one.id), one.name, where=one.township.name if one.township else "")
        for one in rows
    ]
    return Found(Kind.SCHOOL, hits, more)


def _sites(session: DbSession, actor: Actor, query: Asked) -> Found:
    rows, more = _chosen(session, actor, Site, query)
    page = "places.site" if holds(actor, Permission.PLACE_READ) else "sites.show"
    hits = [Hit(url_for(page, site_id=one.id), one.name, where=one.township.name) for one in rows]
    return Found(Kind.SITE, hits, more)


def _areas(session: DbSession, actor: Actor, query: Asked) -> Found:
    rows, more = _chosen(session, actor, Area, query, Area.code == query.code)
    coded = session.scalars(
        visible_to(actor, Area).where(Area.code == query.code).options(joinedload(Area.parent))
    ).all()
    found = {one.id: one for one in (*coded, *rows)}.values()
    hits = [
        Hit(url_for("places.area", area_id=one.id), one.name, one.code or "", one.parent.name if one.parent else "",
            label(one.level))
        for one in found
    ]  # fmt: skip
    return Found(Kind.AREA, hits[:SHOWN], more)
