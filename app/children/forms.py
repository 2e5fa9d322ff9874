"""The shape of what is typed about a child; rules judge what it means."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional

from app.children.codes import CHOSEN_LEAVE_REASONS, CHOSEN_RISK_REASONS, CHOSEN_WITHDRAW_REASONS, DUTY_REASONS
from app.children.models import ChildWish, ConsentDecision, ConsentMethod, LeftBehindKind, LegalBasis, Sex
from app.children.rules.values import SLOTS
from app.foundation import clock
from app.foundation.chinese import Mode, Relation
from app.foundation.forms import Form
from app.foundation.messages import label

CHOOSE = _l("Choose one.")
CHOOSE_SOME = _l("Choose at least one.")
RECORDED_METHODS = (ConsentMethod.PAPER, ConsentMethod.ORAL_WITNESS)
"""What staff can record; a link is answered by the guardian alone."""


def words(members: Any) -> list[tuple[str, str]]:
    """Value and word of enum members, for choices."""
    return [(member.value, label(member)) for member in members]


class TokenForm(Form):
    """A form that carries the id of what it will make, so that sending it twice makes one."""

    token = HiddenField(default=lambda: str(uuid.uuid4()))

    @property
    def made_id(self) -> uuid.UUID:
        """The id; what is no UUID is replaced."""
        try:
            return uuid.UUID(str(self.token.data))
        except ValueError:
            return uuid.uuid4()


class CarerForm(PlainForm):
    """One carer."""

    name = StringField(_l("Name"), [Optional(), Length(max=40)])
    relation = SelectField(_l("Relation to the child"), [Optional()], validate_choice=False)
    phone = StringField(_l("Phone"), [Optional(), Length(max=30)])
    whereabouts = StringField(_l("Works or lives in"), [Optional(), Length(max=80)])
    legal_guardian = BooleanField(_l("Legal guardian"))
    entrusted = BooleanField(_l("Looks after the child day by day"))
    id = HiddenField()
    dropped = BooleanField(_l("Take this carer off the file"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.relation.choices = [("", "—"), *words(Relation)]
        own = self.relation.data
        if own and own not in set(Relation):
            self.relation.choices.append((own, own))


class ContactsForm(Form):
    """Address, health and carers; ``shown`` names the sections whose present values the form was sent out with."""

    shown = HiddenField()

    address = TextAreaField(_l("Address"), [Optional(), Length(max=200)])
    health = TextAreaField(_l("Health"), [Optional(), Length(max=500)])
    carers = FieldList(FormField(CarerForm), _l("Carers"), max_entries=8)


class ChildForm(TokenForm):
    """A file without its sensitive section. Choices are set by the view."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter the name.")), Length(max=40)])
    sex = RadioField(_l("Sex"), [Optional()])
    birth_date = DateField(_l("Birth date"), [InputRequired(_l("Enter the birth date."))])
    home = SelectField(_l("Home in the vacation"), [InputRequired(_l("Choose township or village."))])
    grade = SelectField(_l("Grade"), [Optional()])
    class_name = StringField(_l("Class"), [Optional(), Length(max=20)])
    boarding = RadioField(_l("Boards at school"), [Optional()])
    left_behind = RadioField(_l("Why left behind"), [InputRequired(CHOOSE)])
    guardianship = SelectField(_l("How the child is looked after"), [Optional()])
    areas = SelectMultipleField(_l("Help the child needs"))
    subjects = SelectMultipleField(_l("Subjects for tutoring"))
    must = SelectMultipleField(_l("Of these, what a volunteer must cover"))
    modes = SelectMultipleField(_l("In person or online"), [InputRequired(CHOOSE_SOME)], default=[Mode.IN_PERSON.value])
    slots = SelectMultipleField(_l("Free time in the vacation"))
    languages = SelectMultipleField(_l("Languages and dialects"))
    interests = StringField(_l("Interests"), [Optional(), Length(max=200)])
    suitability = TextAreaField(_l("Why a volunteer is suitable"), [Optional(), Length(max=1000)])
    professional = StringField(_l("Which professional follows the child"), [Optional(), Length(max=80)])
    same_sex_only = BooleanField(_l("Only with a volunteer of the same sex"))
    care_tips = TextAreaField(_l("Care tips a volunteer may read"), [Optional(), Length(max=1000)])
    care_tips_approved = BooleanField(_l("I have checked these tips: the volunteer may read them"))
    notes = TextAreaField(_l("Notes of the school"), [Optional(), Length(max=2000)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.slots.choices = [(slot, slot) for slot in SLOTS]
        self.sex.choices = [*words(Sex), ("", _l("Not known"))]
        self.boarding.choices = [("yes", _l("Yes")), ("no", _l("No")), ("", _l("Not known"))]
        self.left_behind.choices = words(LeftBehindKind)
        self.modes.choices = words(Mode)


class NewChildForm(ChildForm):
    """A file with its sensitive section, for adding a child."""

    school_id = SelectField(_l("School"), [InputRequired(CHOOSE)])
    risk = RadioField(_l("Level of attention"), [InputRequired(CHOOSE)], default="0")
    address = TextAreaField(_l("Address"), [Optional(), Length(max=200)])
    health = TextAreaField(_l("Health"), [Optional(), Length(max=500)])
    carers = FieldList(FormField(CarerForm), _l("Carers"), min_entries=3, max_entries=8)


class ReasonForm(Form):
    """One coded reason."""

    reason = RadioField(_l("Reason"), [InputRequired(CHOOSE)])


class LeaveForm(ReasonForm):
    """Why a child leaves the ledger."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.reason.choices = words(CHOSEN_LEAVE_REASONS)


class AttentionForm(ReasonForm):
    """Another level of attention, and why."""

    level = RadioField(_l("Level of attention"), [InputRequired(CHOOSE)])
    note = TextAreaField(_l("In a line"), [Optional(), Length(max=400)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.reason.choices = words(CHOSEN_RISK_REASONS)


class WithdrawForm(ReasonForm):
    """Why a consent is withdrawn."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.reason.choices = words(CHOSEN_WITHDRAW_REASONS)


class OpenForm(ReasonForm):
    """Why the sensitive section is opened."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.reason.choices = words(DUTY_REASONS)


class TransferForm(Form):
    """The school that is asked to take the file over."""

    school_id = SelectField(_l("School that takes the child over"), [InputRequired(CHOOSE)])


class DecisionForm(TokenForm):
    """What a decision and a list of decisions have in common."""

    decision = RadioField(_l("Decision"), [InputRequired(CHOOSE)])
    method = RadioField(_l("How it was given"), [InputRequired(CHOOSE)], default=ConsentMethod.PAPER.value)
    witness = StringField(_l("Witness"), [Optional(), Length(max=40)])
    given_on = DateField(_l("Day of the decision"), [InputRequired(_l("Enter the day."))], default=clock.today)
    text_version = SelectField(_l("Version of the text"), [InputRequired(CHOOSE)], coerce=int)
    online = BooleanField(_l("Online service"))
    home_visit = BooleanField(_l("Visits at home, with an adult"))
    photo = BooleanField(_l("Photos of activities"))
    sharing = BooleanField(_l("Data to partner services"))
    child_wish = RadioField(_l("The child's own wish"), [InputRequired(CHOOSE)], default=ChildWish.NOT_ASKED.value)
    evidence = StringField(_l("Where the paper is kept"), [Optional(), Length(max=60)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.decision.choices = words(ConsentDecision)
        self.method.choices = words(RECORDED_METHODS)
        self.child_wish.choices = words(ChildWish)


class ConsentForm(DecisionForm):
    """One guardian's decision."""

    consenter = StringField(_l("Who decided"), [InputRequired(_l("Say who decided.")), Length(max=40)])
    relation = SelectField(_l("Relation to the child"), [InputRequired(CHOOSE)])
    legal_guardian = BooleanField(_l("This person is the legal guardian"))
    authority = StringField(_l("Where the authorisation is kept"), [Optional(), Length(max=60)])
    home_yes_by = StringField(_l("Carer who also says yes to visits at home"), [Optional(), Length(max=40)])
    expires_on = DateField(_l("Valid until"), [Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.relation.choices = [("", "—"), *words(Relation)]


class HomeYesForm(Form):
    """The carer's own yes to visits at home; empty takes it back."""

    carer = StringField(_l("Carer who said yes"), [Optional(), Length(max=40)])


class UploadForm(TokenForm):
    """A roster."""

    school_id = SelectField(_l("School"), [InputRequired(CHOOSE)])
    file = FileField(_l("Roster (.xlsx or .csv)"))


class ConfirmImportForm(Form):
    """On what basis, and who answers for it."""

    legal_basis = RadioField(_l("Legal basis"), [InputRequired(CHOOSE)])
    answers_for = StringField(_l("Who answers for it"), [InputRequired(_l("Enter the name.")), Length(max=40)])
    all_changes = BooleanField(_l("Take all changes"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.legal_basis.choices = words(LegalBasis)


class JudgeForm(Form):
    """One child or two."""

    answer = RadioField(_l("Your judgement"), [InputRequired(CHOOSE)])
