"""Factories of classes: the class with its seats, a child's place in it, and a volunteer who served."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from app.accounts.models import Account
from app.activities.models import Activity, ActivityService, ClassSeat, Enrolment, EnrolmentState, SiteClass
from app.children.models import Child
from app.foundation import clock
from app.places.models import Site
from app.volunteers.models import Volunteer
from tests.factories import add


def site_class(at: Site, seats: int = 2, **values: Any) -> SiteClass:
    """A class of a site with some places, on weekdays for three weeks from today."""
    today = clock.today()
    values = {
        "name": "寒假班",
        "service_area": "quality",
        "starts_on": today,
        "ends_on": today + timedelta(days=20),
        "weekdays": frozenset("12345"),
        "starts": time(14),
        "ends": time(16),
        **values,
    }
    made: SiteClass = add(SiteClass(district_id=at.district_id, site_id=at.id, **values))
    made.seats.extend(ClassSeat(number=number) for number in range(1, seats + 1))
    add(made)
    return made


def enrolment(of: Child, into: SiteClass, seat: int | None = None, **values: Any) -> Enrolment:
    """A child in a class: enrolled on a seat, or waiting for one."""
    values.setdefault("state", EnrolmentState.WAITING if seat is None else EnrolmentState.ENROLLED)
    made: Enrolment = add(Enrolment(class_id=into.id, child_id=of.id, seat=seat, **values))
    return made


def activity_service(at: Activity, by: Volunteer, confirmer: Account, **values: Any) -> ActivityService:
    """A volunteer who served at an activity from its beginning to its end."""
    minutes = int((at.ends_at - at.starts_at) / timedelta(minutes=1))
    values = {"starts_at": at.starts_at, "ends_at": at.ends_at, "minutes": minutes, **values}
    row = ActivityService(
        activity_id=at.id, volunteer_id=by.id, service_area=at.service_area, confirmed_by_id=confirmer.id, **values
    )
    made: ActivityService = add(row)
    return made
