"""Reads of places: finding one by the name people write."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from app.foundation.access import Actor, visible_to
from app.foundation.chinese import squeeze, village_name
from app.foundation.chinese.ordering import by_name
from app.foundation.database import DbSession
from app.places.models import Area, AreaLevel, School, Site

# 金龙 and 金龙街道 are one township, 松林 and 松林村 one village.
_ENDINGS = {
    AreaLevel.DISTRICT: re.compile("(区|县|市|旗)$"),
    AreaLevel.TOWNSHIP: re.compile("(街道办事处|街道|民族乡|镇|乡|苏木)(办事处|人民政府)?$"),
    AreaLevel.VILLAGE: re.compile("(社区|村|居)(民委员会|居民委员会|村委会|居委会|委会|委员会)?$"),
}


def stem(level: AreaLevel, name: str) -> str:
    """The name without the word for its kind, for comparing."""
    plain = squeeze(name)
    return _ENDINGS[level].sub("", plain) or plain


def area_name(level: AreaLevel, name: str) -> str:
    """The name as it is kept: without white space, a village without its committee."""
    return village_name(name) if level is AreaLevel.VILLAGE else squeeze(name)


def districts(session: DbSession) -> Sequence[Area]:
    """Every district, by code."""
    found = select(Area).where(Area.level == AreaLevel.DISTRICT).order_by(Area.code, Area.name)
    return session.scalars(found).all()


def default_district(session: DbSession) -> Area | None:
    """The one district of the installation; None where there is none, or more than one."""
    found = districts(session)
    return found[0] if len(found) == 1 else None


def areas_under(session: DbSession, parent_id: uuid.UUID) -> Sequence[Area]:
    """The areas directly under one, by code and name."""
    under = select(Area).where(Area.parent_id == parent_id)
    return session.scalars(under.order_by(Area.code.is_(None), Area.code, Area.name)).all()


def townships(session: DbSession, district_id: uuid.UUID) -> Sequence[Area]:
    """The townships of a district."""
    return areas_under(session, district_id)


def villages(session: DbSession, township_id: uuid.UUID) -> Sequence[Area]:
    """The villages of a township."""
    return areas_under(session, township_id)


def schools(session: DbSession, district_id: uuid.UUID) -> Sequence[School]:
    """The schools of a district, by name."""
    return by_name(session.scalars(select(School).where(School.district_id == district_id)))


def school_names(session: DbSession, district_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """The names of a district's schools by id."""
    rows = session.execute(select(School.id, School.name).where(School.district_id == district_id))
    return {row.id: row.name for row in rows}


def sites(session: DbSession, district_id: uuid.UUID) -> Sequence[Site]:
    """The sites of a district, by name."""
    return by_name(session.scalars(select(Site).where(Site.district_id == district_id)))


def find_area(session: DbSession, level: AreaLevel, parent_id: uuid.UUID | None, name: str) -> Area | None:
    """The area of this name (or code) under its parent; without its ending where that means exactly one."""
    kept = area_name(level, name)
    if not kept:
        return None
    query = select(Area).where(Area.level == level)
    if parent_id is not None:
        query = query.where(Area.parent_id == parent_id)
    found = session.scalars(query).all()
    exact = [area for area in found if kept in (area.name, area.code)]
    if len(exact) == 1:
        return exact[0]
    alike = [area for area in found if stem(level, area.name) == stem(level, kept)]
    # 白水镇 and 白水乡 are two townships: an ending that is written is meant, unless one of the two has none.
    alike = [area for area in alike if area.name == stem(level, area.name) or kept == stem(level, kept)]
    return alike[0] if len(alike) == 1 else None


def find_district(session: DbSession, name: str) -> Area | None:
    """The district of this name or code."""
    return find_area(session, AreaLevel.DISTRICT, None, name)


def find_township(session: DbSession, district_id: uuid.UUID, name: str) -> Area | None:
    """The township of a district by name or code; 金龙 is 金龙街道."""
    return find_area(session, AreaLevel.TOWNSHIP, district_id, name)


def find_village(session: DbSession, township_id: uuid.UUID, name: str) -> Area | None:
    """The village of a township by name or code; 松林村委会 is 松林村."""
    return find_area(session, AreaLevel.VILLAGE, township_id, name)


def find_school(session: DbSession, district_id: uuid.UUID, name: str) -> School | None:
    """The school of a district by name."""
    query = select(School).where(School.district_id == district_id, School.name == squeeze(name))
    return session.scalars(query).one_or_none()


def find_site(session: DbSession, district_id: uuid.UUID, name: str) -> Site | None:
    """The site of a district by name."""
    query = select(Site).where(Site.district_id == district_id, Site.name == squeeze(name))
    return session.scalars(query).one_or_none()


def area_names(session: DbSession, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of areas by id; an id that is no area is left out."""
    found = session.execute(select(Area.id, Area.name).where(Area.id.in_(set(ids))))
    return {row.id: row.name for row in found}


def count_places(session: DbSession, actor: Actor) -> dict[str, int]:
    """How many townships, schools and sites the actor sees."""
    wanted = {
        "townships": visible_to(actor, Area).where(Area.level == AreaLevel.TOWNSHIP),
        "schools": visible_to(actor, School),
        "sites": visible_to(actor, Site),
    }
    return {name: _how_many(session, query) for name, query in wanted.items()}


def _how_many(session: DbSession, query: Select[Any]) -> int:
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
