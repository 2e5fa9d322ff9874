"""A district whose season is over: volunteers with confirmed hours, and who issues and watches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.pairing.models import PairingState
from app.places.models import Area
from app.seasons.models import Season
from app.sessions.models import ServiceSession, SessionState
from app.volunteers.models import Volunteer
from tests import factories as make
from tests.factories.certificates import issuer

Session = scoped_session[Any]


@dataclass
class Served:
    """``first`` served 100 minutes of tutoring and 50 of companionship, ``second`` 80 minutes."""

    district: Area
    organizer: Account
    teacher: Account
    season: Season
    first: Volunteer
    second: Volunteer
    account: Account
    """Of the first volunteer."""
    sessions: list[ServiceSession] = field(default_factory=list)


def served_place(session: Session, **first: Any) -> Served:
    """Build and commit it; ``first`` are values of the first volunteer."""
    district = make.district()
    town = make.township(district)
    school = make.school(town)
    organizer = make.account(Role.ORGANIZER, district)
    teacher, account = make.account(Role.SCHOOL_STAFF, school), make.account(Role.VOLUNTEER)
    season = make.season(district, name="2027年寒假")
    one = make.vetted(make.volunteer(town, account_id=account.id, **{"name": "张㛃䶮", **first}))
    two = make.vetted(make.volunteer(town, name="李四"))
    place = Served(district, organizer, teacher, season, one, two, account)
    for volunteer, lasted in ((one, ((100, "tutoring"), (50, "companionship"))), (two, ((80, "tutoring"),))):
        pairing = make.pairing(make.child(school, town), volunteer, season, PairingState.ACTIVE)
        for days, (minutes, area) in enumerate(lasted, start=2):
            place.sessions.append(confirmed(place, pairing, days, minutes, service_area=area))
    issuer(district)
    session.commit()
    return place


def confirmed(place: Served, pairing: Any, days_ago: int, minutes: int, **values: Any) -> ServiceSession:
    """A session that the school has confirmed, an hour ago."""
    return make.service_session(
        pairing, starts_at=clock.now() - timedelta(days=days_ago, hours=1), minutes=minutes,
        state=SessionState.CONFIRMED, confirmed_at=clock.now() - timedelta(hours=1), confirmed_by_id=place.teacher.id,
        **values,
    )  # fmt: skip
