"""What an organizer supposes, as typed: one small form for each kind of change."""

from __future__ import annotations

import re
import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app import matching
from app.catalogue import queries as catalogue
from app.catalogue.queries import term_name
from app.children.models import Sex
from app.children.wording import grade_name
from app.foundation.database import DbSession
from app.foundation.forms import Form
from app.foundation.messages import label, message
from app.pairing.gates import ONLINE
from app.pairing.models import MatchRun
from app.pairing.outlook import comparable_season
from app.pairing.policy import MEASURES, POINTS, SWITCHES
from app.pairing.rules.supposing import HIGHEST_GRADE, TUTORING, volunteers_by_code
from app.pairing.supposing import Change, OneLess, OneMore, OtherWeight, TakeMore
from app.places.queries import townships

NUMBERS = (*POINTS, *MEASURES, "floor_share", "min_common_weeks")
_CHOOSE = _l("Choose one.")
_BETWEEN = re.compile(r"[,，、;；\s]+")


class SupposeForm(Form):
    """The request's own UUID: a double click is one question."""

    kind = ""
    request_id = HiddenField(validators=[InputRequired()])

    session: DbSession
    run: MatchRun

    def over(self, session: DbSession, run: MatchRun) -> None:
        """Say which run it is about, and fill in what there is to choose from."""
        self.session, self.run = session, run
        self.offer()

    def offer(self) -> None:
        """Fill in what there is to choose from."""

    def change(self) -> Change:
        """What was typed; only after ``validate``."""
        raise TypeError(f"{type(self).__name__} does not say what it supposes")


class OneMoreForm(SupposeForm):
    """One more volunteer."""

    kind = "one_more"
    skill = SelectField(_l("Can do"), validators=[InputRequired(_CHOOSE)])
    grade_min = SelectField(_l("From grade"), default="1")
    grade_max = SelectField(_l("To grade"), default="6")
    township_id = SelectField(_l("Townships they can reach"))
    mode = SelectField(_l("How they meet"))
    sex = SelectField(_l("Sex"))
    capacity = SelectField(_l("Children taken"), choices=["1", "2", "3"])

    def offer(self) -> None:
        """The catalogue's areas and subjects, and the district's townships."""
        skills = [(f"{TUTORING}:{term.code}", term_name(term.code)) for term in catalogue.subjects(self.session)]
        others = [term for term in catalogue.service_areas(self.session) if term.code != TUTORING]
        skills += [(f"{term.code}:", term_name(term.code)) for term in others]
        grades = [SelectChoice(str(grade), grade_name(grade)) for grade in range(HIGHEST_GRADE + 1)]
        self.skill.choices = [SelectChoice(value, words) for value, words in skills]
        self.grade_min.choices = self.grade_max.choices = grades
        towns = [SelectChoice(str(area.id), area.name) for area in townships(self.session, self.run.district_id)]
        self.township_id.choices = [SelectChoice("", _("All townships")), *towns]
        modes = (matching.IN_PERSON, ONLINE)
        self.mode.choices = [SelectChoice(mode, message(f"matching.mode.{mode}")) for mode in modes]
        sexes = [SelectChoice(sex.value, label(sex)) for sex in Sex]
        self.sex.choices = [SelectChoice("", _("Either (no same-sex needs)")), *sexes]

    def change(self) -> Change:
        """One more."""
        area, _colon, subject = str(self.skill.data).partition(":")
        return OneMore(
            area=area,
            subject=subject or None,
            grade_min=int(self.grade_min.data),
            grade_max=int(self.grade_max.data),
            township_id=self.township_id.data or None,
            mode=self.mode.data,
            sex=self.sex.data or None,
            capacity=int(self.capacity.data),
        )


class OneLessForm(SupposeForm):
    """One volunteer leaves."""

    kind = "one_less"
    volunteer_id = SelectField(_l("Volunteer"), validators=[InputRequired(_CHOOSE)])

    def offer(self) -> None:
        """Those who have a pair in the run."""
        people = {pair.volunteer_id: pair.volunteer for pair in self.run.pairs}
        found = sorted(people.values(), key=lambda one: one.code)
        self.volunteer_id.choices = [SelectChoice(str(one.id), _volunteer_line(one)) for one in found]

    def change(self) -> Change:
        """One less."""
        return OneLess(self.volunteer_id.data)


class OtherWeightForm(SupposeForm):
    """One weight is another."""

    kind = "other_weight"
    name = SelectField(_l("Weight"), validators=[InputRequired(_CHOOSE)])
    value = IntegerField(_l("New value"), validators=[InputRequired(_l("Fill in a number."))])

    def offer(self) -> None:
        """Every weight that is a number, with what it was in the run."""
        self.name.choices = [SelectChoice(name, _weight(self.run, name)) for name in NUMBERS]

    def change(self) -> Change:
        """A share is typed in percent."""
        share = self.name.data == "floor_share"
        return OtherWeight(self.name.data, self.value.data / 100 if share else self.value.data)


class OtherSwitchForm(SupposeForm):
    """One of the switches the other way round."""

    kind = "other_switch"
    name = RadioField(_l("Switch"), validators=[InputRequired(_CHOOSE)])

    def offer(self) -> None:
        """Each switch, to the other side; nothing can be reserved without a season to compare with."""
        shut = set() if comparable_season(self.session, self.run.season) is not None else {"hold_back"}
        self.name.choices = [
            SelectChoice(name, (_("Without: %(what)s") if self.run.policy.get(name) else _("With: %(what)s"))
                         % {"what": message(f"matching.weight.{name}")})
            for name in SWITCHES if name not in shut
        ]  # fmt: skip

    def change(self) -> Change:
        """The other side."""
        return OtherWeight(self.name.data, not self.run.policy.get(self.name.data))


class TakeMoreForm(SupposeForm):
    """Willing volunteers take more children."""

    kind = "take_more"
    children = SelectField(_l("Children each"), choices=["2", "3"])
    codes = StringField(_l("Codes of the willing volunteers"), validators=[Optional(), Length(max=2000)])

    def change(self) -> Change:
        """Nobody named: all of them."""
        codes = [code.upper() for code in _BETWEEN.split(self.codes.data or "") if code]
        return TakeMore(int(self.children.data), volunteers_by_code(self.session, self.run, codes))


FORMS: dict[str, type[SupposeForm]] = {
    form.kind: form for form in (OneMoreForm, OneLessForm, OtherWeightForm, OtherSwitchForm, TakeMoreForm)
}


def forms_for(session: DbSession, run: MatchRun, posted: str | None = None) -> dict[str, Any]:
    """Every form by its kind, ready to be shown; only the posted one takes what was typed."""
    made: dict[str, Any] = {}
    for kind, form in FORMS.items():
        # Each with names of its own: they stand on one page.
        made[kind] = form(prefix=f"{kind}-", **({} if kind == posted else {"formdata": None}))
        if not made[kind].request_id.data:
            made[kind].request_id.data = str(uuid.uuid4())
        made[kind].over(session, run)
    return made


def _volunteer_line(volunteer: Any) -> str:
    town = volunteer.township.name if volunteer.township is not None else ""
    return f"{volunteer.code} {town}".strip()


def _weight(run: MatchRun, name: str) -> str:
    value = run.policy.get(name)
    if name == "floor_share" and value is not None:
        value = round(100 * value)
    weight, shown = message(f"matching.weight.{name}"), f"{value:g}"
    return str(_("%(weight)s: now %(value)s", weight=weight, value=shown))
