"""Every figure again, by plain loops over all rows: it shares nothing with the registry but the codes' spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.activities.models import Activity, ActivityService, ActivityTopic, Attendance
from app.children.models import Child, Consent
from app.foundation.database import db
from app.pairing.models import Pairing
from app.places.models import Site
from app.sessions.models import ServiceSession
from app.visits.models import Visit
from app.volunteers.models import Availability, Volunteer

ONE_DAY = timedelta(days=1)


def local_day(moment: datetime) -> date:
    """Shanghai is UTC+8, all year."""
    return (moment + timedelta(hours=8)).date()


@dataclass
class Rows:
    """Everything there is, by id."""

    children: dict[Any, Child]
    pairings: dict[Any, Pairing]
    sites: dict[Any, Site]
    activities: dict[Any, Activity]
    sessions: list[ServiceSession]
    attendances: list[Attendance]
    services: list[ActivityService]
    topics: list[ActivityTopic]
    visits: list[Visit]
    consents: list[Consent]
    volunteers: dict[Any, Volunteer]
    availabilities: list[Availability]

    @classmethod
    def read(cls) -> Rows:
        def by_id(model: Any) -> dict[Any, Any]:
            return {row.id: row for row in db.session.scalars(select(model))}

        def every(model: Any) -> list[Any]:
            return list(db.session.scalars(select(model)))

        return cls(
            by_id(Child), by_id(Pairing), by_id(Site), by_id(Activity), every(ServiceSession), every(Attendance),
            every(ActivityService), every(ActivityTopic), every(Visit), every(Consent), by_id(Volunteer),
            every(Availability),
        )  # fmt: skip


Here = Callable[[Any], bool]


@dataclass
class Recount:
    """The figures of a period; ``figures`` counts those of the places ``here`` is true of."""

    rows: Rows
    first: date
    last: date
    today: date
    season: Any = None
    service: str | None = None

    @property
    def day(self) -> date:
        return min(self.last, self.today)

    def within(self, day: date) -> bool:
        return self.first <= day <= self.last

    def on_ledger(self, child: Child) -> bool:
        return child.registered_on <= self.day and (child.left_on is None or child.left_on > self.day)

    def agreed(self, child: Child) -> bool:
        if self.day == self.today:
            return child.consented_until is not None and child.consented_until >= self.today
        return any(one.child_id == child.id and self.reaches(one) for one in self.rows.consents)

    def reaches(self, one: Consent) -> bool:
        if one.decision.value != "given" or one.expires_on is None:
            return False
        taken_back = one.withdrawn_at is not None and local_day(one.withdrawn_at) <= self.day
        return one.given_on <= self.day <= one.expires_on and not taken_back

    def lasts(self, one: Pairing) -> bool:
        if self.season not in (None, one.season_id) or one.approved_at is None or local_day(one.approved_at) > self.day:
            return False
        ended_later = one.state.value == "ended" and one.ended_at is not None and local_day(one.ended_at) > self.day
        return one.state.value in ("approved", "active") or ended_later

    def has_pair(self, child: Child) -> bool:
        return any(one.child_id == child.id and self.lasts(one) for one in self.rows.pairings.values())

    def counts(self, one: ServiceSession) -> bool:
        when = self.rows.pairings[one.pairing_id].season_id == self.season
        when = when if self.season is not None else self.within(local_day(one.starts_at))
        return one.state.value == "confirmed" and when and self.service in (None, one.service_area)

    def held(self, one: Activity) -> bool:
        when = one.state.value == "held" and self.within(local_day(one.starts_at))
        return when and self.service in (None, one.service_area)

    def helped(self) -> list[ActivityService]:
        rows = self.rows.services
        return [
            one for one in rows if one.state.value == "confirmed" and self.held(self.rows.activities[one.activity_id])
        ]

    def teaches(self, one: Activity) -> bool:
        return one.service_area == "safety" or any(topic.activity_id == one.id for topic in self.rows.topics)

    def site_of(self, one: ActivityService) -> Site:
        return self.rows.sites[self.rows.activities[one.activity_id].site_id]

    def paid(self) -> list[Visit]:
        return [one for one in self.rows.visits if one.voided_at is None and self.within(one.visited_on)]

    def signed_up(self, one: Availability) -> bool:
        when = one.season_id == self.season if self.season is not None else self.within(one.signed_up_on)
        return when and (one.withdrawn_on is None or one.withdrawn_on > self.day)

    def of_children(self, here: Here) -> dict[str, int]:
        children = [child for child in self.rows.children.values() if here(child)]
        listed = [child for child in children if self.on_ledger(child)]
        consented = [child for child in listed if self.agreed(child)]
        paired = many(self.has_pair(child) for child in consented)
        met = {one.child_id for one in self.rows.sessions if self.counts(one)}
        seen = {one.child_id for one in self.paid()}
        came = {one.child_id for one in self.rows.attendances if self.held(self.rows.activities[one.activity_id])}
        return {
            "registered": len(listed),
            "consented": len(consented),
            "paired": paired,
            "waiting": len(consented) - paired,
            "met": many(child.id in met for child in children),
            "at_activity": many(child.id in came for child in children),
            "reached": many(child.id in met | came for child in children),
            "visited": many(child.id in seen for child in children),
        }

    def of_records(self, here: Here) -> dict[str, int]:
        sessions = [one for one in self.rows.sessions if self.counts(one) and here(self.rows.children[one.child_id])]
        activities = [
            one for one in self.rows.activities.values() if self.held(one) and here(self.rows.sites[one.site_id])
        ]
        visits = [one for one in self.paid() if here(self.rows.children[one.child_id])]
        safety = many(one.service_area == "safety" for one in sessions)
        return {
            "sessions": len(sessions),
            "hours": sum(one.minutes for one in sessions)
            + sum(one.minutes for one in self.helped() if here(self.site_of(one))),
            "activities": len(activities),
            "safety_sessions": safety
            + many(self.teaches(one) for one in activities)
            + (many(bool(one.topics) for one in visits) if self.service is None else 0),
            "care_sessions": len(sessions) - safety,
            "visits": len(visits),
            "sites": many(here(site) for site in self.rows.sites.values()),
            "service_points": len({one.site_id for one in activities}),
        }

    def of_volunteers(self, here: Here) -> dict[str, int]:
        volunteers = {one.id for one in self.rows.volunteers.values() if here(one)}
        recruited = {one.volunteer_id for one in self.rows.availabilities if self.signed_up(one)}
        serving = {one.volunteer_id for one in (*filter(self.counts, self.rows.sessions), *self.helped())}
        return {"recruited": len(recruited & volunteers), "serving": len(serving & volunteers)}

    def figures(self, here: Here) -> dict[str, int]:
        """Every figure of the places ``here`` is true of (it is asked about children, sites and volunteers)."""
        return {**self.of_children(here), **self.of_records(here), **self.of_volunteers(here)}


def many(truths: Iterable[bool]) -> int:
    """How many are true."""
    return sum(map(int, truths))
