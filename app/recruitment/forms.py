"""The shape of what an organizer enters about recruiting and goals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from app.foundation.forms import Form
from app.foundation.messages import label
from app.seasons.goals import HIGHEST
from app.seasons.models import GoalMeasure


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
