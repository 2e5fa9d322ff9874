"""Shapes of what is typed about runs, pairings and first meetings."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.forms import Form
from app.foundation.messages import label
from app.pairing.models import (
    AbsenceReason,
    ApartReason,
    DeclineReason,
    EndReason,
    LiftReason,
    MeetingPlace,
    Pairing,
    RejectReason,
    RelayWay,
    RemoveReason,
    RunKind,
    SexReason,
    WithdrawReason,
)
from app.pairing.queries import introducers, meeting_schools, meeting_sites
from app.pairing.rules.meeting import MeetingPlan

BY_HAND = (WithdrawReason.MISTAKE, WithdrawReason.CHANGED_PLAN)


def _choices(*members: StrEnum) -> list[tuple[str, str]]:
    return [(member.value, label(member)) for member in members]


class StartForm(Form):
    """Which season to match, and how."""

    season_id = HiddenField(validators=[InputRequired()])
    kind = HiddenField(default=RunKind.FULL.value, validators=[AnyOf([kind.value for kind in RunKind])])


class RemoveForm(Form):
    """Why a pair is taken out."""

    reason = SelectField(_l("Reason"), choices=lambda: _choices(*RemoveReason))


class ProposeForm(Form):
    """One of the three best."""

    child_id = HiddenField(validators=[InputRequired()])
    volunteer_id = HiddenField(validators=[InputRequired()])


class AskForm(Form):
    """The code of a child or a volunteer."""

    class Meta:
        """Searching changes nothing."""

        csrf = False

    code = StringField(_l("Code of a child or a volunteer"), validators=[InputRequired(), Length(max=12)])


class AwayForm(Form):
    """From when to when a volunteer cannot come, and why."""

    absence_id = HiddenField(validators=[InputRequired()])
    first_on = DateField(_l("First day"), [InputRequired(_l("From which day?"))])
    last_on = DateField(_l("Last day"), [InputRequired(_l("Until which day?"))])
    reason = RadioField(
        _l("Why can you not come?"),
        choices=lambda: _choices(*AbsenceReason),
        validators=[InputRequired(_l("Choose a reason."))],
    )


class DeclineForm(Form):
    """Why a volunteer says no."""

    reason = RadioField(
        _l("Why can you not take this pairing?"),
        choices=lambda: _choices(*DeclineReason),
        validators=[InputRequired(_l("Choose a reason."))],
    )


class MilestoneForm(Form):
    """A milestone that was reached: on which day, and a line of how it was."""

    done_on = DateField(_l("Day"), validators=[InputRequired(_l("Give the day."))])
    note = TextAreaField(_l("In a line"), validators=[InputRequired(_l("Write a line.")), Length(max=500)])


class RelayForm(Form):
    """What comes after a pairing."""

    way = RadioField(
        _l("What comes after?"),
        choices=lambda: _choices(*RelayWay),
        validators=[InputRequired(_l("Choose one."))],
    )
    child_wishes = BooleanField(_l("The child was asked, and wishes it"))
    carer_agrees = BooleanField(_l("The carer was asked, and agrees"))
    note = TextAreaField(_l("Hand-over note, or why it closes"), validators=[Optional(), Length(max=1000)])


class SayForm(Form):
    """Whether a volunteer comes back for the same child."""

    returns = HiddenField(validators=[AnyOf(["yes", "no"])])


class RejectForm(Form):
    """Why a school says no."""

    reason = RadioField(
        _l("Reason"), choices=lambda: _choices(*RejectReason), validators=[InputRequired(_l("Choose a reason."))]
    )
    remark = TextAreaField(_l("Remark for colleagues"), validators=[Optional(), Length(max=500)])


class ApartForm(Form):
    """A volunteer to be kept from a child, a school or a village; ``entry_id`` is made with the page."""

    entry_id = HiddenField(validators=[InputRequired()])
    volunteer_code = StringField(
        _l("Code of the volunteer"), [InputRequired(_l("Enter the code of the volunteer.")), Length(max=12)]
    )
    about = SelectField(_l("Not to be paired with"))
    child_code = StringField(_l("Code of the child"), [Optional(), Length(max=12)])
    reason = RadioField(
        _l("Reason"), [InputRequired(_l("Choose one."))],
        choices=lambda: [(reason.value, label(reason)) for reason in ApartReason],
    )  # fmt: skip
    note = TextAreaField(_l("Note"), [Optional(), Length(max=1000)])

    def offer(self, schools: Iterable[tuple[str, str]], villages: Iterable[tuple[str, str]]) -> None:
        """Set what there is to choose from: one child, or all of a school or a village."""
        self.about.choices = [
            SelectChoice("child", str(_l("one child"))),
            *(SelectChoice(f"school:{number}", name, optgroup=str(_l("A whole school"))) for number, name in schools),
            *(SelectChoice(f"village:{number}", name, optgroup=str(_l("A whole village")))
              for number, name in villages),
        ]  # fmt: skip


class LiftForm(Form):
    """Why an entry does not stand any more."""

    reason = RadioField(
        _l("Reason"), [InputRequired(_l("Choose one."))],
        choices=lambda: [(reason.value, label(reason)) for reason in LiftReason],
    )  # fmt: skip
    note = TextAreaField(_l("What was found out"), [InputRequired(_l("Write what was found out.")), Length(max=1000)])


class EndForm(Form):
    """Why a pairing ends, and how it was closed."""

    reason = SelectField(_l("Reason"), choices=lambda: _choices(*EndReason))
    farewell = TextAreaField(
        _l("Farewell note"),
        validators=[InputRequired(_l("Write a farewell note: how the two said goodbye, and what comes after.")),
                    Length(max=1000)],
    )  # fmt: skip


class WithdrawForm(Form):
    """Why a pairing that has not begun is taken back."""

    reason = SelectField(_l("Reason"), choices=lambda: _choices(*BY_HAND))


class MeetingForm(Form):
    """When and where the two meet first, and who introduces."""

    day = DateField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    hour = TimeField(_l("Time"), validators=[InputRequired(_l("Choose an hour."))])
    place = SelectField(_l("Public place"), validators=[InputRequired(_l("Choose a place."))])
    introducer = SelectField(_l("Who introduces them"), validators=[InputRequired(_l("Choose who introduces."))])
    another_adult = BooleanField(_l("Another adult is on the spot for the whole meeting"))

    def offer(self, session: DbSession, pairing: Pairing) -> None:
        """Fill in the places and people there are for this pairing."""
        places = [(f"school:{one.id}", one.name) for one in meeting_schools(session, pairing)]
        places += [(f"site:{one.id}", one.name) for one in meeting_sites(session, pairing)]
        self.place.choices = [*places, ("call:", label(MeetingPlace.CALL))]
        self.introducer.choices = [(str(one.id), one.name) for one in introducers(session, pairing)]

    def plan(self) -> MeetingPlan:
        """The meeting as typed; only after ``validate``."""
        kind, _, id_ = str(self.place.data).partition(":")
        return MeetingPlan(
            at=clock.from_local(datetime.combine(self.day.data, self.hour.data)),
            place=MeetingPlace(kind),
            place_id=uuid.UUID(id_) if id_ else None,
            introducer_id=uuid.UUID(self.introducer.data),
            another_adult=bool(self.another_adult.data),
        )


class ApproveForm(MeetingForm):
    """A first meeting, and what needs a second thought."""

    different_sex = BooleanField(_l("I know that child and volunteer are not of the same sex, and it is right"))
    sex_reason = RadioField(
        _l("Why a volunteer of another sex"),
        choices=lambda: _choices(*SexReason),
        validators=[Optional()],
        validate_choice=False,
    )
    note = TextAreaField(_l("Note on the decision"), validators=[Optional(), Length(max=500)])


class SeveralForm(MeetingForm):
    """The first meetings of several pairings: the first of them, and how long after it each next one begins."""

    every = SelectField(_l("The next one begins after"), coerce=int, default=30)

    def offer_all(self, session: DbSession, pairings: Sequence[Pairing]) -> None:
        """Fill in the places and people there are for every one of these pairings."""
        each = []
        for pairing in pairings:
            self.offer(session, pairing)
            each.append((self.place.choices, self.introducer.choices))
        self.place.choices = _common([places for places, _ in each])
        self.introducer.choices = _common([people for _, people in each])
        self.every.choices = [(minutes, _l("%(count)s minutes", count=minutes)) for minutes in (15, 30, 45, 60)]
        self.every.choices.append((0, _l("all at the same time")))

    def plans(self, count: int) -> list[MeetingPlan]:
        """As many meetings, one after the other; only after ``validate``."""
        first = self.plan()
        return [replace(first, at=first.at + timedelta(minutes=self.every.data * place)) for place in range(count)]


def _common(lists: Sequence[list[Any]]) -> list[Any]:
    return [one for one in (lists[0] if lists else []) if all(one in other for other in lists)]


class HomeForm(Form):
    """Why visits at the child's home are right; empty: none."""

    home_note = TextAreaField(_l("Note on home visits"), validators=[Optional(), Length(max=500)])


class MetForm(Form):
    """They met."""

    usual_place = StringField(_l("Where they will usually meet"), validators=[Optional(), Length(max=80)])


def as_uuid(text: Any) -> uuid.UUID | None:
    """The UUID a hidden field holds; None where it holds none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
