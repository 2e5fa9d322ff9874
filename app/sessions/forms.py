"""Forms of sessions: shape of input only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.children.models import Child
from app.foundation import clock
from app.foundation.forms import Form
from app.foundation.messages import label
from app.pairing.gates import has_lapsed
from app.pairing.models import Pairing
from app.pairing.stages import given_name
from app.sessions.entry import Entry
from app.sessions.models import ReturnReason, SessionPlace, VoidReason

YES, NO = "yes", "no"


def _is_uuid(form: Form, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    try:
        uuid.UUID(str(field.data))
    except ValueError:
        raise StopValidation(_l("Please choose.")) from None


def _named(child: Child) -> str:
    return f"{given_name(child.name)}（{child.code}）"


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class SessionForm(Form):
    """A session. ``session_id`` is made with the empty form and becomes the session's id."""

    session_id = HiddenField(validators=[_is_uuid])
    pairing_id = RadioField(_l("With whom"), validators=[_is_uuid], validate_choice=False)
    day = DateField(_l("Date"), [InputRequired(_l("Which day was it?"))])
    start = TimeField(_l("Start time"), [InputRequired(_l("When did it start?"))], format=["%H:%M", "%H:%M:%S"])
    end = TimeField(_l("End time"), [InputRequired(_l("When did it end?"))], format=["%H:%M", "%H:%M:%S"])
    break_minutes = IntegerField(
        _l("Breaks (minutes)"), [Optional(), NumberRange(0, 600, _l("A number of minutes, 0 or more."))], default=0
    )
    place = RadioField(_l("Where"), [InputRequired(_l("Where was it?"))])
    service_area = RadioField(_l("What you did"), [InputRequired(_l("What did you do?"))])
    adult_present = RadioField(
        _l("Was another adult there?"), [InputRequired(_l("Please answer: was another adult there?"))]
    )
    safe = RadioField(
        _l("Was the child safe and well all the time?"),
        [InputRequired(_l("Please answer: was the child safe and well?"))],
    )
    note = TextAreaField(_l("Note"), [Length(max=1000, message=_l("At most 1,000 characters."))])
    late_reason = StringField(_l("Why so late?"), [Length(max=200, message=_l("At most 200 characters."))])

    def offer(self, pairings: Sequence[Pairing], areas: Sequence[str], *, by_code: bool = False) -> None:
        """Fill in what can be chosen: whom the actor meets, and the service areas with the child's needs first.

        ``by_code`` where no name may be told.
        """
        answers = [(YES, _l("Yes")), (NO, _l("No"))]
        self.pairing_id.choices = [
            (str(one.id), one.child.code if by_code or has_lapsed(one, clock.today()) else _named(one.child))
            for one in pairings
        ]
        self.place.choices = [(place.value, label(place)) for place in SessionPlace]
        self.service_area.choices = [(code, term_name(code, TermKind.SERVICE_AREA)) for code in areas]
        self.adult_present.choices = self.safe.choices = answers

    def entry(self) -> Entry:
        """What was entered, with moments in UTC; call it on a valid form only."""
        return Entry(
            id=uuid.UUID(self.session_id.data),
            pairing_id=uuid.UUID(self.pairing_id.data),
            starts_at=clock.from_local(datetime.combine(self.day.data, self.start.data)),
            ends_at=clock.from_local(datetime.combine(self.day.data, self.end.data)),
            break_minutes=self.break_minutes.data or 0,
            place=SessionPlace(self.place.data),
            service_area=self.service_area.data,
            adult_present=self.adult_present.data == YES,
            safe=self.safe.data == YES,
            note=_stripped(self.note.data),
            late_reason=_stripped(self.late_reason.data),
        )


class ReturnForm(Form):
    """Why a session goes back."""

    reason = RadioField(_l("Why do you return it?"), [InputRequired(_l("Choose why."))])
    remark = StringField(_l("In a few words"), [Length(max=200, message=_l("At most 200 characters."))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.reason.choices = [(reason.value, label(reason)) for reason in ReturnReason]


class VoidForm(Form):
    """Why a session is voided."""

    reason = RadioField(_l("Why does it not count?"), [InputRequired(_l("Choose why."))])
    remark = StringField(_l("In a few words"), [Length(max=200, message=_l("At most 200 characters."))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.reason.choices = [(reason.value, label(reason)) for reason in VoidReason]
