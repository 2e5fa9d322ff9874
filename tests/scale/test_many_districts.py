"""The matchings of many districts, asked for at one moment: every worker is at some of them, and none is done twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.database import db
from app.pairing.rules.running import start_run
from app.seasons.models import Season
from config import load_settings
from tests import factories as make
from tests.scale.cluster import Cluster, Machine

pytestmark = pytest.mark.browser
DISTRICTS, CHILDREN = 6, 12


@pytest.fixture
def program(site: Cluster) -> Iterator[Flask]:
    """The program beside the machines, on their database and their queue."""
    app = create_app(load_settings(site.environment))
    with app.app_context():
        yield app


@pytest.mark.usefixtures("program")
def test_matchings_of_many_districts_spread_over_the_workers(site: Cluster) -> None:
    asked = [_organizer_and_season(number) for number in range(DISTRICTS)]
    assert not any(_computes(worker) for worker in site.workers)
    runs = [start_run(db.session, organizer.actor(), season.id) for organizer, season in asked]
    at_work: set[int] = set()
    for _ in range(900):
        at_work |= {worker.process.pid for worker in site.workers if _computes(worker)}
        states = site.ask("SELECT state, attempts FROM job WHERE kind = 'match_run' ORDER BY created_at")
        if all(state == "done" for state, _ in states):
            break
        time.sleep(0.1)
    assert states == [("done", 1)] * DISTRICTS
    assert at_work == {worker.process.pid for worker in site.workers}
    for run, (_, season) in zip(runs, asked, strict=True):
        found = site.ask(
            "SELECT count(*), count(DISTINCT child.district_id), min(CAST(child.district_id AS text))"
            " FROM match_pair JOIN child ON child.id = match_pair.child_id WHERE match_pair.run_id = :run",
            run=run.id,
        )
        assert found == [(CHILDREN // 2, 1, str(season.district_id))]
    site.flask("audit", "verify")


def _organizer_and_season(number: int) -> tuple[Account, Season]:
    """A district with children who wait, and half as many volunteers for them."""
    district = make.district()
    township = make.township(district, code=f"99{number:07}")  # none of the demo's
    school, season = make.school(township), make.season(district)
    for place in range(CHILDREN):
        child = make.child(school, township)
        make.consent(child)
        if place % 2:
            make.availability(make.vetted(make.volunteer(township)), season)
    organizer = make.account(Role.ORGANIZER, district)
    db.session.commit()
    return organizer, season


def _computes(machine: Machine) -> bool:
    """Whether the engine is at work for it: it runs in a process of its own, in the session of the worker."""
    group = str(machine.process.pid)
    found = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        found += fields[3] == group
    return found > 1
