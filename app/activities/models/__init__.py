"""Tables of activities: group events and who was there, classes of a site with their places, safety education."""

from app.activities.models.classes import ClassSeat, Enrolment, SiteClass
from app.activities.models.events import Activity, ActivityService, ActivityTopic, Attendance
from app.activities.models.kinds import (
    ActivityState,
    EndReason,
    EnrolmentEnd,
    EnrolmentState,
    LessonPlace,
    ServiceState,
)
from app.activities.models.lessons import SafetyLesson

__all__ = [
    "Activity",
    "ActivityService",
    "ActivityState",
    "ActivityTopic",
    "Attendance",
    "ClassSeat",
    "EndReason",
    "Enrolment",
    "EnrolmentEnd",
    "EnrolmentState",
    "LessonPlace",
    "SafetyLesson",
    "ServiceState",
    "SiteClass",
]
