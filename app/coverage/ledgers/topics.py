"""Which topics of safety education a child has had, wherever they were taught: at activities, in lessons, on visits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.activities.models import Activity, ActivityState, ActivityTopic, Attendance, SafetyLesson
from app.catalogue.queries import safety_topics
from app.children.models import Child
from app.foundation import clock
from app.foundation.database import DbSession
from app.visits.due import counted
from app.visits.models import Visit


def topics_had(session: DbSession, child: Child) -> dict[str, date | None]:
    """The day on which each topic in use was taught last, by code; None for one the child has not had."""
    found: list[tuple[str, date]] = []
    at_activities = (
        select(ActivityTopic.topic, Activity.starts_at)
        .join(Activity, Activity.id == ActivityTopic.activity_id)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(Attendance.child_id == child.id, Activity.state == ActivityState.HELD)
    )
    found += [(row.topic, clock.local(row.starts_at).date()) for row in session.execute(at_activities)]
    lessons = select(SafetyLesson.topic, SafetyLesson.taught_on).where(SafetyLesson.child_id == child.id)
    found += [(row.topic, row.taught_on) for row in session.execute(lessons)]
    visits = select(Visit.topics, Visit.visited_on).where(Visit.child_id == child.id, counted())
    found += [(topic, row.visited_on) for row in session.execute(visits) for topic in row.topics]
    return {
        term.code: max((day for code, day in found if code == term.code), default=None)
        for term in safety_topics(session)
    }
