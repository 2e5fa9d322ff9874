"""A session and a service of one volunteer, recorded at the same moment for the same hour: one of them stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.activities import rules as activity_rules
from app.activities.models import ActivityService
from app.foundation.access import Role
from app.foundation.database import db
from app.places.models import Area
from app.sessions import rules as session_rules
from tests import factories as make
from tests.integration.sessions_place import NOW, all_rows, entry, make_scene
from tests.integration.test_sessions_at_once import race


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_session_and_a_service_at_once_leave_one(app: Flask, session: scoped_session[Any]) -> None:
    scene = make_scene()
    site = make.site(scene.child.township, school_id=scene.child.school_id)
    one = entry(scene)
    row = make.activity(
        site, season_id=scene.pairing.season_id, starts_at=one.starts_at - timedelta(minutes=30), ends_at=one.ends_at
    )
    staff = make.account(Role.ORGANIZER, db.session.get_one(Area, site.district_id))
    for check in scene.volunteer.checks:
        check.checked_on = one.day - timedelta(days=9)
    db.session.commit()
    student, organizer, span = scene.account.actor(), staff.actor(), activity_rules.Span(row.starts_at, row.ends_at)
    row_id, volunteer_id = row.id, scene.volunteer.id

    def serve() -> object:
        return activity_rules.set_services(db.session, organizer, row_id, [volunteer_id], {volunteer_id: span})

    outcomes = race(app, [lambda: session_rules.log_session(db.session, student, one).minutes, serve])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "int"], outcomes
    services = db.session.scalar(select(func.count()).select_from(ActivityService)) or 0
    assert len(all_rows()) + services == 1
