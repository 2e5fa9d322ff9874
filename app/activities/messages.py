"""Words of activities, classes and places in them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.activities.models import ActivityState, EndReason, EnrolmentEnd, EnrolmentState, LessonPlace

# As pairs: reasons of one enum share their codes with reasons of another.
LABELS: tuple[tuple[StrEnum, Any], ...] = (
    (ActivityState.PLANNED, _l("Planned")),
    (ActivityState.HELD, _l("Took place")),
    (ActivityState.CANCELLED, _l("Cancelled")),
    (ActivityState.VOID, _l("Void")),
    (EndReason.WEATHER, _l("Weather")),
    (EndReason.NO_STAFF, _l("Nobody to hold it")),
    (EndReason.FEW_CHILDREN, _l("Too few children")),
    (EndReason.MISTAKE, _l("Recorded by mistake")),
    (EndReason.OTHER, _l("Another reason")),
    (EnrolmentState.WAITING, _l("On the waiting list")),
    (EnrolmentState.OFFERED, _l("Offered a place")),
    (EnrolmentState.ENROLLED, _l("Has a place")),
    (EnrolmentState.DECLINED, _l("Place declined")),
    (EnrolmentState.ENDED, _l("Left the class")),
    (EnrolmentEnd.REFUSED, _l("The carer said no")),
    (EnrolmentEnd.NO_ANSWER, _l("No answer")),
    (EnrolmentEnd.NOT_NEEDED, _l("No longer needed")),
    (EnrolmentEnd.MOVED, _l("Moved away")),
    (EnrolmentEnd.FINISHED, _l("Finished the class")),
    (EnrolmentEnd.CONSENT, _l("Consent ended")),
    (EnrolmentEnd.LEFT_LEDGER, _l("Left the ledger")),
    (EnrolmentEnd.OTHER, _l("Another reason")),
    (LessonPlace.SCHOOL, _l("At school")),
    (LessonPlace.VISIT, _l("On a visit")),
    (LessonPlace.SESSION, _l("In a session")),
    (LessonPlace.OTHER, _l("Elsewhere")),
)

MESSAGES: dict[str, Any] = {
    "activities.area_fixed": _l("Hours of volunteers are confirmed under this kind already."),
    "activities.child_gate": _l("This cannot be now: %(gate)s."),
    "activities.class_over": _l("The class is over or takes no more children."),
    "activities.class_too_long": _l("A class lasts at most %(days)s days."),
    "activities.closes_before_opening": _l("It closes before it opens."),
    "activities.day_full": _l("Volunteer %(volunteer)s would serve more than %(hours)s hours on that day."),
    "activities.last_before_first": _l("The last day lies before the first."),
    "activities.no_season": _l("Hours are recorded within a season only; no season covers this day."),
    "activities.lesson_day": _l("Not ahead, and not before last year."),
    "activities.no_topic": _l("Choose at least one topic."),
    "activities.no_weekday": _l("Choose at least one weekday."),
    "activities.not_held": _l("Say first who of the children was there."),
    "activities.not_verified": _l("Volunteer %(volunteer)s is not verified for this kind of activity."),
    "activities.outside": _l("A volunteer serves within the time of the activity."),
    "activities.overlap": _l("Volunteer %(volunteer)s served elsewhere at that time: %(other)s."),
    "activities.own_service": _l("You cannot record your own service. Ask a colleague."),
    "activities.place_changed": _l("Somebody was first: the place is now “%(state)s”."),
    "activities.session_overlaps": _l("At that time you served at a group activity: %(other)s."),
    "activities.too_few_places": _l("%(taken)s children have a place or an offer already."),
    "activities.too_many_places": _l("Between 1 and %(most)s places fit here."),
    "activities.volunteer_gate": _l("Volunteer %(volunteer)s could not serve on that day: %(gate)s."),
    "activities.end_before_start": _l("The end must be later than the start."),
    "activities.ended_already": _l("Nothing was changed: this activity is “%(state)s”."),
    "activities.not_begun": _l("It has not begun yet."),
    "activities.too_far": _l("Plan at most a year ahead."),
    "activities.topic_taken": _l("There is a topic of this name already."),
    "activities.unknown_topic": _l("Choose topics of the list."),
    "activities.too_long": _l("An activity lasts at most %(hours)s hours."),
    "activities.unknown_area": _l("Choose a kind."),
}
