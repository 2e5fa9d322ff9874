"""Sites of the demo are open, hold so many children and have keepers; some hold a holiday class with a waiting list."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, time, timedelta

from app.activities.models import (
    Activity,
    ActivityState,
    ClassSeat,
    Enrolment,
    EnrolmentState,
    SiteClass,
)
from app.activities.rules.seats import shut_gates
from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.places.models import Site, SiteHours, SiteKind

CLASSES = 5
SEATS = 20
DAYS = 18
HOURS = {
    SiteKind.FOUR_THIRTY_CLASSROOM: (time(16, 30), time(18, 0)),
    SiteKind.HOLIDAY_CLASS: (time(8, 30), time(17, 0)),
}
OTHERWISE = (time(9, 0), time(17, 0))
NAMES = ("寒假托管班（上午）", "作业辅导班", "兴趣绘画班", "趣味科学班", "阅读陪伴班")


def make_classes(session: DbSession, cast: Cast, rng: random.Random) -> None:
    """Say how the sites are run, and fill a few classes: the first is at a site of the printed township, and full."""
    home = cast.places.townships[3]
    ordered = sorted(cast.places.sites, key=lambda site: site.township_id != home.id)
    for site in cast.places.sites:
        opens, closes = HOURS.get(site.kind, OTHERWISE)
        site.capacity = rng.choice((20, 24, 30, 40))
        site.hours = [SiteHours(weekday=day, opens=opens, closes=closes) for day in range(1, 6)]
        site.keeper_contact = f"值班老师 0874-{rng.randint(3000000, 3999999)}"
    taken: set[uuid.UUID] = set()
    for number, site in enumerate(ordered[:CLASSES]):
        _class(session, cast, site, number, taken)
    session.flush()


def _class(session: DbSession, cast: Cast, site: Site, number: int, taken: set[uuid.UUID]) -> None:
    first = cast.today - timedelta(days=4)
    lessons = SiteClass(
        id=uuid.uuid4(), district_id=site.district_id, site_id=site.id, season_id=cast.season.id,
        name=NAMES[number % len(NAMES)], service_area=("quality", "tutoring")[number % 2],
        starts_on=first, ends_on=first + timedelta(days=DAYS), weekdays=frozenset("12345"),
        starts=time(9), ends=time(11), plan="上午作业辅导一小时，户外活动半小时，阅读半小时。",
        made_by_id=cast.accounts[Role.ORGANIZER].id,
    )  # fmt: skip
    session.add(lessons)
    seats = 8 if number == 0 else SEATS
    session.add_all(ClassSeat(class_id=lessons.id, number=seat) for seat in range(1, seats + 1))
    session.flush()
    near = [child for child in cast.children if child.township_id == site.township_id and child.id not in taken]
    able = [child for child in near if not shut_gates(child, cast.today)]
    for place, child in enumerate(able[: seats + 3 if number == 0 else seats // 2]):
        taken.add(child.id)
        session.add(_place(lessons, child.id, place + 1 if place < seats else None, place))
    _dates(session, lessons, cast)


def _place(lessons: SiteClass, child_id: uuid.UUID, seat: int | None, number: int) -> Enrolment:
    asked = clock.now() - timedelta(days=6) + timedelta(minutes=7 * number)
    state = EnrolmentState.WAITING if seat is None else EnrolmentState.ENROLLED
    answered = asked if seat is not None else None
    return Enrolment(
        class_id=lessons.id, child_id=child_id, state=state, seat=seat, asked_at=asked, answered_at=answered
    )


def _dates(session: DbSession, lessons: SiteClass, cast: Cast) -> None:
    for number in range(DAYS):
        day = cast.today + timedelta(days=number)
        if str(day.isoweekday()) in lessons.weekdays and day <= lessons.ends_on:
            session.add(
                Activity(
                    id=uuid.uuid4(), district_id=lessons.district_id, site_id=lessons.site_id, class_id=lessons.id,
                    season_id=lessons.season_id, title=lessons.name, service_area=lessons.service_area,
                    starts_at=clock.from_local(datetime.combine(day, lessons.starts)),
                    ends_at=clock.from_local(datetime.combine(day, lessons.ends)),
                    state=ActivityState.PLANNED, plan=lessons.plan, recorded_by_id=lessons.made_by_id,
                )
            )  # fmt: skip
