"""Changing an activity, alone or with all that follow in its class; cancelling one ahead, voiding one held."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from app.activities.models import Activity, ActivityState, ActivityTopic, EndReason, ServiceState
from app.activities.rules.recording import LONGEST, check_area, check_topics, season_of
from app.activities.rules.serving import services_of
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused

S = ActivityState
TEXTS = ("title", "service_area", "plan", "safety_note")


@dataclass(frozen=True)
class Change:
    """What is typed of an activity. Day and times count for one that is still planned; of a held one they stay."""

    title: str
    service_area: str
    day: date
    starts: time
    ends: time
    plan: str = ""
    safety_note: str = ""
    topics: Collection[str] = ()


def change_activity(
    session: DbSession, actor: Actor, activity_id: uuid.UUID, change: Change, *, following: bool = False
) -> int:
    """Change an activity; ``following``: and all later planned ones of its class, each on its own day. Commits.

    Returns how many were changed.

    Raises:
        Missing: the activity is not the actor's.
        Refused: the times, the area or a topic cannot be.
        Conflict: it is cancelled or void.
    """
    first = _lock(session, actor, activity_id)
    check_area(session, change.service_area)
    check_topics(session, change.topics)
    if change.ends <= change.starts:
        raise Refused("activities.end_before_start", field="ends")
    if datetime.combine(change.day, change.ends) - datetime.combine(change.day, change.starts) > LONGEST:
        raise Refused("activities.too_long", field="ends", hours=LONGEST.seconds // 3600)
    rows = [first, *(_later(session, first) if following else ())]
    for row in rows:
        day = change.day if row is first else clock.local(row.starts_at).date()
        fields = [*_apply(session, row, change, day), *_set_topics(session, row, set(change.topics))]
        if fields:
            audit.record(session, actor, audit.Action.ACTIVITY_CHANGED, row, fields=sorted(fields), count=len(rows))
    session.commit()
    return len(rows)


def end_activity(
    session: DbSession, actor: Actor, activity_id: uuid.UUID, reason: EndReason, *, following: bool = False
) -> int:
    """Cancel a planned activity, or make a held one void: then it counts nowhere, nor who served there. Commits.

    ``following``: also cancel all later planned ones of its class. Returns how many ended.

    Raises:
        Missing: the activity is not the actor's.
        Conflict: it is cancelled or void already.
    """
    first = _lock(session, actor, activity_id)
    rows = [first, *(_later(session, first) if following else ())]
    for row in rows:
        row.state, row.reason = (S.VOID if row.state is S.HELD else S.CANCELLED), reason
        for service in services_of(session, row.id):
            service.state, service.voided_at, service.voided_by_id = ServiceState.VOID, clock.now(), actor.id
        details = {"after": row.state.value, "reason": reason.value, "count": len(rows)}
        audit.record(session, actor, audit.Action.ACTIVITY_ENDED, row, **details)
    session.commit()
    return len(rows)


def _lock(session: DbSession, actor: Actor, activity_id: uuid.UUID) -> Activity:
    wanted = select(Activity).where(Activity.id == activity_id).with_for_update(of=Activity)
    row = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    row = authorize(actor, Permission.ACTIVITY_WRITE, row)
    if row.state not in {S.PLANNED, S.HELD}:
        raise Conflict("activities.ended_already", state=row.state)
    return row


def _later(session: DbSession, first: Activity) -> list[Activity]:
    if first.class_id is None:
        return []
    later = select(Activity).where(Activity.class_id == first.class_id, Activity.starts_at > first.starts_at)
    planned = later.where(Activity.state == S.PLANNED).order_by(Activity.starts_at, Activity.id)
    return list(session.scalars(planned.with_for_update(of=Activity)))


def _apply(session: DbSession, row: Activity, change: Change, day: date) -> list[str]:
    values: dict[str, object] = {name: getattr(change, name) or None for name in TEXTS}
    if row.state is S.PLANNED:
        season = season_of(session, row.district_id, day)
        values |= {
            "starts_at": clock.from_local(datetime.combine(day, change.starts)),
            "ends_at": clock.from_local(datetime.combine(day, change.ends)),
            "season_id": season.id if season else None,
        }
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    for name in fields:
        setattr(row, name, values[name])
    if "service_area" in fields and services_of(session, row.id):
        raise Refused("activities.area_fixed", field="service_area")  # hours are confirmed under it
    return fields


def _set_topics(session: DbSession, row: Activity, topics: set[str]) -> list[str]:
    taught = session.scalars(select(ActivityTopic).where(ActivityTopic.activity_id == row.id))
    known = {one.topic: one for one in taught}
    for topic in known.keys() - topics:
        session.delete(known[topic])
    session.add_all(ActivityTopic(activity_id=row.id, topic=topic) for topic in sorted(topics - known.keys()))
    return ["topics"] if topics != known.keys() else []
