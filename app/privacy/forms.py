"""Forms of rights and retention: shape of input only."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.foundation import clock
from app.foundation.forms import Form
from app.foundation.messages import label
from app.privacy.models import Breach, BreachKind, Channel, Requester, RequestKind, RequestState
from app.privacy.rules.registers import AssessmentInput, BreachInput
from app.privacy.rules.requests import COPIES

UUID_SHAPE = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
CHOOSE = _l("Please choose.")
WRITE = _l("Please write something.")
TEXT = Length(max=2000, message=_l("At most 2,000 characters."))
LINE = Length(max=80, message=_l("At most 80 characters."))
MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def _choices(*members: StrEnum) -> list[tuple[str, str]]:
    return [(one.value, label(one)) for one in members]


class NewId(Form):
    """A form whose ``record_id`` is made with the empty form, so that sending it twice records once."""

    record_id = HiddenField(validators=[Regexp(UUID_SHAPE)])


class RequestForm(NewId):
    """A request as it came to school, village or League."""

    code = StringField(
        _l("Code of the child or volunteer"),
        [InputRequired(_l("The code is on the file.")), Length(max=12, message=_l("A code has 7 characters."))],
    )
    kind = RadioField(_l("What is asked for"), [InputRequired(CHOOSE)])
    requester = RadioField(_l("Who asks"), [InputRequired(CHOOSE)])
    requester_name = StringField(_l("Name of the person asking"), [Optional(), LINE])
    channel = RadioField(_l("How it came"), [InputRequired(CHOOSE)])
    received_on = DateField(_l("Day it came"), [InputRequired(_l("Which day was it?"))])
    wish = TextAreaField(_l("In their own words"), [Optional(), TEXT])

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self.kind.choices = _choices(*RequestKind)
        self.requester.choices = _choices(*Requester)
        self.channel.choices = _choices(Channel.IN_PERSON, Channel.PHONE, Channel.PAPER)


class DecideForm(Form):
    """The answer."""

    outcome = RadioField(_l("How it is answered"), [InputRequired(CHOOSE)])
    answer = TextAreaField(_l("What was done, or why not"), [Optional(), TEXT])

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self.outcome.choices = _choices(RequestState.DONE, RequestState.REFUSED, RequestState.WITHDRAWN)


class OwnForm(NewId):
    """What a volunteer asks for about the own data."""

    kind = RadioField(_l("What is asked for"), [InputRequired(CHOOSE)])
    wish = TextAreaField(_l("What exactly"), [InputRequired(_l("Say what is to be corrected or deleted.")), TEXT])

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self.kind.choices = _choices(*(one for one in RequestKind if one not in COPIES))


class TermForm(Form):
    """How many months one class is kept."""

    kept = HiddenField(validators=[InputRequired()])
    months = IntegerField(_l("Months"), [InputRequired(_l("A whole number of months."))])


class BreachForm(NewId):
    """A breach: what, when, how many, who was told when. Moments are local."""

    kind = SelectField(_l("Kind of incident"), [InputRequired(CHOOSE)])
    found_at = DateTimeLocalField(_l("Found at"), [InputRequired(_l("When was it found?"))], format=MOMENT)
    summary = TextAreaField(_l("In short, without names"), [InputRequired(WRITE), TEXT])
    children = IntegerField(
        _l("Children affected"), [InputRequired(_l("A number; 0 for none.")), NumberRange(0, 10**6)]
    )
    volunteers = IntegerField(
        _l("Volunteers affected"), [InputRequired(_l("A number; 0 for none.")), NumberRange(0, 10**6)]
    )
    measures = TextAreaField(_l("What was done about it"), [Optional(), TEXT])
    told_office_at = DateTimeLocalField(_l("Cyberspace office told at"), [Optional()], format=MOMENT)
    told_police_at = DateTimeLocalField(_l("Police told at"), [Optional()], format=MOMENT)
    told_people_at = DateTimeLocalField(_l("Guardians and volunteers told at"), [Optional()], format=MOMENT)
    told_how = TextAreaField(_l("How they were told"), [Optional(), TEXT])
    lessons = TextAreaField(_l("What was learnt"), [Optional(), TEXT])

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self.kind.choices = _choices(*BreachKind)

    def show(self, breach: Breach) -> None:
        """Fill in an entry as it stands."""
        for name in ("summary", "children", "volunteers", "measures", "told_how", "lessons"):
            self._fields[name].data = getattr(breach, name)
        self.kind.data = breach.kind.value
        for name in ("found_at", "told_office_at", "told_police_at", "told_people_at"):
            moment = getattr(breach, name)
            self._fields[name].data = clock.local(moment).replace(tzinfo=None) if moment else None

    def given(self) -> BreachInput:
        """What was entered; call it on a valid form only."""
        return BreachInput(
            kind=BreachKind(self.kind.data),
            found_at=clock.from_local(self.found_at.data),
            summary=self.summary.data.strip(),
            children=self.children.data,
            volunteers=self.volunteers.data,
            measures=_text(self.measures.data),
            told_office_at=_moment(self.told_office_at.data),
            told_police_at=_moment(self.told_police_at.data),
            told_people_at=_moment(self.told_people_at.data),
            told_how=_text(self.told_how.data),
        )


class AssessmentForm(NewId):
    """One version of the impact assessment."""

    purpose = TextAreaField(_l("Is what we do lawful, proper and necessary?"), [InputRequired(WRITE), Length(max=6000)])
    effects = TextAreaField(
        _l("What could it do to the children, and how likely?"), [InputRequired(WRITE), Length(max=6000)]
    )
    measures = TextAreaField(_l("What guards them, and is it enough?"), [InputRequired(WRITE), Length(max=6000)])
    conclusion = TextAreaField(_l("Conclusion, and what is to be improved"), [InputRequired(WRITE), Length(max=6000)])
    reviewed_by = StringField(_l("Reviewed by"), [InputRequired(WRITE), LINE])
    reviewed_on = DateField(_l("Reviewed on"), [InputRequired(_l("Which day was it?"))])
    next_due_on = DateField(_l("Next review due"), [InputRequired(_l("Which day was it?"))])

    def given(self) -> AssessmentInput:
        """What was entered; call it on a valid form only."""
        texts = {name: self._fields[name].data.strip() for name in ("purpose", "effects", "measures", "conclusion")}
        return AssessmentInput(
            **texts,
            reviewed_by=self.reviewed_by.data.strip(),
            reviewed_on=self.reviewed_on.data,
            next_due_on=self.next_due_on.data,
        )


class OfficerForm(Form):
    """Who answers for the children's data; public."""

    body = StringField(_l("Body"), [InputRequired(WRITE), LINE])
    name = StringField(_l("Name"), [InputRequired(WRITE), Length(max=40, message=_l("At most 40 characters."))])
    phone = StringField(_l("Phone"), [InputRequired(WRITE), Length(max=30, message=_l("At most 30 characters."))])
    address = StringField(_l("Office address"), [Optional(), Length(max=120, message=_l("At most 120 characters."))])


def _text(typed: str | None) -> str | None:
    return (typed or "").strip() or None


def _moment(typed: Any) -> datetime | None:
    return clock.from_local(typed) if typed else None
