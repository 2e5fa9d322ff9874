"""One small district for the tests of pairings: a school with staff, a deputy, a central school, and people to pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import audit, clock
from app.foundation.access import Role
from app.foundation.database import db
from app.pairing.models import MeetingPlace, Pairing, PairingState
from app.pairing.rules.meeting import MeetingPlan
from app.pairing.rules.proposing import Wanted
from app.places.models import Area, School
from app.seasons.models import Season
from app.volunteers.models import Volunteer
from tests import factories as make


@dataclass
class Place:
    """Everybody who has to do with one pairing."""

    district: Area
    township: Area
    village: Area
    school: School
    central: School
    season: Season
    organizer: Account
    staff: Account
    deputy: Account
    central_staff: Account
    director: Account
    student: Account
    volunteer: Volunteer
    child: Child

    def meeting(self, **values: Any) -> MeetingPlan:
        """Tomorrow at ten, at the school, with the school's staff."""
        at = clock.from_local(datetime.combine(clock.today() + timedelta(days=1), time(10, 0)))
        plan = {
            "at": at,
            "place": MeetingPlace.SCHOOL,
            "place_id": self.school.id,
            "introducer_id": self.staff.id,
            "another_adult": True,
            **values,
        }
        return MeetingPlan(**plan)

    def pairing(self, state: PairingState, **values: Any) -> Pairing:
        """A pairing of the child with the volunteer, proposed by the organizer."""
        values = {"proposed_by_id": self.organizer.id, **values}
        made = make.pairing(self.child, self.volunteer, self.season, state, **values)
        db.session.commit()
        return made


def make_place() -> Place:
    """Build and commit it."""
    district = make.district()
    central_town = make.township(district)
    township = make.township(district)
    village = make.village(township)
    central = make.school(central_town, "中心学校")
    school = make.school(township, "村小", parent_id=central.id)
    season = make.season(district)
    student = make.account(Role.VOLUNTEER, name="陈晓")
    volunteer = make.vetted(make.volunteer(township, account_id=student.id, name="陈晓"))
    make.availability(volunteer, season)
    child = make.child(school, village, name="王小雨", care_tips="怕狗", care_tips_approved_at=clock.now())
    make.consent(child)
    place = Place(
        district,
        township,
        village,
        school,
        central,
        season,
        organizer=make.account(Role.ORGANIZER, district),
        staff=make.account(Role.SCHOOL_STAFF, school, name="李老师", work_phone="0874-3120001"),
        deputy=make.account(Role.SCHOOL_STAFF, school, name="赵老师"),
        central_staff=make.account(Role.SCHOOL_STAFF, central, name="钱老师"),
        director=make.account(Role.VILLAGE_DIRECTOR, village, name="孙主任"),
        student=student,
        volunteer=volunteer,
        child=child,
    )
    db.session.commit()
    return place


def wanted(place: Place, **values: Any) -> Wanted:
    """What somebody who proposes the child to the volunteer asks for."""
    return Wanted(
        **{
            "child_id": place.child.id,
            "volunteer_id": place.volunteer.id,
            "season_id": place.season.id,
            "mode": "in_person",
            **values,
        }
    )


def events(action: audit.Action) -> list[dict[str, Any]]:
    """The details of every event of this kind on the log, in the order in which they happened."""
    wanted = select(audit.AuditEvent).where(audit.AuditEvent.action == action).order_by(audit.AuditEvent.id)
    found = db.session.scalars(wanted)
    return [event.details for event in found.all()]
