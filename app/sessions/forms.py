"""Forms of sessions: shape of input only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.foundation import clock
from app.foundation.forms import Form
from app.foundation.messages import label
from app.pairing.gates import has_lapsed
from app.pairing.stages import given_name
from app.sessions.entry import AT_ONCE, Entry
from app.sessions.models import (
    DisputeAnswer,
    DisputeReason,
    FollowUp,
    MissedKind,
    MissedParty,
    MissedReason,
    Mood,
    Response,
    ReturnReason,
    SessionPlace,
    VoidReason,
)
from app.sessions.queries import Offered, Whom
from app.sessions.rules.missing import Missed

YES, NO = "yes", "no"


def _is_uuid(form: Form, field: Any) -> None:  # noqa: ARG001 - WTForms' signature
    try:
        uuid.UUID(str(field.data))
    except ValueError:
        raise StopValidation(_l("Please choose.")) from None


def whom_said(whom: Whom, *, by_code: bool) -> str:
    """Whom a choice is about: the child as far as it may be named, or only the days on which one stood in."""
    child, substitute = whom.pairing.child, whom.substitute
    if not whom.known and substitute is not None:
        first, last = substitute.first_on.isoformat(), substitute.last_on.isoformat()
        return str(_l("Standing in, %(first)s to %(last)s", first=first, last=last))
    if by_code or (substitute is None and has_lapsed(whom.pairing, clock.today())):
        return child.code
    return f"{given_name(child.name)}（{child.code}）"


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _moment(text: str | None) -> datetime | None:
    """A moment as a phone writes it (ISO, with its zone); anything else is none."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


class SessionForm(Form):
    """A session. ``session_id`` is made with the empty form and becomes the session's id.

    ``pairing_id`` is the pairing's, or that of standing in for somebody. ``written_at`` is filled in by the phone.
    """

    session_id = HiddenField(validators=[_is_uuid])
    pairing_id = RadioField(_l("With whom"), validators=[_is_uuid], validate_choice=False)
    day = DateField(_l("Date"), [InputRequired(_l("Which day was it?"))])
    start = TimeField(_l("Start time"), [InputRequired(_l("When did it start?"))], format=["%H:%M", "%H:%M:%S"])
    end = TimeField(_l("End time"), [InputRequired(_l("When did it end?"))], format=["%H:%M", "%H:%M:%S"])
    break_minutes = IntegerField(
        _l("Breaks (minutes)"), [Optional(), NumberRange(0, 600, _l("A number of minutes, 0 or more."))], default=0
    )
    place = RadioField(_l("Where"), [InputRequired(_l("Where was it?"))])
    service_area = RadioField(_l("What it counts as"), [InputRequired(_l("What did you do?"))])
    tags = SelectMultipleField(_l("What else it touched"))
    done = SelectMultipleField(_l("What you did together"))
    response = RadioField(_l("How the child took it"), [Optional()])
    mood = RadioField(_l("The child's mood"), [Optional()])
    follow_up = RadioField(_l("What should follow"), [Optional()])
    adult_present = RadioField(
        _l("Was another adult there?"), [InputRequired(_l("Please answer: was another adult there?"))]
    )
    safe = RadioField(
        _l("Was the child safe and well all the time?"),
        [InputRequired(_l("Please answer: was the child safe and well?"))],
    )
    note = TextAreaField(_l("Note"), [Length(max=1000, message=_l("At most 1,000 characters."))])
    late_reason = StringField(_l("Why so late?"), [Length(max=200, message=_l("At most 200 characters."))])
    check_in = StringField(_l("Code of the day"), [Length(max=12, message=_l("At most 12 characters."))])
    written_at = HiddenField()

    def name_whom(self, whom: Sequence[Whom], *, by_code: bool = False) -> None:
        """Say whom the actor meets, for the page only: each name is judged by every gate. ``by_code``: say none."""
        self.pairing_id.choices = [(str(one.number), whom_said(one, by_code=by_code)) for one in whom]

    def offer(self, offered: Offered) -> None:
        """Fill in what can be chosen, the service areas with the child's needs first."""
        answers = [(YES, _l("Yes")), (NO, _l("No"))]
        self.place.choices = [(place.value, label(place)) for place in SessionPlace]
        areas = [(code, term_name(code, TermKind.SERVICE_AREA)) for code in offered.areas]
        self.service_area.choices, self.tags.choices = areas, areas
        self.done.choices = [(code, term_name(code, TermKind.DONE)) for code in offered.done]
        for field, codes in ((self.response, Response), (self.mood, Mood), (self.follow_up, FollowUp)):
            field.choices = [("", _l("Not said")), *((one.value, label(one)) for one in codes)]
        self.adult_present.choices = self.safe.choices = answers

    def settle(self) -> None:
        """Forget when it was written where that is now: sent again, it would look as if a phone had kept it."""
        at = _moment(self.written_at.data)
        if at is not None and clock.now() - at < AT_ONCE:
            self.written_at.data = ""

    def entry(self) -> Entry:
        """What was entered, with moments in UTC; call it on a valid form only."""
        return Entry(
            id=uuid.UUID(self.session_id.data),
            pairing_id=uuid.UUID(self.pairing_id.data),
            starts_at=clock.from_local(datetime.combine(self.day.data, self.start.data)),
            ends_at=clock.from_local(datetime.combine(self.day.data, self.end.data)),
            break_minutes=self.break_minutes.data or 0,
            place=SessionPlace(self.place.data),
            service_area=self.service_area.data,
            adult_present=self.adult_present.data == YES,
            safe=self.safe.data == YES,
            note=_stripped(self.note.data),
            late_reason=_stripped(self.late_reason.data),
            tags=tuple(sorted(set(self.tags.data or ()) - {self.service_area.data})),
            done=tuple(self.done.data or ()),
            response=Response(self.response.data) if self.response.data else None,
            mood=Mood(self.mood.data) if self.mood.data else None,
            follow_up=FollowUp(self.follow_up.data) if self.follow_up.data else None,
            written_at=_moment(self.written_at.data),
            check_in=_stripped(self.check_in.data),
        )


class ReturnForm(Form):
    """Why a session goes back."""

    reason = RadioField(_l("Why are you returning it?"), [InputRequired(_l("Choose why."))])
    remark = StringField(_l("In a few words"), [Length(max=200, message=_l("At most 200 characters."))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        offered = (reason for reason in ReturnReason if reason is not ReturnReason.DISPUTED)
        self.reason.choices = [(reason.value, label(reason)) for reason in offered]


class DisputeForm(Form):
    """What a volunteer says is wrong. ``dispute_id`` is made with the empty form."""

    dispute_id = HiddenField(validators=[_is_uuid])
    reason = RadioField(_l("What is wrong?"), [InputRequired(_l("Choose what is wrong."))])
    words = TextAreaField(
        _l("In a few words"),
        [
            InputRequired(_l("Say in a few words what is wrong.")),
            Length(max=500, message=_l("At most 500 characters.")),
        ],
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.reason.choices = [(reason.value, label(reason)) for reason in DisputeReason]


class AnswerForm(Form):
    """What staff answer to a dispute."""

    answer = RadioField(_l("What you answer"), [InputRequired(_l("Choose what you answer."))])
    words = TextAreaField(
        _l("Why"),
        [
            InputRequired(_l("Answer in a few words; the volunteer reads them.")),
            Length(max=500, message=_l("At most 500 characters.")),
        ],
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.answer.choices = [(answer.value, label(answer)) for answer in DisputeAnswer]


class MissedForm(Form):
    """A meeting that did not take place, by taps. ``missed_id`` is made with the empty form and becomes its id."""

    missed_id = HiddenField(validators=[_is_uuid])
    day = DateField(_l("Date"), [InputRequired(_l("Which day was it?"))])
    kind = RadioField(_l("How it was"), [InputRequired(_l("Choose what happened."))])
    missing = RadioField(_l("Who was missing?"), [InputRequired(_l("Choose who was missing."))])
    reason = RadioField(_l("As far as you know, why?"), [InputRequired(_l("Choose why."))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for field, codes in ((self.kind, MissedKind), (self.missing, MissedParty), (self.reason, MissedReason)):
            field.choices = [(one.value, label(one)) for one in codes]

    def said(self, number: uuid.UUID) -> Missed:
        """What was entered of the pairing, or the standing in, of that id; call it on a valid form only."""
        return Missed(
            number, self.day.data, MissedKind(self.kind.data), MissedParty(self.missing.data),
            MissedReason(self.reason.data), uuid.UUID(self.missed_id.data),
        )  # fmt: skip


class ChosenMissedForm(MissedForm):
    """The same, where it has to be said with whom. ``pairing_id`` as in ``SessionForm``; children are codes."""

    pairing_id = RadioField(_l("With whom"), validators=[_is_uuid], validate_choice=False)

    def offer(self, whom: Sequence[Whom]) -> None:
        """Fill in whom the actor meets."""
        self.pairing_id.choices = [(str(one.number), whom_said(one, by_code=True)) for one in whom]
        if len(whom) == 1 and not self.pairing_id.data:
            self.pairing_id.data = str(whom[0].number)


class VoidForm(Form):
    """Why a session is voided."""

    reason = RadioField(_l("Why does it not count?"), [InputRequired(_l("Choose why."))])
    remark = StringField(_l("In a few words"), [Length(max=200, message=_l("At most 200 characters."))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.reason.choices = [(reason.value, label(reason)) for reason in VoidReason]
