"""Two files were one child's: its places, attendance and safety education go to the file that stays."""

from __future__ import annotations

from sqlalchemy import select

from app.activities.models import Attendance, Enrolment, EnrolmentEnd, EnrolmentState, SafetyLesson
from app.activities.rules.seats import OPEN, end_place, lock_class, offer_free_seats, open_places
from app.children.models import Child
from app.foundation.access import Actor
from app.foundation.database import DbSession


def carry_over(session: DbSession, actor: Actor, kept: Child, gone: Child) -> None:
    """Move what stands about ``gone`` to ``kept``, once each. Does not commit; both files are locked."""
    open_in = select(Enrolment.class_id).where(Enrolment.child_id == gone.id, Enrolment.state.in_(OPEN))
    for class_id in sorted(session.scalars(open_in)):
        lessons = lock_class(session, class_id)
        places = open_places(session, class_id)
        if any(place.child_id == kept.id for place in places):
            twin = next(place for place in places if place.child_id == gone.id)
            end_place(session, actor, twin, EnrolmentEnd.OTHER, EnrolmentState.ENDED)
            offer_free_seats(session, actor, lessons)
    for place in session.scalars(select(Enrolment).where(Enrolment.child_id == gone.id)).all():
        place.child_id = kept.id
    there = set(session.scalars(select(Attendance.activity_id).where(Attendance.child_id == kept.id)))
    for row in session.scalars(select(Attendance).where(Attendance.child_id == gone.id)).all():
        if row.activity_id not in there:
            session.add(Attendance(activity_id=row.activity_id, child_id=kept.id))
        session.delete(row)
    taught = set(session.scalars(select(SafetyLesson).where(SafetyLesson.child_id == kept.id)).all())
    known = {(one.topic, one.taught_on, one.place) for one in taught}
    for lesson in session.scalars(select(SafetyLesson).where(SafetyLesson.child_id == gone.id)).all():
        if (lesson.topic, lesson.taught_on, lesson.place) not in known:
            lesson.child_id = kept.id
    session.flush()
