"""Forms of concerns: shape of input only."""

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
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.forms import Form
from app.foundation.messages import label
from app.places.models import Area
from app.safeguarding.models import ConcernAbout, Outcome, Post, ReportedTo, Situation
from app.safeguarding.rules.handling import Reported
from app.safeguarding.rules.raising import LONGEST, Report

NOBODY = ""


def _is_uuid(form: Form, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    try:
        uuid.UUID(str(field.data))
    except ValueError:
        raise StopValidation(_l("Please choose.")) from None


def _short(longest: int) -> list[Any]:
    return [Optional(), Length(max=longest, message=_l("At most %(max)d characters."))]


class ReportForm(Form):
    """A concern. ``concern_id`` is made with the empty form; only ``story`` has to be filled in."""

    concern_id = HiddenField(validators=[_is_uuid])
    story = TextAreaField(
        _l("What happened, or what worries you?"),
        [
            InputRequired(_l("Write at least one sentence.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters.")),
        ],
    )
    urgent = BooleanField(_l("A child may be in danger right now"))
    district_id = SelectField(_l("District"), validate_choice=False)
    about = RadioField(_l("Whom is it about?"), default=ConcernAbout.UNSAID.value)
    who = StringField(_l("Their name, or how you know them"), _short(200))
    child_code = StringField(_l("The child's code"), _short(40))
    handler_id = SelectField(_l("Who of those handling concerns"), validate_choice=False)
    place = StringField(_l("Where did it happen?"), _short(200))
    name = StringField(_l("Your name"), _short(60))
    phone = StringField(_l("Your phone"), _short(30))
    may_call = BooleanField(_l("You may call me"))

    def offer(self, areas: Sequence[Area], team: Sequence[Account]) -> None:
        """Set what there is to choose from."""
        self.about.choices = [SelectChoice(kind.value, label(kind)) for kind in ConcernAbout]
        self.district_id.choices = [SelectChoice("", _l("Please choose."))] + [
            SelectChoice(str(area.id), area.name) for area in areas
        ]
        self.handler_id.choices = [SelectChoice(NOBODY, _l("I would rather not say"))] + [
            SelectChoice(str(one.id), one.name) for one in team
        ]

    def report(self, district_id: uuid.UUID) -> Report:
        """What was said, for the rule; call it on a valid form only."""
        return Report(
            id=uuid.UUID(self.concern_id.data),
            district_id=district_id,
            story=self.story.data or "",
            urgent=self.urgent.data,
            about=ConcernAbout(self.about.data),
            who=self.who.data or "",
            child_code=self.child_code.data or "",
            handler_id=as_id(self.handler_id.data),
            place=self.place.data or "",
            name=self.name.data or "",
            phone=self.phone.data or "",
            may_call=self.may_call.data,
        )


class MoreForm(Form):
    """Words that a reporter adds by the receipt's code."""

    code = StringField(
        _l("The code on your receipt"), [InputRequired(_l("Enter the code of your receipt.")), Length(max=40)]
    )
    words = TextAreaField(
        _l("What do you want to add?"), [InputRequired(_l("Write at least one sentence.")), Length(max=LONGEST)]
    )


class WordsForm(Form):
    """A note."""

    words = TextAreaField(_l("Your note"), [InputRequired(_l("Write at least one sentence.")), Length(max=LONGEST)])


class LiftForm(Form):
    """Why a suspension is to be lifted."""

    words = TextAreaField(
        _l("Why may the volunteer serve again?"),
        [InputRequired(_l("Write at least one sentence.")), Length(max=LONGEST)],
    )


class TriageForm(Form):
    """Which of the nine situations apply."""

    situations = SelectMultipleField(_l("Which of these apply?"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.situations.choices = [SelectChoice(one.value, label(one)) for one in Situation]

    def chosen(self) -> list[Situation]:
        """What was ticked."""
        return [Situation(one) for one in self.situations.data or ()]


class ConnectForm(Form):
    """Whom it is about, once that is known; one of the three."""

    child = StringField(_l("The child's code"), _short(40))
    volunteer = StringField(_l("The volunteer's code or full name"), _short(60))
    member = SelectField(_l("Somebody who handles concerns"), validate_choice=False)

    def offer(self, team: Sequence[Account]) -> None:
        """Set who there is."""
        self.member.choices = [SelectChoice(NOBODY, "—")] + [SelectChoice(str(one.id), one.name) for one in team]


class ReportedForm(Form):
    """A report that was made to an authority."""

    to = RadioField(_l("To whom"), [InputRequired(_l("Please choose."))])
    day = DateField(_l("Date"), [InputRequired(_l("Which day was it?"))])
    hour = TimeField(_l("Time"), [InputRequired(_l("At what time was it?"))], format=["%H:%M", "%H:%M:%S"])
    by = StringField(_l("Who reported it"), [InputRequired(_l("Enter a name.")), Length(max=60)])
    whom = StringField(_l("Who took it"), _short(120))
    reference = StringField(_l("Reference number"), _short(60))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.to.choices = [SelectChoice(one.value, label(one)) for one in ReportedTo]

    def made(self) -> Reported:
        """What was typed, for the rule; call it on a valid form only."""
        return Reported(
            to=ReportedTo(self.to.data),
            at=clock.from_local(datetime.combine(self.day.data, self.hour.data)),
            by=self.by.data or "",
            whom=self.whom.data or "",
            reference=self.reference.data or "",
        )


class CloseForm(Form):
    """The outcome of a concern."""

    outcome = RadioField(_l("What came of it?"), [InputRequired(_l("Please choose."))])
    words = TextAreaField(
        _l("The outcome in words"), [InputRequired(_l("Write at least one sentence.")), Length(max=LONGEST)]
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.outcome.choices = [SelectChoice(one.value, label(one)) for one in Outcome]


class DutyForm(Form):
    """Who is on duty from when until when."""

    first = DateField(_l("From day"), [InputRequired(_l("Give the first day."))])
    last = DateField(_l("Until day"), [InputRequired(_l("Give the last day."))])
    member = SelectField(_l("On duty"), validate_choice=False)

    def offer(self, team: Sequence[Account]) -> None:
        """Set who there is."""
        nobody = SelectChoice(NOBODY, _l("Nobody: it falls to the lead"))
        self.member.choices = [nobody] + [SelectChoice(str(one.id), one.name) for one in team]


class TimesForm(Form):
    """Within how many minutes a concern is acknowledged."""

    minutes = IntegerField(
        _l("Minutes to take a concern on"), [InputRequired(_l("Give a number.")), NumberRange(1, 1440)]
    )
    urgent_minutes = IntegerField(
        _l("Minutes to take an urgent one on"), [InputRequired(_l("Give a number.")), NumberRange(1, 1440)]
    )


class PostForm(Form):
    """Who is to be named."""

    district_id = HiddenField(validators=[_is_uuid])
    post = RadioField(_l("Post"), [InputRequired(_l("Please choose."))])
    member = SelectField(_l("Whom"), validate_choice=False)

    def offer(self, team: Sequence[Account]) -> None:
        """Set who there is."""
        self.post.choices = [SelectChoice(one.value, label(one)) for one in Post]
        self.member.choices = [SelectChoice(str(one.id), one.name) for one in team]


class WordForm(Form):
    """What was found out about a silence."""

    word = StringField(
        _l("What did you find out?"), [InputRequired(_l("Write at least one sentence.")), Length(max=400)]
    )


def as_id(written: str | None) -> uuid.UUID | None:
    """The id of a choice; None where nothing was chosen, or nonsense was sent."""
    try:
        return uuid.UUID(written or "")
    except ValueError:
        return None
