"""Visits of the demo's past year, with the agreements and checks that a ledger holds."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, insert, select

from app.activities.models import Activity, ActivityTopic
from app.children.models import Child, LeftBehindKind
from app.demo.past import scaled
from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.sessions.models import ServiceSession, SessionState
from app.visits.codes import Barred, CheckOutcome, Mark, ParentContact, VisitPlace
from app.visits.models import CareAgreement, FileCheck, Visit

VISITS, SAFETY = 6583, 1143
RECENT_SHARE = 0.8
"""Of the children who were visited within the last four weeks: the others are due or overdue."""
TOPICS = ("drowning", "bullying", "drugs", "fraud", "abuse")
PLACES = {VisitPlace.HOME: 7, VisitPlace.SCHOOL: 2, VisitPlace.VILLAGE_OFFICE: 1}
CONTACT = {ParentContact.WEEK: 7, ParentContact.MONTH: 2, ParentContact.LONGER: 1}
AGREED_SHARE, CHECKED_SHARE = 0.85, 0.75


def make_past_visits(session: DbSession, cast: Cast, rng: random.Random) -> None:
    """Add the year's visits; at some of them a topic of safety education was taught."""
    children = len(cast.children)
    count = scaled(VISITS, children) - (session.scalar(select(func.count()).select_from(Visit)) or 0)
    whom = [one for one in cast.children if rng.random() < RECENT_SHARE][: max(0, count)]
    days = [(one, rng.randint(1, 27)) for one in whom]
    days += [(rng.choice(cast.children), rng.randint(28, 360)) for _ in range(count - len(days))]
    taught = max(0, scaled(SAFETY, children) - _taught(session))
    by = {
        Role.VILLAGE_DIRECTOR: cast.accounts[Role.VILLAGE_DIRECTOR],
        Role.TOWNSHIP_SUPERVISOR: cast.accounts[Role.TOWNSHIP_SUPERVISOR],
    }
    own = {grant.area_id for grant in by[Role.VILLAGE_DIRECTOR].roles}
    rows = []
    for number, (child, ago) in enumerate(days):
        who = by[Role.VILLAGE_DIRECTOR if child.village_id in own else Role.TOWNSHIP_SUPERVISOR]
        topics = frozenset({rng.choice(TOPICS)}) if number % len(days) < taught else frozenset()
        rows.append(_visit(child, cast.today - timedelta(days=ago), who.id, topics, rng))
    if rows:
        session.execute(insert(Visit), rows)
    _papers(session, cast, rng)


def _taught(session: DbSession) -> int:
    """Safety-education sessions that were no visits: activities with a topic or of that area, and sessions of it."""
    with_topic = select(ActivityTopic.activity_id)
    groups = select(func.count()).select_from(Activity)
    groups = groups.where((Activity.service_area == "safety") | Activity.id.in_(with_topic))
    pairs = select(func.count()).select_from(ServiceSession)
    pairs = pairs.where(ServiceSession.state == SessionState.CONFIRMED, ServiceSession.service_area == "safety")
    return (session.scalar(groups) or 0) + (session.scalar(pairs) or 0)


def _visit(child: Child, day: date, by: uuid.UUID, topics: frozenset[str], rng: random.Random) -> dict[str, object]:
    worry = rng.random() < 0.04
    return {
        "id": uuid.uuid4(), "district_id": child.district_id, "child_id": child.id, "visited_on": day,
        "place": rng.choices(list(PLACES), list(PLACES.values()))[0], "met_child": rng.random() < 0.9,
        "met_carer": True, "health": Mark.OK, "mood": Mark.CONCERN if worry else Mark.OK, "safety": Mark.OK,
        "schooling": Mark.OK, "care_needs": frozenset({"company"}) if worry else frozenset(),
        "parent_contact": rng.choices(list(CONTACT), list(CONTACT.values()))[0], "risk_seen": False, "topics": topics,
        "visited_by_id": by, "recorded_at": _at(day, 19),
    }  # fmt: skip


def _papers(session: DbSession, cast: Cast, rng: random.Random) -> None:
    """Agreements with those whom both parents entrusted a child to, and the quarter's checks of the files."""
    by = cast.accounts[Role.TOWNSHIP_SUPERVISOR].id
    agreements, checks = [], []
    for child in cast.children:
        signed = max(child.registered_on, cast.today - timedelta(days=rng.randint(20, 330)))
        if child.left_behind is LeftBehindKind.BOTH_AWAY and rng.random() < AGREED_SHARE:
            agreements.append(_agreement(child, signed, by))
        if rng.random() < CHECKED_SHARE:
            day = cast.today - timedelta(days=rng.randint(1, 80))
            checks.append(
                {"district_id": child.district_id, "child_id": child.id, "checked_on": day,
                 "outcome": CheckOutcome.RIGHT, "checked_by_id": by, "checked_at": _at(day, 17)}
            )  # fmt: skip
    for model, rows in ((CareAgreement, agreements), (FileCheck, checks)):
        if rows:
            session.execute(insert(model), rows)


def _agreement(child: Child, signed: date, by: uuid.UUID) -> dict[str, object]:
    carer = next(one for one in child.carers if one.entrusted)
    return {
        "district_id": child.district_id, "child_id": child.id, "carer": carer.name, "relation": carer.relation,
        "signed_on": signed, "valid_until": signed + timedelta(days=365), "witness": "村委会（演示）",
        "barred_asked": frozenset(one.value for one in Barred), "child_heard": True, "written_notice": True,
        "evidence": "演示", "recorded_by_id": by, "recorded_at": _at(signed, 11),
    }  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return clock.from_local(datetime.combine(day, time(hour)))
