"""The demo district's townships, villages, schools and sites."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from app.demo.words import DISTRICT, SITE_NAMES, TOWNSHIPS, VILLAGE_FIRST, VILLAGE_SECOND
from app.foundation.database import DbSession
from app.places.models import Area, AreaLevel, School, Site, SiteKind

SITES = 33


@dataclass
class Places:
    """What was made; ``villages`` and ``schools`` by township id, the central school first."""

    district: Area
    townships: list[Area] = field(default_factory=list)
    villages: dict[object, list[Area]] = field(default_factory=dict)
    schools: dict[object, list[School]] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)


def make_places(session: DbSession, rng: random.Random) -> Places:
    """Add the places of the demo district."""
    code, name = DISTRICT
    district = Area(level=AreaLevel.DISTRICT, name=name, code=code)
    session.add(district)
    session.flush()
    district.district_id = district.id
    places = Places(district)
    for number, (township_code, township_name, column, row, villages) in enumerate(TOWNSHIPS):
        township = Area(
            level=AreaLevel.TOWNSHIP, name=township_name, code=township_code, parent_id=district.id,
            district_id=district.id, column=column, row=row,
        )  # fmt: skip
        session.add(township)
        session.flush()
        places.townships.append(township)
        places.villages[township.id] = _villages(session, township, villages, rng)
        places.schools[township.id] = _schools(session, township, number, places.villages[township.id])
    _sites(session, places, rng)
    return places


def _villages(session: DbSession, township: Area, count: int, rng: random.Random) -> list[Area]:
    names = rng.sample([first + second for first in VILLAGE_FIRST for second in VILLAGE_SECOND], count)
    made = [
        Area(
            level=AreaLevel.VILLAGE, name=f"{name}村", code=f"{township.code}{200 + index}", parent_id=township.id,
            district_id=township.district_id,
        )
        for index, name in enumerate(names)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def _schools(session: DbSession, township: Area, number: int, villages: list[Area]) -> list[School]:
    short = township.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    district_id = township.parent_id
    central = School(name=f"{short}中心校", district_id=district_id, township_id=township.id)
    session.add(central)
    session.flush()
    township.central_school_id = central.id
    names = [
        f"{short}初级中学",
        *(f"{short}{village.name.removesuffix('村')}小学" for village in villages[: 2 + number % 2]),
    ]
    others = [
        School(name=name, district_id=district_id, township_id=township.id, parent_id=central.id) for name in names
    ]
    session.add_all(others)
    session.flush()
    return [central, *others]


def _sites(session: DbSession, places: Places, rng: random.Random) -> None:
    kinds = list(SiteKind)
    for index in range(SITES):
        township = places.townships[index % len(places.townships)]
        village = places.villages[township.id][index // len(places.townships)]
        kind = kinds[index % len(kinds)]
        in_school = rng.random() < 0.3
        site = Site(
            name=f"{township.name}{village.name}{SITE_NAMES[kind.value]}", kind=kind, district_id=places.district.id,
            township_id=township.id, village_id=village.id,
            school_id=places.schools[township.id][0].id if in_school or index < len(places.townships) else None,
        )  # fmt: skip
        places.sites.append(site)
    session.add_all(places.sites)
    session.flush()
