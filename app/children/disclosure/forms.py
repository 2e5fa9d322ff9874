"""The shape of what is typed when sections are asked for, answered, and when counselling notes are written."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.children.codes import CHOSEN_OPEN_REASONS
from app.children.disclosure.asking import HOURS, LONGEST_WORDS
from app.children.disclosure.codes import Section
from app.children.disclosure.counselling import LONGEST
from app.children.forms import CHOOSE, TokenForm, words
from app.children.wording import length_words
from app.foundation.forms import Form

DAY = 24


def _lengths() -> list[tuple[str, str]]:
    return [(str(hours), length_words(hours)) for hours in HOURS]


class AskForm(TokenForm):
    """Which sections, why, for how long. The rule judges whether a section may be asked for."""

    sections = SelectMultipleField(_l("What you need to see"), validate_choice=False)
    reason = RadioField(_l("Reason"), [InputRequired(CHOOSE)])
    words = TextAreaField(
        _l("In a few words: why now"), [InputRequired(_l("Say why in a few words.")), Length(max=LONGEST_WORDS)]
    )
    hours = SelectField(_l("For how long"), default=str(DAY))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.reason.choices = words(CHOSEN_OPEN_REASONS)
        self.hours.choices = _lengths()


class GrantForm(Form):
    """What the lead grants of it, and for how long."""

    sections = SelectMultipleField(_l("What is opened"))
    hours = SelectField(_l("For how long"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.sections.choices = words(Section)
        self.hours.choices = _lengths()


class RefuseForm(Form):
    """Why not."""

    answer = TextAreaField(
        _l("Why not (the asker reads this)"), [InputRequired(_l("Say why not.")), Length(max=LONGEST_WORDS)]
    )


class NoteForm(TokenForm):
    """A counselling note."""

    text = TextAreaField(_l("What was said and agreed"), [InputRequired(_l("Write the note.")), Length(max=LONGEST)])
