"""What may happen to activities, classes and places in them; each rule checks, changes, audits and commits once."""

from app.activities.rules.classes import Plan, change_class, close_class, make_class, make_dates
from app.activities.rules.enrolling import STAFF_REASONS, Enrolled, answer_offer, end_enrolment, enrol, offer
from app.activities.rules.planning import Change, change_activity, end_activity
from app.activities.rules.recording import Event, add_present, record_activity, set_attendance
from app.activities.rules.serving import Span, set_services

__all__ = [
    "STAFF_REASONS",
    "Change",
    "Enrolled",
    "Event",
    "Plan",
    "Span",
    "add_present",
    "answer_offer",
    "change_activity",
    "change_class",
    "close_class",
    "end_activity",
    "end_enrolment",
    "enrol",
    "make_class",
    "make_dates",
    "offer",
    "record_activity",
    "set_attendance",
    "set_services",
]
