"""Group activities of the demo's past year: at every site, with the children of its township."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, insert, select

from app.activities.models import Activity, ActivityService, ActivityState, ActivityTopic, Attendance, ServiceState
from app.children.models import Child
from app.demo.consents import earlier_consents
from app.demo.past import scaled
from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.places.models import Site
from app.seasons.models import Season
from app.sessions.models import ServiceSession, SessionState

ACTIVITIES, REACHED = 228, 1337
SAFETY_SHARE = 0.35
ATTENDING = (14, 26)
# Title, service area, topics of safety education.
KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("手工课", "quality", ()),
    ("读书会", "companionship", ()),
    ("红色故事会", "guidance", ()),
    ("假期作业辅导班", "tutoring", ()),
    ("趣味运动会", "quality", ()),
)
SAFETY_KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("防溺水课堂", "safety", ("drowning",)),
    ("防欺凌情景剧", "safety", ("bullying",)),
    ("禁毒宣传", "safety", ("drugs",)),
    ("防诈骗小课堂", "safety", ("fraud",)),
    ("保护自己", "safety", ("abuse", "bullying")),
)


def make_past_activities(session: DbSession, cast: Cast, rng: random.Random) -> None:
    """Add activities with attendance, helpers and topics until the year is full."""
    held = select(func.count()).where(Activity.state == ActivityState.HELD)
    count = scaled(ACTIVITIES, len(cast.children)) - (session.scalar(held) or 0)
    if count <= 0:
        return
    sites = [cast.places.sites[number % len(cast.places.sites)] for number in range(count)]
    seasons = list(session.scalars(select(Season)))
    activities = [_activity(cast, site, number, count, seasons, rng) for number, site in enumerate(sites)]
    reached = _reached(session)
    guests = _guests(cast, sites, reached, scaled(REACHED, len(cast.children)), rng)
    session.execute(insert(Activity), [row for row, _topics in activities])
    topics = [{"activity_id": row["id"], "topic": topic} for row, taught in activities for topic in taught]
    if topics:
        session.execute(insert(ActivityTopic), topics)
    session.execute(insert(Attendance), _attendances(activities, sites, guests, rng))
    services = _services(cast, activities)
    if services:
        session.execute(insert(ActivityService), services)
    earlier_consents(session, [one for one in _all(guests) if one.id not in reached], cast.today)


def _reached(session: DbSession) -> set[uuid.UUID]:
    met = select(ServiceSession.child_id).where(ServiceSession.state == SessionState.CONFIRMED)
    return set(session.scalars(met)) | set(session.scalars(select(Attendance.child_id)))


def _activity(
    cast: Cast, site: Site, number: int, count: int, seasons: list[Season], rng: random.Random
) -> tuple[dict[str, object], tuple[str, ...]]:
    # From ten months ago until a month ago, evenly, in the late afternoon: sessions are over by then.
    day = cast.today - timedelta(days=300 - number * 270 // count)
    title, area, topics = rng.choice(SAFETY_KINDS if rng.random() < SAFETY_SHARE else KINDS)
    starts = _at(day, 16)
    season = next((one for one in seasons if one.starts_on <= day <= one.ends_on), None)
    row: dict[str, object] = {
        "season_id": season.id if season is not None else None,
        "id": uuid.uuid4(), "district_id": cast.places.district.id, "site_id": site.id, "title": title,
        "service_area": area, "starts_at": starts, "ends_at": starts + timedelta(minutes=100),
        "state": ActivityState.HELD, "recorded_by_id": cast.accounts[Role.ORGANIZER].id,
        "recorded_at": starts + timedelta(hours=3),
    }  # fmt: skip
    return row, topics


def _guests(
    cast: Cast, sites: list[Site], reached: set[uuid.UUID], target: int, rng: random.Random
) -> dict[uuid.UUID, list[Child]]:
    """Township id -> the children who come there: all who were reached already, and new ones up to the target."""
    held = {site.township_id for site in sites}
    able = [one for one in cast.children if one.consented_until and one.township_id in held]
    rng.shuffle(able)
    known = [one for one in able if one.id in reached]
    new = [one for one in able if one.id not in reached][: max(0, target - len(reached))]
    by_township: dict[uuid.UUID, list[Child]] = defaultdict(list)
    for child in new + known:  # new ones first: each of them comes at least once
        by_township[child.township_id].append(child)
    return by_township


def _attendances(
    activities: list[tuple[dict[str, object], tuple[str, ...]]], sites: list[Site],
    guests: dict[uuid.UUID, list[Child]], rng: random.Random,
) -> list[dict[str, object]]:  # fmt: skip
    """Each township's children in turn, so that everybody comes; as many at once as it takes."""
    held: dict[uuid.UUID, list[object]] = defaultdict(list)
    for (row, _topics), site in zip(activities, sites, strict=True):
        held[site.township_id].append(row["id"])
    rows: list[dict[str, object]] = []
    for township_id, ids in held.items():
        children = guests.get(township_id, [])
        least = -(-len(children) // len(ids))
        start = 0
        for activity_id in ids:
            size = min(len(children), max(least, rng.randint(*ATTENDING)))
            present = [children[(start + place) % len(children)] for place in range(size)]
            rows.extend({"activity_id": activity_id, "child_id": child.id} for child in present)
            start += size
    return rows


def _services(cast: Cast, activities: list[tuple[dict[str, object], tuple[str, ...]]]) -> list[dict[str, object]]:
    """Two students at each activity of a vacation, in turn: nobody is at two places in one afternoon."""
    ids = [one.id for one in cast.volunteers]
    rows: list[dict[str, object]] = []
    for number, (activity, _topics) in enumerate(activities):
        pair = sorted({ids[(2 * number) % len(ids)], ids[(2 * number + 1) % len(ids)]})
        if activity["season_id"] is not None:  # outside the seasons the students are at their colleges
            rows.extend(_service(activity, one) for one in pair)
    return rows


def _service(activity: dict[str, object], volunteer_id: uuid.UUID) -> dict[str, object]:
    return {
        "id": uuid.uuid4(), "activity_id": activity["id"], "volunteer_id": volunteer_id,
        "service_area": activity["service_area"], "starts_at": activity["starts_at"], "ends_at": activity["ends_at"],
        "minutes": 100, "state": ServiceState.CONFIRMED, "confirmed_by_id": activity["recorded_by_id"],
        "confirmed_at": activity["recorded_at"],
    }  # fmt: skip


def _all(guests: dict[uuid.UUID, list[Child]]) -> list[Child]:
    return [child for children in guests.values() for child in children]


def _at(day: date, hour: int) -> datetime:
    return clock.from_local(datetime.combine(day, time(hour)))
