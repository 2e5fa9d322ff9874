"""A district with a last winter to look back at, and children who came late in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.children.models import Child
from app.seasons.models import Season
from tests import factories as make
from tests.integration.matching_place import Place, Session, make_place
from tests.integration.what_if_place import work_here

YEAR = timedelta(days=364)


@pytest.fixture
def place(session: Session, monkeypatch: pytest.MonkeyPatch) -> Place:
    work_here(monkeypatch)
    return make_place()


@pytest.fixture
def past(session: Session, place: Place) -> Season:
    """Last winter: today lies 14 days into both; one student signed up long before its end."""
    made = make.season(
        place.district, name="去年寒假", starts_on=place.season.starts_on - YEAR, ends_on=place.season.ends_on - YEAR
    )
    early = make.volunteer(place.township)
    make.availability(early, made, signed_up_on=made.starts_on - timedelta(days=20))
    session.commit()
    return made


def came_late(place: Place, past: Season, days: int = 20, **values: Any) -> Child:
    """A child of last winter who was registered, with consent, so many days after its first day; gone since."""
    day = past.starts_on + timedelta(days=days)
    child = make.child(place.school, place.township, registered_on=day, **values)
    make.consent(child, given_on=day, expires_on=day + timedelta(days=60))
    return child


def wants(child: Child, area: str, subject: str | None = None) -> Child:
    child.needs[0].area, child.needs[0].subject = area, subject
    return child
