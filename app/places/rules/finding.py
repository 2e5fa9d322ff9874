"""Finding a place by its name, and making it where an import asks for that. Nothing here commits."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.chinese import squeeze
from app.foundation.database import DbSession
from app.places.models import Area, AreaLevel, School
from app.places.queries import (
    area_name,
    default_district,
    find_district,
    find_school,
    find_township,
    find_village,
)


def find_or_create_district(
    session: DbSession, actor: Actor, *, name: str = "", code: str | None = None, create: bool
) -> Area | None:
    """The district of this code or name (without either: the only one); None where it is neither there nor wanted."""
    found = find_district(session, code or name) if code or name else default_district(session)
    if found is None and code and name:
        found = find_district(session, name)
    if found is not None or not create or not name:
        return found
    return add_area(session, actor, AreaLevel.DISTRICT, None, name, code)


def find_or_create_township(
    session: DbSession, actor: Actor, district: Area, name: str, *, create: bool, code: str | None = None
) -> Area | None:
    """The township of the district; None where it is neither there nor wanted. Without a code it is provisional."""
    found = find_township(session, district.id, name)
    if found is not None or not create or not squeeze(name):
        return found
    return add_area(session, actor, AreaLevel.TOWNSHIP, district, name, code)


def find_or_create_village(
    session: DbSession, actor: Actor, township: Area, name: str, *, create: bool, code: str | None = None
) -> Area | None:
    """The village of the township; None where it is neither there nor wanted. Without a code it is provisional."""
    found = find_village(session, township.id, name)
    if found is not None or not create or not squeeze(name):
        return found
    return add_area(session, actor, AreaLevel.VILLAGE, township, name, code)


def find_or_create_school(
    session: DbSession, actor: Actor, district: Area, name: str, *, create: bool, township: Area | None = None
) -> School | None:
    """The school of the district; None where it is neither there nor wanted. One that is made is provisional."""
    found = find_school(session, district.id, name)
    if found is not None or not create or not squeeze(name):
        return found
    authorize(actor, Permission.PLACE_WRITE, district)
    _lock(session, district.id)
    if (found := find_school(session, district.id, name)) is not None:
        return found
    school = School(
        name=squeeze(name), district_id=district.id, township_id=township.id if township else None, provisional=True
    )
    session.add(school)
    session.flush()
    audit.record(session, actor, audit.Action.PLACE_CREATED, school, kind="school")
    return school


def add_area(
    session: DbSession, actor: Actor, level: AreaLevel, parent: Area | None, name: str, code: str | None = None
) -> Area:
    """The area of that very name under its parent, made where missing; without a code it is provisional."""
    kept = area_name(level, name)
    if parent is not None:
        authorize(actor, Permission.PLACE_WRITE, parent)
        _lock(session, parent.id)
        same = select(Area).where(Area.parent_id == parent.id, Area.name == kept)
        if (found := session.scalars(same).one_or_none()) is not None:
            return found
    area = Area(level=level, name=kept, code=code or None, provisional=not code, id=uuid.uuid4())
    area.parent_id = parent.id if parent else None
    area.district_id = parent.district_id if parent else area.id
    if parent is None:
        authorize(actor, Permission.PLACE_WRITE, area)
    session.add(area)
    session.flush()
    audit.record(session, actor, audit.Action.PLACE_CREATED, area, kind=level.value)
    return area


def _lock(session: DbSession, area_id: uuid.UUID) -> None:
    """Two imports that meet the same new name wait for each other here."""
    session.get(Area, area_id, with_for_update=True)
