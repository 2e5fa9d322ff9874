"""Places that a roster names: found, or made where the import was told to; each name is looked up once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.children.intake.codes import IntakeCode
from app.children.roster import RosterRow
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.places.models import Area, School
from app.places.queries import find_school
from app.places.rules import find_or_create_school, find_or_create_township, find_or_create_village


@dataclass(frozen=True)
class Home:
    """Where a child lives in the vacation; ``doubts`` are codes with the name that was not found."""

    township_id: uuid.UUID | None
    village_id: uuid.UUID | None
    doubts: tuple[tuple[IntakeCode, str], ...] = ()


class Places:
    """The places of one district. Without a district (a trial run on an empty database) nothing is known."""

    def __init__(self, session: DbSession, actor: Actor, district: Area | None, *, create: bool) -> None:
        self._session, self._actor, self._create = session, actor, create
        self.district = district
        self._townships: dict[str, Area | None] = {}
        self._villages: dict[tuple[uuid.UUID, str], Area | None] = {}
        self._schools: dict[str, School | None] = {}

    def school(self, name: str, township: str = "") -> School | None:
        """The school of this name; one that is made lies in the township."""
        if name not in self._schools:
            self._schools[name] = self._find_school(name, township)
        return self._schools[name]

    def home(self, row: RosterRow, school: School | None) -> Home:
        """Township and village of a row; a township nobody knows is taken to be the school's, and said."""
        township = self._township(row.township) if row.township else None
        doubts = []
        if row.township and township is None:
            doubts.append((IntakeCode.TOWNSHIP_UNKNOWN, row.township))
        village = self._village(township, row.village) if township and row.village else None
        if row.village and township and village is None:
            doubts.append((IntakeCode.VILLAGE_UNKNOWN, row.village))
        fallback = school.township_id if school else None
        return Home(township.id if township else fallback, village.id if village else None, tuple(doubts))

    def _find_school(self, name: str, township: str) -> School | None:
        if self.district is None or not name:
            return None
        found = find_school(self._session, self.district.id, name)
        if found is not None or not self._create:
            return found
        home = self._township(township) if township else None
        return find_or_create_school(self._session, self._actor, self.district, name, create=True, township=home)

    def _township(self, name: str) -> Area | None:
        if name not in self._townships:
            self._townships[name] = (
                find_or_create_township(self._session, self._actor, self.district, name, create=self._create)
                if self.district
                else None
            )
        return self._townships[name]

    def _village(self, township: Area, name: str) -> Area | None:
        key = (township.id, name)
        if key not in self._villages:
            self._villages[key] = find_or_create_village(
                self._session, self._actor, township, name, create=self._create
            )
        return self._villages[key]
