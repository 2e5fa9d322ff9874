"""One active pairing in the middle of a season for the tests of sessions, and the ways to log one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.errors import Refused
from app.pairing.models import Pairing, PairingState
from app.places.models import Area, School
from app.seasons.models import Season
from app.sessions import rules
from app.sessions.entry import Entry
from app.sessions.models import ServiceSession, SessionPlace
from app.volunteers.models import Volunteer
from tests import factories as make

# A Wednesday in the season, 18:00 where the children are.
NOW = datetime.fromisoformat("2027-01-20T18:00:00+08:00")


@dataclass
class Scene:
    """Everybody who has to do with one session."""

    township: Area
    school: School
    season: Season
    account: Account
    volunteer: Volunteer
    child: Child
    pairing: Pairing


def make_scene() -> Scene:
    """Build and commit it."""
    township = make.township(make.district())
    school = make.school(township)
    season = make.season(township, starts_on=date(2027, 1, 10), ends_on=date(2027, 2, 28), blackout=["2027-01-18"])
    season.district_id = township.district_id
    account = make.account(Role.VOLUNTEER)
    volunteer = make.vetted(make.volunteer(township, account_id=account.id, slots=2))
    make.availability(volunteer, season, capacity=2)
    child = make.child(school, township)
    make.consent(child)
    pairing = make.pairing(child, volunteer, season, PairingState.ACTIVE)
    db.session.commit()
    return Scene(township, school, season, account, volunteer, child, pairing)


def local(text: str) -> datetime:
    """A moment in UTC, given as the children's clock shows it."""
    return clock.from_local(datetime.fromisoformat(text))


def entry(scene: Scene, start: str = "2027-01-19 14:00", minutes: int = 60, **values: Any) -> Entry:
    """An hour of yesterday afternoon at the school, as the form makes it."""
    starts_at = local(start)
    values = {
        "id": uuid.uuid4(),
        "pairing_id": scene.pairing.id,
        "break_minutes": 0,
        "place": SessionPlace.SCHOOL,
        "service_area": "tutoring",
        "adult_present": True,
        "safe": True,
        "ends_at": starts_at + timedelta(minutes=minutes),
        **values,
    }
    return Entry(starts_at=starts_at, **values)


def log(scene: Scene, *args: Any, **values: Any) -> ServiceSession:
    """Log it as the volunteer."""
    return rules.log_session(db.session, scene.account.actor(), entry(scene, *args, **values))


def refusal(scene: Scene, *args: Any, **values: Any) -> str:
    """The code with which the rule refuses it."""
    with pytest.raises(Refused) as refused:
        log(scene, *args, **values)
    db.session.rollback()
    return refused.value.code


def typed(scene: Scene, **values: Any) -> dict[str, Any]:
    """What the volunteer's browser sends."""
    return {
        "session_id": str(uuid.uuid4()),
        "pairing_id": str(scene.pairing.id),
        "day": "2027-01-19",
        "start": "14:00",
        "end": "15:30",
        "break_minutes": "10",
        "place": "school",
        "service_area": "tutoring",
        "adult_present": "yes",
        "safe": "yes",
        "note": "一起读了一篇课文",
        **values,
    }


def all_rows() -> list[ServiceSession]:
    """Every session in the database, by its time, and what was corrected before its new version."""
    db.session.expire_all()
    order = ServiceSession.starts_at, ServiceSession.replaces_id.is_not(None)
    return list(db.session.scalars(select(ServiceSession).order_by(*order)))
