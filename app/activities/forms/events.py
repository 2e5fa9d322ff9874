"""Forms of activities: shape of input only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from app.activities.rules import Event
from app.catalogue.models import Term, TermKind
from app.catalogue.queries import term_name
from app.foundation import clock
from app.foundation.forms import Form
from app.places.models import Site


def is_uuid(form: Form, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    """Stop where a hidden or chosen id is none."""
    try:
        uuid.UUID(str(field.data))
    except ValueError:
        raise StopValidation(_l("Please choose.")) from None


class ActivityForm(Form):
    """A group activity. ``activity_id`` is made with the empty form and becomes the activity's id."""

    activity_id = HiddenField(validators=[is_uuid])
    site_id = SelectField(_l("Site"), validators=[is_uuid], validate_choice=False)
    title = StringField(
        _l("Title"), [DataRequired(_l("What was it?")), Length(max=80, message=_l("At most 80 characters."))]
    )
    service_area = SelectField(_l("Kind of activity"), [InputRequired(_l("Choose a kind."))])
    day = DateField(_l("Date"), [InputRequired(_l("Which day was it?"))])
    start = TimeField(_l("Start time"), [InputRequired(_l("When did it start?"))], format=["%H:%M", "%H:%M:%S"])
    end = TimeField(_l("End time"), [InputRequired(_l("When did it end?"))], format=["%H:%M", "%H:%M:%S"])

    def offer(self, sites: Sequence[Site], areas: Sequence[Term]) -> None:
        """Fill in what can be chosen."""
        self.site_id.choices = [(str(site.id), f"{site.name}（{site.township.name}）") for site in sites]
        self.service_area.choices = [(term.code, term_name(term.code, TermKind.SERVICE_AREA)) for term in areas]

    def event(self) -> Event:
        """What was entered, with moments in UTC; call it on a valid form only."""
        return Event(
            id=uuid.UUID(self.activity_id.data),
            site_id=uuid.UUID(self.site_id.data),
            title=self.title.data.strip(),
            service_area=self.service_area.data,
            starts_at=clock.from_local(datetime.combine(self.day.data, self.start.data)),
            ends_at=clock.from_local(datetime.combine(self.day.data, self.end.data)),
        )
