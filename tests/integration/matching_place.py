"""A district to match in, and a run of its matching from the button to the stored answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.jobs.worker import run_job
from app.pairing import tasks
from app.pairing.computing import Computed, compute
from app.pairing.models import MatchRun, RunKind
from app.pairing.rules.running import start_run
from app.places.models import Area, School
from app.seasons.models import Season
from app.volunteers.models import Volunteer
from tests import factories as make

Session = scoped_session[Any]


@dataclass
class Place:
    """Where a matching runs, and who starts it."""

    district: Area
    township: Area
    school: School
    season: Season
    organizer: Account


def make_place() -> Place:
    """Build and commit it."""
    district = make.district()
    township = make.township(district)
    school = make.school(township)
    made = Place(district, township, school, make.season(district), make.account(Role.ORGANIZER, district))
    db.session.commit()
    return made


def compute_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine in this process: the tests about what is stored need not wait for another one."""

    def here(given: Any, beat: Any) -> Computed:
        *steps, (_, answer) = compute(given)
        for _, step in steps:
            beat(*step)
        return answer

    monkeypatch.setattr(tasks, "compute_apart", here)


def children(place: Place, count: int, **values: Any) -> list[Child]:
    """So many children with consent, not committed."""
    made = [make.child(place.school, place.township, **values) for _ in range(count)]
    for child in made:
        make.consent(child)
    return made


def volunteers(place: Place, count: int, **values: Any) -> list[Volunteer]:
    """So many vetted volunteers with time in the season, not committed."""
    made = [make.vetted(make.volunteer(place.township, **values)) for _ in range(count)]
    for volunteer in made:
        make.availability(volunteer, place.season)
    return made


def run(session: Session, place: Place, kind: RunKind = RunKind.FULL) -> MatchRun:
    """Start a run and let the worker do it."""
    started = start_run(session, place.organizer.actor(), place.season.id, kind)
    assert started.job_id is not None
    assert run_job(started.job_id)
    return session.get_one(MatchRun, started.id, populate_existing=True)
