"""The shape of what is typed: the steps of a sign-up, a list to import, and checks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
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
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from app.catalogue.models import TermKind
from app.catalogue.queries import languages, service_areas, subjects, term_name
from app.children.models import Sex
from app.children.wording import grade_name
from app.foundation.chinese import ALL_SLOTS, Mode
from app.foundation.database import DbSession
from app.foundation.forms import Form
from app.foundation.messages import label
from app.places.models import Area
from app.texts.markup import Question
from app.volunteers.checklists import EXCHANGED, ExportReason
from app.volunteers.models import VettingKind, VettingResult
from app.volunteers.training import MOST_HOURS, drawn

GRADES = range(13)
UUID_SHAPE = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
STUDY_YEARS = (
    ("大一", _l("Year 1")), ("大二", _l("Year 2")), ("大三", _l("Year 3")), ("大四", _l("Year 4")),
    ("大五", _l("Year 5")), ("研究生", _l("Postgraduate")), ("已毕业", _l("Graduated")),
)  # fmt: skip


def study_year_name(written: str) -> str:
    """A year of study as it is kept, in the reader's language; words of somebody's own stay as they are."""
    return str(dict(STUDY_YEARS).get(written, written))


# Suggested while the college is typed; any other may be written.
COLLEGES = (
    "云南大学", "昆明理工大学", "云南师范大学", "云南民族大学", "云南农业大学", "云南财经大学", "昆明医科大学",
    "西南林业大学", "云南中医药大学", "云南艺术学院", "大理大学", "曲靖师范学院", "红河学院", "玉溪师范学院",
    "楚雄师范学院", "保山学院", "昭通学院", "普洱学院", "文山学院", "昆明学院", "滇西科技师范学院",
    "滇西应用技术大学", "云南警官学院", "贵州大学", "西南大学", "四川大学", "重庆大学", "广西大学",
)  # fmt: skip


class HiddenIntegerField(IntegerField):
    """A number that the page carries."""

    widget = HiddenInput()


class WhoForm(Form):
    """Who somebody is, and where at home."""

    name = StringField(_l("Legal name"), [InputRequired(_l("Enter your name.")), Length(max=40)])
    sex = RadioField(_l("Sex"), [InputRequired(_l("Choose one."))])
    birth_date = DateField(_l("Birth date"), [InputRequired(_l("Enter your birth date."))])
    phone = StringField(_l("Mobile number"), [InputRequired(_l("Enter your mobile number.")), Length(max=30)])
    id_number = StringField(_l("ID number"), [Optional(), Length(max=30)])
    id_on_paper = BooleanField(_l("I will show my ID card in person instead"))
    national_number = StringField(_l("National volunteer number"), [Optional(), Length(max=50)])
    college = StringField(_l("College"), [InputRequired(_l("Enter your college.")), Length(max=80)])
    major = StringField(_l("Major"), [Optional(), Length(max=80)])
    study_year = RadioField(_l("Year of study"), [Optional()], validate_choice=False)
    township = SelectField(_l("Township of your home"), [InputRequired(_l("Choose the township."))])

    def offer(self, places: list[tuple[Area, list[Area]]]) -> None:
        """Set what there is to choose from; townships by district where there are several."""
        self.sex.choices = [SelectChoice(sex.value, label(sex)) for sex in Sex]
        self.study_year.choices = [SelectChoice(value, str(text)) for value, text in STUDY_YEARS]
        several = len(places) > 1
        self.township.choices = [SelectChoice("", "—")] + [
            SelectChoice(str(area.id), area.name, optgroup=district.name if several else None)
            for district, areas in places
            for area in areas
        ]


class SkillsForm(Form):
    """Service areas and subjects."""

    areas = SelectMultipleField(_l("What would you like to do?"))
    subjects = SelectMultipleField(_l("Subjects you can tutor"))

    def offer(self, session: DbSession) -> None:
        """Set what there is to choose from; words that only some import brought are left out."""
        self.areas.choices = [
            SelectChoice(term.code, term_name(term.code, TermKind.SERVICE_AREA)) for term in service_areas(session)
        ]
        kept = set(self.subjects.data or ())
        self.subjects.choices = [
            SelectChoice(term.code, term_name(term.code, TermKind.SUBJECT))
            for term in subjects(session)
            if not term.provisional or term.code in kept
        ]


class GradesForm(Form):
    """From and to which grade each chosen subject is offered; one pair of fields a subject."""

    @classmethod
    def of(cls, codes: list[str]) -> type[GradesForm]:
        """The form for these subjects."""
        choices = [SelectChoice(str(grade), grade_name(grade)) for grade in GRADES]
        fields: dict[str, Any] = {}
        for code in codes:
            fields[f"from_{code}"] = SelectField(_l("From grade"), choices=choices, default="1")
            fields[f"to_{code}"] = SelectField(_l("To grade"), choices=choices, default="9")
        made: type[GradesForm] = type("GradesOfSubjects", (cls,), fields)
        return made


class TimeForm(Form):
    """When somebody is at home and free, how, and where to."""

    home_from = DateField(_l("At home from"), [InputRequired(_l("Enter a day."))])
    home_to = DateField(_l("At home until"), [InputRequired(_l("Enter a day."))])
    away_from = DateField(_l("First day away"), [Optional()])
    away_to = DateField(_l("Last day away"), [Optional()])
    away_too_from = DateField(_l("First day away again"), [Optional()])
    away_too_to = DateField(_l("Last day away again"), [Optional()])
    slots = SelectMultipleField(
        _l("Free every week"), choices=sorted(ALL_SLOTS), validators=[InputRequired(_l("Tap when you are free."))]
    )
    modes = SelectMultipleField(_l("How you would meet"), validators=[InputRequired(_l("Choose at least one."))])
    reach = SelectMultipleField(_l("Townships you can get to"))
    anywhere = BooleanField(_l("Anywhere in the district"))
    capacity = RadioField(_l("How many children?"), [InputRequired(_l("Choose how many."))])

    def offer(self, townships: list[Area], most: int) -> None:
        """Set what there is to choose from."""
        self.modes.choices = [SelectChoice(mode.value, label(mode)) for mode in Mode]
        self.reach.choices = [SelectChoice(str(area.id), area.name) for area in townships]
        self.capacity.choices = [str(number) for number in range(1, most + 1)]


class MoreForm(Form):
    """Languages and interests."""

    languages = SelectMultipleField(_l("Languages and dialects you speak"))
    interests = TextAreaField(_l("What you like doing"), [Optional(), Length(max=200)])

    def offer(self, session: DbSession) -> None:
        """Set what there is to choose from."""
        self.languages.choices = [
            SelectChoice(term.code, term_name(term.code, TermKind.LANGUAGE)) for term in languages(session)
        ]


class UploadForm(Form):
    """A sign-up list; ``import_id`` is made with the page, so that a list sent twice is kept once."""

    import_id = HiddenField(validators=[InputRequired(), Regexp(UUID_SHAPE)])
    file = FileField(_l("Sign-up list (.xlsx or .csv)"), [FileRequired(_l("Choose a file."))])


class PhotoForm(Form):
    """A picture of one's face."""

    picture = FileField(_l("Photo of your face (JPEG or PNG, at most 5 MB)"), [FileRequired(_l("Choose a photo."))])


class CheckForm(Form):
    """One check of one volunteer."""

    kind = SelectField(_l("Check"))
    result = RadioField(_l("Result"), [InputRequired(_l("Choose one."))])
    checked_on = DateField(_l("Day of the check"), [InputRequired(_l("Enter a day."))])
    reference = StringField(_l("Reference"), [Optional(), Length(max=60)])
    hours = IntegerField(
        _l("Hours of training"), [Optional(), NumberRange(1, MOST_HOURS, _l("Give a whole number from 1 to 40."))]
    )

    def offer(self) -> None:
        """Set what there is to choose from."""
        self.kind.choices = [SelectChoice(kind.value, label(kind)) for kind in VettingKind]
        self.result.choices = [SelectChoice(result.value, label(result)) for result in VettingResult]


class BulkForm(Form):
    """Many checks at once; the boxes ticked are read beside it."""

    hours = IntegerField(
        _l("Hours of training"), [Optional(), NumberRange(1, MOST_HOURS, _l("Give a whole number from 1 to 40."))]
    )
    checked_on = DateField(_l("Day of the check"), [InputRequired(_l("Enter a day."))])
    reference = StringField(_l("Reference"), [Optional(), Length(max=60)])
    gate = HiddenField()


class PledgeForm(Form):
    """The tick under the pledge; ``version`` is the text that was read."""

    version = HiddenIntegerField(validators=[InputRequired()])
    agreed = BooleanField(_l("I have read this, and I promise it"), [InputRequired(_l("Tick the box to sign."))])


class QuizForm(Form):
    """One try at the quiz: ``attempt_id`` is made with the page, ``number`` says which version was read."""

    attempt_id = HiddenField(validators=[InputRequired(), Regexp(UUID_SHAPE)])
    number = HiddenIntegerField(validators=[InputRequired()])

    @classmethod
    def of(cls, attempt_id: uuid.UUID, asked: Sequence[Question]) -> type[QuizForm]:
        """The form of these questions, their answers in the order of this try and named by their place in it."""
        fields: dict[str, Any] = {}
        for number, question in enumerate(asked):
            order = drawn(attempt_id, number, question)
            fields[f"q{number}"] = RadioField(
                f"{number + 1}. {question.text}",
                [InputRequired(_l("Choose an answer."))],
                choices=[SelectChoice(str(place), question.answers[answer]) for place, answer in enumerate(order)],
            )
        made: type[QuizForm] = type("QuizOfQuestions", (cls,), fields)
        return made

    def places(self) -> dict[int, int]:
        """Question -> place of the answer chosen."""
        chosen = ((name, value) for name, value in self.data.items() if name[0] == "q" and value)
        return {int(name[1:]): int(value) for name, value in chosen}


def _exchanged() -> list[tuple[str, str]]:
    return [(kind.value, label(kind)) for kind in EXCHANGED]


class ExportForm(Form):
    """Which list leaves the house, and why."""

    list_kind = RadioField(_l("Check"), [InputRequired(_l("Choose one."))], choices=_exchanged)
    reason = RadioField(
        _l("Why the list is exported"),
        [InputRequired(_l("Choose one."))],
        choices=lambda: [(reason.value, label(reason)) for reason in ExportReason],
    )


class ResultsForm(Form):
    """A list that came back."""

    result_kind = RadioField(_l("Check"), [InputRequired(_l("Choose one."))], choices=_exchanged)
    file = FileField(_l("The list with the results (.xlsx or .csv)"), [FileRequired(_l("Choose a file."))])


class VerifyForm(Form):
    """Who supervises a counselling volunteer."""

    supervisor = StringField(_l("Supervisor (full name)"), [InputRequired(_l("Name the supervisor.")), Length(max=40)])
