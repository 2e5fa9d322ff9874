"""Forms of classes and places in them: shape of input only."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.activities.forms.events import is_uuid
from app.activities.models import EnrolmentEnd, EnrolmentState, SiteClass
from app.activities.rules import STAFF_REASONS, Plan
from app.activities.rules.classes import MOST_PLACES
from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.catalogue.terms import KnownTerm
from app.foundation.forms import Form
from app.foundation.messages import label
from app.places.models import Site
from app.places.weekdays import WEEKDAYS

YES = "yes"
TIMES = ["%H:%M", "%H:%M:%S"]


class ClassForm(Form):
    """A class of a site. ``class_id`` is made with the empty form, so that sending twice makes one."""

    class_id = HiddenField(validators=[is_uuid])
    name = StringField(
        _l("Name of the class"),
        [DataRequired(_l("Enter the name of the class.")), Length(max=60, message=_l("At most 60 characters."))],
    )
    service_area = SelectField(_l("Kind of activity"), [InputRequired(_l("Choose a kind."))])
    starts_on = DateField(_l("First day"), [InputRequired(_l("From which day?"))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Until which day?"))])
    weekdays = SelectMultipleField(_l("Weekdays"), [DataRequired(_l("Choose at least one weekday."))])
    starts = TimeField(_l("Start time"), [InputRequired(_l("When does it start?"))], format=TIMES)
    ends = TimeField(_l("End time"), [InputRequired(_l("When does it end?"))], format=TIMES)
    places = IntegerField(
        _l("Places in the class"),
        [InputRequired(_l("How many children fit?")), NumberRange(1, MOST_PLACES, _l("1 to 200 children."))],
    )
    plan = TextAreaField(_l("Plan"), [Optional(), Length(max=500, message=_l("At most 500 characters."))])

    def offer(self, areas: Sequence[KnownTerm]) -> None:
        """Fill in what can be chosen."""
        self.weekdays.choices = list(WEEKDAYS)
        self.service_area.choices = [(term.code, term_name(term.code, TermKind.SERVICE_AREA)) for term in areas]

    def typed(self) -> Plan:
        """What was entered; call it on a valid form only."""
        values = {name: value for name, value in self.entered().items() if name != "class_id"}
        return Plan(**{**values, "name": values["name"].strip(), "plan": (values["plan"] or "").strip()})


def new_class(site: Site) -> ClassForm:
    """An empty form for a class at a site."""
    return ClassForm(data={"class_id": str(uuid.uuid4()), "places": site.capacity, "weekdays": list("12345")})


def class_as_it_is(lessons: SiteClass, places: int) -> ClassForm:
    """The form with a class in it."""
    plain = ("name", "service_area", "starts_on", "ends_on", "starts", "ends", "plan")
    known: dict[str, Any] = {name: getattr(lessons, name) for name in plain}
    known |= {"class_id": str(lessons.id), "weekdays": sorted(lessons.weekdays), "places": places}
    return ClassForm(data=known)


class PlaceForm(Form):
    """What becomes of a child's place: an answer to an offer, or the reason why it ends."""

    choice = RadioField(_l("What became of it?"), [InputRequired(_l("Choose one."))])

    def offer(self, state: EnrolmentState) -> None:
        """Fill in what can be chosen: for an offer an answer, else a reason to end it."""
        offered = state is EnrolmentState.OFFERED
        reasons: Collection[EnrolmentEnd] = (EnrolmentEnd.REFUSED, EnrolmentEnd.NO_ANSWER) if offered else STAFF_REASONS
        yes = [(YES, _l("The carer said yes"))] if offered else []
        self.choice.choices = [*yes, *((reason.value, label(reason)) for reason in reasons)]

    def reason(self) -> EnrolmentEnd | None:
        """The reason chosen; None for a yes."""
        return None if self.choice.data == YES else EnrolmentEnd(self.choice.data)
