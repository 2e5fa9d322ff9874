"""A township with a school, a village and a site, for the tests of activities."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.activities.models import Activity, Attendance
from app.children.models import Child
from app.foundation.access import Role
from app.foundation.database import db
from app.places.models import Area, School, Site
from tests import factories as make

NOW = datetime.fromisoformat("2027-01-20T18:00:00+08:00")


@dataclass
class Scene:
    district: Area
    township: Area
    village: Area
    school: School
    site: Site
    staff: Account
    child: Child
    quiet: Child
    """Without consent."""
    elsewhere: Child
    """Of another school and township of the district, consented."""


def make_scene() -> Scene:
    """Staff of the school, and three children: consented, without consent, of another school and township."""
    district = make.district()
    township, other = make.township(district), make.township(district)
    village, school = make.village(township), make.school(township)
    site = make.site(township, school_id=school.id, village_id=village.id)
    child, quiet = make.child(school, village, name="王小明"), make.child(school, village, name="李小红")
    elsewhere = make.child(make.school(other), other, name="赵小刚")
    make.consent(child)
    make.consent(elsewhere)
    staff = make.account(Role.SCHOOL_STAFF, school)
    db.session.commit()
    return Scene(district, township, village, school, site, staff, child, quiet, elsewhere)


def typed(scene: Scene, **values: Any) -> dict[str, Any]:
    return {
        "activity_id": str(uuid.uuid4()),
        "site_id": str(scene.site.id),
        "title": "防溺水课堂",
        "service_area": "safety",
        "day": "2027-01-20",
        "start": "09:00",
        "end": "11:00",
        **values,
    }


def made() -> list[Activity]:
    db.session.expire_all()
    return list(db.session.scalars(select(Activity)))


def present(activity_id: uuid.UUID) -> set[uuid.UUID]:
    return set(db.session.scalars(select(Attendance.child_id).where(Attendance.activity_id == activity_id)))
