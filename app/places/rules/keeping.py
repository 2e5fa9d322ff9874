"""Adding and changing areas, schools and sites by hand."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select

from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.chinese import squeeze
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.places.models import Area, AreaLevel, School, Site
from app.places.queries import area_name

DIGITS = {AreaLevel.DISTRICT: 6, AreaLevel.TOWNSHIP: 9, AreaLevel.VILLAGE: 12}
P = TypeVar("P", Area, School, Site)


def save_area(session: DbSession, actor: Actor, area: Area, values: Mapping[str, Any]) -> Area:
    """Save an area, new or on file: ``name, code, column, row, central_school_id``. Commits.

    Raises:
        Refused: the name is taken under its parent, the code is taken or does not fit.
        Missing: it is not the actor's to keep, or the central school is of another district.
    """
    parent = session.get(Area, area.parent_id) if area.parent_id else None
    _lock(session, actor, parent or area)
    values = {**values, "name": area_name(area.level, values["name"]), "code": squeeze(values["code"] or "") or None}
    same = select(Area.id).where(Area.parent_id == area.parent_id, Area.name == values["name"], Area.id != area.id)
    if session.scalars(same).first() is not None:
        raise Refused("places.name_taken", field="name")
    code = values["code"]
    above = parent.code if parent is not None and parent.code else ""
    if code and (len(code) != DIGITS[area.level] or not code.isdecimal() or not code.startswith(above)):
        raise Refused("places.code_wrong", field="code")
    if code and session.scalars(select(Area.id).where(Area.code == code, Area.id != area.id)).first() is not None:
        raise Refused("places.code_taken", field="code")
    _in_district(session, School, values.get("central_school_id"), area.district_id)
    return _save(session, actor, area, area.level.value, {**values, "provisional": code is None})


def save_school(session: DbSession, actor: Actor, school: School, values: Mapping[str, Any]) -> School:
    """Save a school: ``name, township_id, parent_id, away_from, away_to``. Commits.

    Raises:
        Refused: the name is taken, it is its own central school, or the days away do not fit.
        Missing: it is not the actor's to keep, or a place named is of another district.
    """
    _lock(session, actor, session.get(Area, school.district_id))
    values = {**values, "name": squeeze(values["name"])}
    _name_free(session, School, school, values["name"])
    _in_district(session, Area, values.get("township_id"), school.district_id)
    _in_district(session, School, values.get("parent_id"), school.district_id)
    if values.get("parent_id") == school.id:
        raise Refused("places.own_parent", field="parent_id")
    first, last = values.get("away_from"), values.get("away_to")
    if (first is None) != (last is None):
        raise Refused("places.away_both", field="away_to" if first else "away_from")
    if first is not None and last is not None and last < first:
        raise Refused("places.away_order", field="away_to")
    return _save(session, actor, school, "school", {**values, "provisional": False})


def save_site(session: DbSession, actor: Actor, site: Site, values: Mapping[str, Any]) -> Site:
    """Save a site: ``name, kind, township_id, village_id, school_id``. Commits.

    Raises:
        Refused: the name is taken, or the village lies in another township.
        Missing: it is not the actor's to keep, or a place named is of another district.
    """
    _lock(session, actor, session.get(Area, site.district_id))
    values = {**values, "name": squeeze(values["name"])}
    _name_free(session, Site, site, values["name"])
    _in_district(session, Area, values["township_id"], site.district_id)
    _in_district(session, School, values.get("school_id"), site.district_id)
    _in_district(session, Area, values.get("village_id"), site.district_id)
    village = session.get(Area, values["village_id"]) if values.get("village_id") else None
    if village is not None and village.parent_id != values["township_id"]:
        raise Refused("places.village_elsewhere", field="village_id")
    return _save(session, actor, site, "site", values)


def _lock(session: DbSession, actor: Actor, district: Area | None) -> None:
    """Two keepers of one district take turns, so that names stay their own."""
    authorize(actor, Permission.PLACE_WRITE, district)
    if district is not None:
        session.get(Area, district.district_id, with_for_update=True)


def _name_free(session: DbSession, model: type[School] | type[Site], record: School | Site, name: str) -> None:
    same = select(model.id).where(model.district_id == record.district_id, model.name == name, model.id != record.id)
    if session.scalars(same).first() is not None:
        raise Refused("places.name_taken", field="name")


def _in_district(
    session: DbSession, model: type[Area] | type[School], number: uuid.UUID | None, district_id: uuid.UUID | None
) -> None:
    if number is None:
        return
    found: Any = session.get(model, number)
    if found is None or found.district_id != district_id:
        raise Missing


def _save(session: DbSession, actor: Actor, record: P, kind: str, values: Mapping[str, Any]) -> P:
    authorize(actor, Permission.PLACE_WRITE, record)
    fields = sorted(name for name, value in values.items() if getattr(record, name) != value)
    new = record not in session
    for name in fields:
        setattr(record, name, values[name])
    if new:
        session.add(record)
        audit.record(session, actor, audit.Action.PLACE_CREATED, record, kind=kind)
    elif fields:
        audit.record(session, actor, audit.Action.PLACE_CHANGED, record, kind=kind, fields=fields)
    session.commit()
    return record
