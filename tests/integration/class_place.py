"""A township with a school, a village, a site and a class, for the tests of classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.activities.models import Enrolment, SiteClass
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.places.models import Area, School, Site
from app.seasons.models import Season
from tests import factories as make
from tests.factories.classes import site_class

NOW = datetime.fromisoformat("2027-01-20T18:00:00+08:00")


@dataclass
class ClassPlace:
    district: Area
    township: Area
    village: Area
    school: School
    site: Site
    season: Season
    lessons: SiteClass
    """Two places."""
    staff: Account
    keeper: Account
    """Staff of another school, who keeps the site."""
    organizer: Account
    children: list[Child]
    """Of the school, consented."""

    def places(self) -> dict[Child, tuple[str, int | None]]:
        """State and seat of the last enrolment of each child."""
        db.session.expire_all()
        rows = db.session.scalars(
            select(Enrolment).where(Enrolment.class_id == self.lessons.id).order_by(Enrolment.asked_at)
        )
        return {row.child: (row.state.value, row.seat) for row in rows}


def make_class_place(children: int = 4, seats: int = 2, **values: Any) -> ClassPlace:
    """One class with two places, four children who could have them."""
    district = make.district()
    township = make.township(district)
    village, school = make.village(township), make.school(township)
    site = make.site(township, school_id=school.id, village_id=village.id)
    today = clock.today()
    season = make.season(district, starts_on=today - timedelta(days=5), ends_on=today + timedelta(days=25))
    lessons = site_class(site, seats, season_id=season.id, **values)
    pupils = [make.child(school, village) for _ in range(children)]
    for child in pupils:
        make.consent(child)
    keeper = make.account(Role.SCHOOL_STAFF, make.school(make.township(district)))
    site.keeper_id = keeper.id
    staff, organizer = make.account(Role.SCHOOL_STAFF, school), make.account(Role.ORGANIZER, district)
    db.session.commit()
    return ClassPlace(district, township, village, school, site, season, lessons, staff, keeper, organizer, pupils)
