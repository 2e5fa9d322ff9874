"""The shape of what is tapped and typed at a visit, in an agreement and at a check; rules judge what it means."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
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
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, StopValidation

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.catalogue.terms import KnownTerm
from app.children.forms import CHOOSE, CHOOSE_SOME, ReasonForm, TokenForm, words
from app.children.models import Child
from app.foundation import clock
from app.foundation.chinese import Relation
from app.foundation.forms import Form
from app.visits.codes import Barred, CareNeed, Mark, ParentContact, VisitPlace, VisitVoid
from app.visits.due import LEVELS, Interval
from app.visits.models import LONGEST_INTERVAL
from app.visits.rules.guardianship import AgreementInput
from app.visits.rules.recording import VisitInput

CHILD, CARER = "child", "carer"
YES, NO = "yes", "no"
YEAR = timedelta(days=365)


def _is_uuid(form: Form, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    try:
        uuid.UUID(str(field.data))
    except ValueError:
        raise StopValidation(_l("Please choose.")) from None


def _mark(text: Any) -> RadioField:
    return RadioField(text, [InputRequired(CHOOSE)])


class VisitForm(Form):
    """One visit, by taps. Nothing about the child is answered beforehand. ``visit_id`` becomes the visit's id."""

    visit_id = HiddenField(validators=[_is_uuid])
    child_id = SelectField(_l("Child"), validators=[_is_uuid], validate_choice=False)
    day = DateField(_l("Day"), [InputRequired(_l("Which day was it?"))])
    place = RadioField(_l("Where"), [InputRequired(CHOOSE)])
    met = SelectMultipleField(_l("Whom you met"), [InputRequired(CHOOSE_SOME)])
    health = _mark(_l("Health"))
    mood = _mark(_l("Mood"))
    safety = _mark(_l("Safety"))
    schooling = _mark(_l("Schooling"))
    parent_contact = RadioField(_l("When the parents were last in touch"), [InputRequired(CHOOSE)])
    risk_seen = RadioField(_l("Did you see anything that endangers the child?"), [InputRequired(CHOOSE)])
    care_needs = SelectMultipleField(_l("What is lacking"))
    topics = SelectMultipleField(_l("Safety topics you talked about"))
    note = TextAreaField(_l("Note"), [Optional(), Length(max=1000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.place.choices = words(VisitPlace)
        self.met.choices = [(CHILD, _l("Child")), (CARER, _l("Carer"))]
        for field in (self.health, self.mood, self.safety, self.schooling):
            field.choices = words(Mark)
        self.parent_contact.choices = words(ParentContact)
        self.risk_seen.choices = [(NO, _l("No")), (YES, _l("Yes"))]
        self.care_needs.choices = words(CareNeed)

    def offer(self, children: Sequence[Child], topics: Sequence[KnownTerm], *, by_code: bool) -> None:
        """Fill in what can be chosen; ``by_code``: without names."""
        self.child_id.choices = [(str(one.id), one.code if by_code else f"{one.name} {one.code}") for one in children]
        self.topics.choices = [(term.code, term_name(term.code, TermKind.SAFETY_TOPIC)) for term in topics]

    def given(self) -> VisitInput:
        """What was entered; call it on a valid form only."""
        return VisitInput(
            id=uuid.UUID(self.visit_id.data),
            child_id=uuid.UUID(self.child_id.data),
            visited_on=self.day.data,
            place=VisitPlace(self.place.data),
            met_child=CHILD in self.met.data,
            met_carer=CARER in self.met.data,
            health=Mark(self.health.data),
            mood=Mark(self.mood.data),
            safety=Mark(self.safety.data),
            schooling=Mark(self.schooling.data),
            parent_contact=ParentContact(self.parent_contact.data),
            risk_seen=self.risk_seen.data == YES,
            care_needs=frozenset(CareNeed(one) for one in self.care_needs.data or ()),
            topics=frozenset(self.topics.data or ()),
            note=(self.note.data or "").strip() or None,
        )


class VoidForm(ReasonForm):
    """Why a visit counts for nothing."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.reason.choices = words(VisitVoid)


class AgreementForm(TokenForm):
    """A care agreement."""

    carer = StringField(_l("Carer"), [DataRequired(_l("Enter the name.")), Length(max=40)])
    relation = SelectField(_l("Relation to the child"), [InputRequired(CHOOSE)])
    signed_on = DateField(_l("Signed on"), [InputRequired(_l("Enter the day."))], default=clock.today)
    valid_until = DateField(_l("Valid until"), [InputRequired(_l("Enter the day."))])
    witness = StringField(_l("Witness"), [DataRequired(_l("Enter the name.")), Length(max=40)])
    barred = SelectMultipleField(_l("Asked and confirmed"), [InputRequired(CHOOSE_SOME)])
    child_heard = BooleanField(_l("The child was asked what they think"))
    written_notice = BooleanField(_l("The parents told school and village in writing"))
    evidence = StringField(_l("Where the paper is kept"), [DataRequired(_l("Say where.")), Length(max=60)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.relation.choices = [("", "—"), *words(Relation)]
        self.barred.choices = words(Barred)
        if self.valid_until.data is None and not self.is_submitted():
            self.valid_until.data = clock.today() + YEAR

    def given(self) -> AgreementInput:
        """What was entered; call it on a valid form only."""
        return AgreementInput(
            carer=self.carer.data.strip(),
            relation=self.relation.data,
            signed_on=self.signed_on.data,
            valid_until=self.valid_until.data,
            witness=self.witness.data.strip(),
            barred_asked=frozenset(Barred(one) for one in self.barred.data),
            child_heard=bool(self.child_heard.data),
            written_notice=bool(self.written_notice.data),
            evidence=self.evidence.data.strip(),
        )


class CheckForm(TokenForm):
    """The file is still right."""


class DiffersForm(TokenForm):
    """What in the file is not right any more."""

    note = TextAreaField(_l("What differs"), [DataRequired(_l("Say in a line what differs.")), Length(max=400)])


class IntervalsForm(Form):
    """Days between visits at each level; the fields are ``days_0`` .. ``summer_days_3``."""

    def intervals(self) -> dict[int, Interval]:
        """What was entered; call it on a valid form only."""
        return {level: Interval(self[f"days_{level}"].data, self[f"summer_days_{level}"].data) for level in LEVELS}


def _days(text: Any) -> IntegerField:
    bounds = NumberRange(1, LONGEST_INTERVAL, message=_l("Between 1 and %(most)s days.", most=LONGEST_INTERVAL))
    return IntegerField(text, [InputRequired(_l("Enter a number of days.")), bounds])


for _level in LEVELS:
    setattr(IntervalsForm, f"days_{_level}", _days(_l("Days, most of the year")))
    setattr(IntervalsForm, f"summer_days_{_level}", _days(_l("Days in July and August")))
