"""Factories of places; names and codes are numbered."""

from __future__ import annotations

from itertools import count
from typing import Any

from app.foundation.database import db
from app.places.models import Area, AreaLevel, School, Site, SiteKind

numbers = count(1)
_CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def add(row: Any) -> Any:
    """Put a row into the session and give it its id."""
    db.session.add(row)
    db.session.flush()
    return row


def named(number: int, kind: str) -> str:
    """A made-up name without an Arabic digit: a test that looks for a figure on a page must not find it in a name."""
    return f"第{str(number).translate(_CHINESE_DIGITS)}{kind}"


def district(name: str = "演示区", **values: Any) -> Area:
    """A district, its own ``district_id`` too."""
    number = next(numbers)
    made: Area = add(Area(level=AreaLevel.DISTRICT, name=name, code=f"{530000 + number}", **values))
    made.district_id = made.id
    return made


def township(parent: Area, name: str | None = None, **values: Any) -> Area:
    """A township of a district."""
    number = next(numbers)
    values.setdefault("code", f"{530303000 + number}")
    row = Area(
        level=AreaLevel.TOWNSHIP, name=name or named(number, "镇"), parent_id=parent.id, district_id=parent.id, **values
    )
    made: Area = add(row)
    return made


def village(parent: Area, name: str | None = None, **values: Any) -> Area:
    """A village of a township."""
    number = next(numbers)
    values.setdefault("code", f"{530303000000 + number}")
    made: Area = add(
        Area(
            level=AreaLevel.VILLAGE,
            name=name or named(number, "村"),
            parent_id=parent.id,
            district_id=parent.district_id,
            **values,
        )
    )
    return made


def school(place: Area, name: str | None = None, **values: Any) -> School:
    """A school in a township."""
    made: School = add(
        School(
            name=name or named(next(numbers), "小学"),
            district_id=place.district_id,
            township_id=place.id,
            **values,
        )
    )
    return made


def site(place: Area, **values: Any) -> Site:
    """A site in a township."""
    values = {"name": named(next(numbers), "儿童之家"), "kind": SiteKind.CHILDRENS_HOME, **values}
    made: Site = add(Site(district_id=place.district_id, township_id=place.id, **values))
    return made
