"""What a family types on a phone, and what staff type to ask it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.children.doors import plain_digits
from app.children.forms import CHOOSE
from app.children.models import ChildWish, Scope
from app.foundation.forms import Form

YES, NO = "yes", "no"
ASKED = "answer"


class DoorForm(Form):
    """The last four digits of the phone on file."""

    digits = StringField(
        _l("Last four digits of your phone number"),
        [InputRequired(_l("Enter four digits.")), Regexp(r"^\d{4}$", message=_l("Enter four digits."))],
        filters=[lambda typed: plain_digits(typed) if typed else typed],
    )


class ClassDoorForm(DoorForm):
    """For a class the child's name too."""

    name = StringField(_l("Your child's name"), [InputRequired(_l("Enter the name.")), Length(max=40)])


class AnswerForm(Form):
    """The guardian's answer; which button was pressed is the answer to the first question. Sentences of the scopes
    come from the text of the version that is shown."""

    text_version = HiddenField()
    online = RadioField("", default=NO)
    home_visit = RadioField("", default=NO)
    photo = RadioField("", default=NO)
    sharing = RadioField("", default=NO)
    child_wish = RadioField(_l("What does the child want?"), default=ChildWish.NOT_ASKED.value)
    name = StringField(_l("Your own name"), [InputRequired(_l("Write your own name.")), Length(max=40)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for scope in Scope:
            self[scope.value].choices = [(NO, _l("I do not agree")), (YES, _l("I agree"))]
        self.child_wish.choices = [
            (ChildWish.YES.value, _l("Wants to")),
            (ChildWish.NO.value, _l("Does not want to")),
            (ChildWish.NOT_ASKED.value, _l("I have not asked yet")),
        ]


class LinkForm(Form):
    """Whom the link of one child is for."""

    audience = RadioField(_l("Who answers"), [InputRequired(CHOOSE)], default="guardian")
    authority = StringField(_l("Where the authorisation is kept"), [Optional(), Length(max=60)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.audience.choices = [
            ("guardian", _l("A legal guardian, usually a parent")),
            ("carer", _l("Who looks after the child, authorised by a parent in writing")),
        ]


class ClassLinksForm(Form):
    """Which class is asked."""

    school_id = SelectField(_l("School"), [InputRequired(CHOOSE)])
    grade = SelectField(_l("Grade"), [Optional()])
    class_name = SelectField(_l("Class"), [Optional()])
