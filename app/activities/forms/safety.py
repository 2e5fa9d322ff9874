"""Forms of safety education: shape of input only."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.activities.models import LessonPlace
from app.activities.rules.teaching import PLACES, Lesson
from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.catalogue.terms import KnownTerm
from app.foundation import clock
from app.foundation.forms import Form
from app.foundation.messages import label


class LessonForm(Form):
    """What was taught, when and where; the children are ticked beside it."""

    topics = SelectMultipleField(_l("Safety topics taught"), [DataRequired(_l("Choose at least one topic."))])
    taught_on = DateField(_l("Date"), [InputRequired(_l("Which day was it?"))], default=clock.today)
    place = RadioField(_l("Where"), [InputRequired(_l("Choose one."))], default=LessonPlace.SCHOOL.value)

    def offer(self, topics: Sequence[KnownTerm]) -> None:
        """Fill in what can be chosen."""
        self.topics.choices = [(term.code, term_name(term.code, TermKind.SAFETY_TOPIC)) for term in topics]
        self.place.choices = [(one.value, label(one)) for one in PLACES]

    def lesson(self) -> Lesson:
        """What was entered; call it on a valid form only."""
        return Lesson(frozenset(self.topics.data), self.taught_on.data, LessonPlace(self.place.data))


class TopicForm(Form):
    """A topic of safety education; without a code it is a new one."""

    code = HiddenField(validators=[Optional(), Length(max=40)])
    name_zh = StringField(
        _l("Name in Chinese"),
        [DataRequired(_l("Enter the topic.")), Length(max=40, message=_l("At most 40 characters."))],
    )
    name_en = StringField(_l("Name in English"), [Optional(), Length(max=60, message=_l("At most 60 characters."))])
    active = BooleanField(_l("In use"))
    confirmed = BooleanField(_l("Confirmed by the district"))
