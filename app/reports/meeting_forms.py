"""Forms of the monthly report: shape of input only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.coverage.figures import Month
from app.foundation.dates import month_in_words
from app.foundation.forms import Form
from app.foundation.messages import label
from app.places.models import Area
from app.reports.codes import ReportFormat, ReportReason
from app.reports.forms import OwnerField, is_uuid
from app.reports.rules.reports import Decision
from app.reports.rules.tasks import LONGEST

_TOO_LONG = _l("At most %(max)d characters.")


class MakeForm(Form):
    """Of which month a report is made."""

    month = SelectField(_l("Month"), [InputRequired(_l("Please choose."))], validate_choice=False)
    district_id = SelectField(_l("District"), validators=[is_uuid], validate_choice=False)

    def offer(self, districts: Sequence[Area], months: Sequence[Month]) -> None:
        """Set what there is to choose from."""
        self.month.choices = [SelectChoice(str(one), month_in_words(str(one))) for one in months]
        self.district_id.choices = [SelectChoice(str(one.id), one.name) for one in districts]


class MeetingForm(Form):
    """When the meeting was, and who took part."""

    held_on = DateField(_l("Day of the meeting"), [Optional()])
    participants = TextAreaField(_l("Participants"), [Optional(), Length(max=LONGEST, message=_TOO_LONG)])


class DecisionForm(Form):
    """A decision. ``decision_id`` is made with the empty form and becomes the decision's id."""

    decision_id = HiddenField(validators=[is_uuid])
    words = TextAreaField(
        _l("What was decided"),
        [InputRequired(_l("Write at least one sentence.")), Length(max=LONGEST, message=_TOO_LONG)],
    )
    owner = OwnerField()
    due_on = DateField(_l("By which day"), [InputRequired(_l("Which day?"))])

    def decision(self) -> Decision:
        """What was entered; call it on a valid form only."""
        return Decision(
            id=uuid.UUID(self.decision_id.data),
            words=self.words.data or "",
            owner=self.owner.data or "",
            due_on=self.due_on.data,
        )


class ExportForm(Form):
    """As what and why a report leaves the house."""

    kind = RadioField(_l("As"), [InputRequired(_l("Please choose."))])
    reason = RadioField(_l("What for"), [InputRequired(_l("Please choose."))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.kind.choices = [SelectChoice(one.value, label(one)) for one in ReportFormat]
        self.reason.choices = [SelectChoice(one.value, label(one)) for one in ReportReason]
