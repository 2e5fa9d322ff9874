"""Forms of activities: shape of input only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from app.activities.models import Activity, EndReason
from app.activities.rules import Change, Event
from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.catalogue.terms import KnownTerm
from app.foundation import clock
from app.foundation.forms import Form
from app.foundation.messages import label
from app.places.models import Site

TIMES = ["%H:%M", "%H:%M:%S"]


def is_uuid(form: Form, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    """Stop where a hidden or chosen id is none."""
    try:
        uuid.UUID(str(field.data))
    except ValueError:
        raise StopValidation(_l("Please choose.")) from None


class ContentForm(Form):
    """What an activity is about, whether it lies ahead or took place."""

    title = StringField(
        _l("Title"), [DataRequired(_l("Enter the title.")), Length(max=80, message=_l("At most 80 characters."))]
    )
    service_area = SelectField(_l("Kind of activity"), [InputRequired(_l("Choose a kind."))])
    plan = TextAreaField(_l("Plan"), [Optional(), Length(max=500, message=_l("At most 500 characters."))])
    safety_note = TextAreaField(
        _l("Safety notes"), [Optional(), Length(max=500, message=_l("At most 500 characters."))]
    )
    topics = SelectMultipleField(_l("Safety topics taught"), [Optional()])

    def offer_content(self, areas: Sequence[KnownTerm], topics: Sequence[KnownTerm]) -> None:
        """Fill in what can be chosen."""
        self.service_area.choices = [(term.code, term_name(term.code, TermKind.SERVICE_AREA)) for term in areas]
        self.topics.choices = [(term.code, term_name(term.code, TermKind.SAFETY_TOPIC)) for term in topics]

    def content(self) -> dict[str, Any]:
        """What was entered about the content; call it on a valid form only."""
        return {
            "title": self.title.data.strip(),
            "service_area": self.service_area.data,
            "plan": (self.plan.data or "").strip(),
            "safety_note": (self.safety_note.data or "").strip(),
            "topics": frozenset(self.topics.data or ()),
        }


class ActivityForm(ContentForm):
    """A group activity. ``activity_id`` is made with the empty form and becomes the activity's id."""

    activity_id = HiddenField(validators=[is_uuid])
    site_id = SelectField(_l("Site"), validators=[is_uuid], validate_choice=False)
    day = DateField(_l("Date"), [InputRequired(_l("Which day was it?"))])
    start = TimeField(_l("Start time"), [InputRequired(_l("Enter the start time."))], format=TIMES)
    end = TimeField(_l("End time"), [InputRequired(_l("Enter the end time."))], format=TIMES)

    def offer(self, sites: Sequence[Site], areas: Sequence[KnownTerm], topics: Sequence[KnownTerm]) -> None:
        """Fill in what can be chosen."""
        self.site_id.choices = [(str(site.id), f"{site.name}（{site.township.name}）") for site in sites]
        self.offer_content(areas, topics)

    def event(self) -> Event:
        """What was entered, with moments in UTC; call it on a valid form only."""
        return Event(
            id=uuid.UUID(self.activity_id.data),
            site_id=uuid.UUID(self.site_id.data),
            starts_at=clock.from_local(datetime.combine(self.day.data, self.start.data)),
            ends_at=clock.from_local(datetime.combine(self.day.data, self.end.data)),
            **self.content(),
        )


class AttendanceForm(Form):
    """Who was there, by codes. ``attendance_id`` is the phone's own number of what it kept."""

    attendance_id = HiddenField(default=lambda: str(uuid.uuid4()))
    activity_id = RadioField(_l("Activity"), validators=[is_uuid], validate_choice=False)
    present = SelectMultipleField(
        _l("Who was there"), [InputRequired(_l("Tick who was there."))], validate_choice=False
    )

    def offer(self, activities: Sequence[tuple[uuid.UUID, str]], children: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Fill in what can be chosen: names of activities, and children by code."""
        self.activity_id.choices = [(str(number), name) for number, name in activities]
        self.present.choices = [(str(number), code) for number, code in children]


class ChangeForm(ContentForm):
    """A change of an activity; ``following`` carries it to all later planned ones of its class."""

    day = DateField(_l("Date"), [InputRequired(_l("Which day is it?"))])
    starts = TimeField(_l("Start time"), [InputRequired(_l("When does it start?"))], format=TIMES)
    ends = TimeField(_l("End time"), [InputRequired(_l("When does it end?"))], format=TIMES)
    following = BooleanField(_l("Also change all dates of the class that follow"))

    def change(self) -> Change:
        """What was entered; call it on a valid form only."""
        return Change(day=self.day.data, starts=self.starts.data, ends=self.ends.data, **self.content())


def change_as_it_is(row: Activity) -> ChangeForm:
    """The form with an activity in it."""
    start, end = clock.local(row.starts_at), clock.local(row.ends_at)
    known: dict[str, Any] = {"day": start.date(), "starts": start.time(), "ends": end.time()}
    known |= {name: getattr(row, name) for name in ("title", "service_area", "plan", "safety_note")}
    return ChangeForm(data=known | {"topics": [one.topic for one in row.topics]})


class EndForm(Form):
    """Why an activity is cancelled or void; ``following`` as in ``ChangeForm``."""

    reason = RadioField(_l("Why?"), [InputRequired(_l("Choose one."))])
    following = BooleanField(_l("Also cancel all dates of the class that follow"))

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self.reason.choices = [(one.value, label(one)) for one in EndReason]
