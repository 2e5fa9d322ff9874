"""A calendar file (RFC 5545): when somebody meets, and nothing about whom, or where anybody lives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event

from app.foundation import clock
from app.reminders.registry import Meeting

MIMETYPE = "text/calendar"
REFRESH = timedelta(hours=6)


def as_calendar(meetings: Iterable[Meeting]) -> bytes:
    """The meetings as a file that telephones read, in the reader's language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tongxing//Tongxing//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Tongxing"))
    calendar.add("x-wr-timezone", str(clock.LOCAL))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.id}@tongxing")
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("sequence", int(meeting.cancelled))
    starts, ends = clock.local(meeting.starts_at), clock.local(meeting.ends_at)
    event.add("dtstart", starts.date() if meeting.whole_days else starts)
    event.add("dtend", ends.date() if meeting.whole_days else ends)
    event.add("summary", _("Tongxing: meeting"))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
