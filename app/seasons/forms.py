"""The shape of a season as typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.foundation.forms import Form
from app.foundation.messages import label
from app.seasons.days import NotADay, parse_days, write_days
from app.seasons.models import Season, SeasonKind
from app.seasons.rules import SeasonPlan


class SeasonForm(Form):
    """Dates and rules of a season."""

    district_id = SelectField(_l("District"))
    kind = RadioField(_l("Vacation"), validators=[InputRequired(_l("Choose winter or summer."))])
    name = StringField(_l("Season name"), validators=[Optional(), Length(max=60)])
    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Give the first day."))])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(_l("Give the last day."))])
    blackout = TextAreaField(_l("Days without meetings"), validators=[Optional(), Length(max=1000)])
    answer_hours = IntegerField(
        _l("Hours a volunteer has to answer"),
        validators=[InputRequired(_l("Give a number.")), NumberRange(1, 240, _l("Between 1 and 240."))],
    )
    approval_days = IntegerField(
        _l("Days a school has to decide"),
        validators=[InputRequired(_l("Give a number.")), NumberRange(1, 30, _l("Between 1 and 30."))],
    )
    max_capacity = RadioField(
        _l("Children per volunteer, at most"),
        choices=["1", "2", "3"],
        validators=[InputRequired(_l("Choose how many."))],
    )
    silent_days = IntegerField(
        _l("Days without a session until somebody asks after a pairing"),
        validators=[InputRequired(_l("Give a number.")), NumberRange(1, 60, _l("Between 1 and 60."))],
    )
    training_hours = IntegerField(
        _l("Hours of training a volunteer needs"),
        default=1,
        validators=[InputRequired(_l("Give a number.")), NumberRange(1, 40, _l("Between 1 and 40."))],
    )
    first_contact_days = IntegerField(
        _l("Days from the approval to the first meeting"),
        default=7,
        validators=[InputRequired(_l("Give a number.")), NumberRange(1, 60, _l("Between 1 and 60."))],
    )
    review_on = DateField(_l("All pairings reviewed by"), validators=[Optional()])
    session_hours = IntegerField(
        _l("Hours of one session, at most"),
        default=4,
        validators=[InputRequired(_l("Give a number.")), NumberRange(1, 12, _l("Between 1 and 12."))],
    )
    day_hours = IntegerField(
        _l("Hours of one volunteer's day, at most"),
        default=8,
        validators=[InputRequired(_l("Give a number.")), NumberRange(1, 16, _l("Between 1 and 16."))],
    )
    late_days = IntegerField(
        _l("Days until an entry is late"),
        default=3,
        validators=[InputRequired(_l("Give a number.")), NumberRange(1, 14, _l("Between 1 and 14."))],
    )
    check_in = BooleanField(_l("Schools and sites show a code of the day, which is entered with a session"))
    allows_home_visits = BooleanField(_l("Home visits may be allowed, each with a written note of the school"))
    allows_man_with_girl = BooleanField(_l("A man may be paired with a girl, each with a written note of the school"))

    def offer(self, districts: list[tuple[str, str]]) -> None:
        """Set what there is to choose from."""
        self.district_id.choices = [SelectChoice(value, name) for value, name in districts]
        self.kind.choices = [SelectChoice(kind.value, label(kind)) for kind in SeasonKind]

    def validate_blackout(self, field: Any) -> None:
        """Every piece must be a day or a range of days."""
        try:
            parse_days(field.data or "")
        except NotADay as error:
            text = _l("“%(piece)s” is not a day. Write 2027-02-05, or 2027-02-05 ~ 2027-02-08.", piece=error.args[0])
            raise ValidationError(str(text)) from None

    def plan(self) -> SeasonPlan:
        """What was typed, for the rule."""
        starts_on: date = self.starts_on.data
        ends_on: date = self.ends_on.data
        return SeasonPlan(
            kind=SeasonKind(self.kind.data),
            name=self.name.data or "",
            starts_on=starts_on,
            ends_on=ends_on,
            blackout=parse_days(self.blackout.data or ""),
            answer_hours=self.answer_hours.data,
            approval_days=self.approval_days.data,
            max_capacity=int(self.max_capacity.data),
            silent_days=self.silent_days.data,
            training_hours=self.training_hours.data,
            session_hours=self.session_hours.data,
            day_hours=self.day_hours.data,
            late_days=self.late_days.data,
            check_in=self.check_in.data,
            first_contact_days=self.first_contact_days.data,
            review_on=self.review_on.data,
            allows_home_visits=self.allows_home_visits.data,
            allows_man_with_girl=self.allows_man_with_girl.data,
        )


def values_of(season: Season) -> dict[str, Any]:
    """A season as the form shows it."""
    return {
        "district_id": str(season.district_id),
        "kind": season.kind.value,
        "name": season.name,
        "starts_on": season.starts_on,
        "ends_on": season.ends_on,
        "blackout": write_days(season.blackout),
        "answer_hours": season.answer_hours,
        "approval_days": season.approval_days,
        "max_capacity": str(season.max_capacity),
        "silent_days": season.silent_days,
        "training_hours": season.training_hours,
        "session_hours": season.session_hours,
        "day_hours": season.day_hours,
        "late_days": season.late_days,
        "check_in": season.check_in,
        "first_contact_days": season.first_contact_days,
        "review_on": season.review_on,
        "allows_home_visits": season.allows_home_visits,
        "allows_man_with_girl": season.allows_man_with_girl,
    }


def values_of_plan(plan: SeasonPlan) -> dict[str, Any]:
    """A suggestion as the form shows it."""
    return {
        "kind": plan.kind.value,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "blackout": write_days([day.isoformat() for day in plan.blackout]),
        "answer_hours": plan.answer_hours,
        "approval_days": plan.approval_days,
        "max_capacity": str(plan.max_capacity),
        "silent_days": plan.silent_days,
        "training_hours": plan.training_hours,
        "session_hours": plan.session_hours,
        "day_hours": plan.day_hours,
        "late_days": plan.late_days,
        "check_in": plan.check_in,
        "first_contact_days": plan.first_contact_days,
        "allows_home_visits": plan.allows_home_visits,
        "allows_man_with_girl": plan.allows_man_with_girl,
    }
