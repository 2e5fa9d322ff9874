"""What somebody asks for: a period and a place, and who asks, because nobody counts beyond the own scope."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, true

from app.coverage.access import READERS
from app.coverage.registry.periods import Period
from app.foundation.access import Actor, Role, within_any
from app.places.models import Area, AreaLevel, School, Site

Place = Area | School | Site


@dataclass(frozen=True)
class Ask:
    """Figures of ``period`` as they stand ``today``, for what ``actor`` sees, narrowed to every place that is not None.

    ``district_id`` None: all districts of the actor's scope. ``service`` is the code of a service area.
    """

    actor: Actor
    period: Period
    today: date
    district_id: uuid.UUID | None = None
    township_id: uuid.UUID | None = None
    village_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    site_id: uuid.UUID | None = None
    service: str | None = None

    @classmethod
    def about(
        cls, actor: Actor, period: Period, today: date, place: Place | None = None, service: str | None = None
    ) -> Ask:
        """For one place of any kind, or for all there is; the caller has judged the place."""
        return cls(actor, period, today, service=service, **({} if place is None else _narrowing(place)))

    @property
    def day(self) -> date:
        """On which day things are counted as they stand."""
        return self.period.until(self.today)

    def covers(self, places: Any, roles: tuple[Role, ...] = READERS) -> ColumnElement[bool]:
        """Which rows of ``places`` (with ``district_id`` and so on) lie in the actor's scope and the places asked for.

        A narrowing that ``places`` has no column for is not made: ask ``Part.answers`` first.
        """
        asked = {
            "district_id": self.district_id, "township_id": self.township_id,
            "village_id": self.village_id, "school_id": self.school_id,
        }  # fmt: skip
        narrowed = [getattr(places, name) == value for name, value in asked.items() if value and hasattr(places, name)]
        scope = true() if self.actor.is_system else within_any(self.actor, roles, places)
        return and_(scope, *narrowed)


def _narrowing(place: Place) -> dict[str, Any]:
    if isinstance(place, School):
        return {"district_id": place.district_id, "school_id": place.id}
    if isinstance(place, Site):
        return {"district_id": place.district_id, "site_id": place.id}
    by_level = {AreaLevel.DISTRICT: None, AreaLevel.TOWNSHIP: "township_id", AreaLevel.VILLAGE: "village_id"}
    name = by_level[place.level]
    return {"district_id": place.district_id or place.id, **({name: place.id} if name else {})}
