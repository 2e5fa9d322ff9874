"""The shape of what an organizer enters about recruiting and goals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.forms import Form
from app.foundation.messages import label
from app.seasons.goals import HIGHEST
from app.seasons.models import GoalMeasure


class NoticeForm(Form):
    """The organizer's own words on a notice that recruits."""

    greeting = TextAreaField(_l("A word of your own"), validators=[Optional(), Length(max=500)])
    contact = StringField(_l("Whom to ask"), validators=[InputRequired(_l("Say whom to ask.")), Length(max=120)])


class PressForm(Form):
    """A button and nothing else."""


class GoalsForm(Form):
    """A number per measure; empty is no goal."""

    @classmethod
    def of(cls, measures: tuple[GoalMeasure, ...]) -> type[GoalsForm]:
        """The form with a field per measure, named by it."""
        limits = NumberRange(1, HIGHEST, _l("A whole number above zero, or nothing."))
        fields: dict[str, Any] = {
            measure.value: IntegerField(label(measure), validators=[Optional(), limits]) for measure in measures
        }
        return type("GoalsForm", (cls,), fields)

    def targets(self, measures: tuple[GoalMeasure, ...]) -> Mapping[GoalMeasure, int | None]:
        """What was typed, for the rule."""
        return {measure: self[measure.value].data for measure in measures}
