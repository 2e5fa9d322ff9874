"""The shape of what is typed about certificates, publicity and records."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.certificates.hours_file import FileForm
from app.certificates.models import Rating, RevokeReason, StrikeReason
from app.certificates.rules.exporting import HoursReason
from app.certificates.rules.publicising import DAYS, FEWEST_DAYS, LONGEST, MOST_DAYS
from app.foundation.forms import Form
from app.foundation.messages import label
from app.seasons.models import Season


class IssuerForm(Form):
    """Who issues."""

    body = StringField(_l("Issuing body"), [InputRequired(_l("Enter the name of the League body.")), Length(max=80)])
    responsible = StringField(_l("Person in charge"), [InputRequired(_l("Enter a name.")), Length(max=40)])
    handler = StringField(_l("Contact person"), [InputRequired(_l("Enter a name.")), Length(max=40)])
    phone = StringField(_l("Phone"), [InputRequired(_l("Enter a phone number.")), Length(max=30)])


class PublicityForm(Form):
    """For how many days hours are publicised."""

    days = IntegerField(
        _l("Number of days"), [InputRequired(_l("Enter a number.")), NumberRange(FEWEST_DAYS, MOST_DAYS)], default=DAYS
    )


class WordsForm(Form):
    """An objection, or an answer to one; the id is made with the page."""

    objection_id = HiddenField()
    words = TextAreaField(_l("In words"), [InputRequired(_l("Write at least one sentence.")), Length(max=LONGEST)])


class RevokeForm(Form):
    """Why a certificate is taken back."""

    reason = RadioField(_l("Reason"), [InputRequired(_l("Choose one."))])
    words = TextAreaField(_l("In words"), [Optional(), Length(max=400)])

    def offer(self) -> RevokeForm:
        """Set the reasons to choose from."""
        self.reason.choices = [SelectChoice(one.value, label(one)) for one in RevokeReason]
        return self


class CommendForm(Form):
    """An award."""

    title = StringField(_l("Commendation"), [InputRequired(_l("Enter what it is called.")), Length(max=80)])
    given_on = DateField(_l("Day"), [InputRequired(_l("Enter a day."))])
    given_by = StringField(_l("Given by"), [InputRequired(_l("Enter who gave it.")), Length(max=80)])


class EvaluateForm(Form):
    """How somebody judges a season's service."""

    season = SelectField(_l("Season"), [InputRequired(_l("Choose one."))])
    content = RadioField(_l("Content of the service"), [InputRequired(_l("Choose one."))])
    quality = RadioField(_l("Quality"), [InputRequired(_l("Choose one."))])
    attitude = RadioField(_l("Attitude"), [InputRequired(_l("Choose one."))])
    words = TextAreaField(_l("In words"), [Optional(), Length(max=400)])

    def offer(self, seasons: Iterable[Season]) -> EvaluateForm:
        """Set what there is to choose from."""
        self.season.choices = [SelectChoice(str(one.id), one.name) for one in seasons]
        for field in (self.content, self.quality, self.attitude):
            field.choices = [SelectChoice(one.value, label(one)) for one in Rating]
        return self


class StrikeForm(Form):
    """Why an entry does not stand."""

    reason = SelectField(_l("Reason"), [InputRequired(_l("Choose one."))])

    def offer(self) -> StrikeForm:
        """Set the reasons to choose from."""
        self.reason.choices = [SelectChoice(one.value, label(one)) for one in StrikeReason]
        return self


class HoursForm(Form):
    """Why hours are taken out, as which kind of file, and whether numbers are whole."""

    reason = RadioField(_l("Reason"), [InputRequired(_l("Choose one."))])
    form = RadioField(_l("Kind of file"), [InputRequired(_l("Choose one."))], default=FileForm.XLSX.value)
    full = BooleanField(_l("With whole ID and phone numbers (the national systems ask for them)"))

    def offer(self) -> HoursForm:
        """Set what there is to choose from."""
        self.reason.choices = [SelectChoice(one.value, label(one)) for one in HoursReason]
        self.form.choices = [SelectChoice(one.value, label(one)) for one in FileForm]
        return self
