"""Choosing ways and hours, giving an address, typing in its code, and setting a group's robot."""

from __future__ import annotations

from datetime import time

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.foundation.forms import Form
from app.foundation.messages import label
from app.reminders.kinds import DigestEvery, ReminderKind, ToldWay
from app.reminders.rules.choosing import PAIRS, Wish
from app.reminders.rules.planning import Choice

WHOLE_HOURS = [f"{hour:02}:00" for hour in range(24)]


def _hour(written: str) -> time:
    return time(int(written[:2]))


class ChoiceForm(Form):
    """By which ways one hears of what, and when not."""

    open = SelectMultipleField(choices=lambda: [SelectChoice(one, one) for one in sorted(PAIRS)])
    quiet_from = SelectField(_l("Quiet from"), choices=[SelectChoice(hour, hour) for hour in WHOLE_HOURS])
    quiet_until = SelectField(_l("Quiet until"), choices=[SelectChoice(hour, hour) for hour in WHOLE_HOURS])
    digest = RadioField(
        _l("One message that says it all"),
        choices=lambda: [(one.value, label(one)) for one in DigestEvery],
        default=DigestEvery.NEVER.value,
    )

    @classmethod
    def showing(cls, choice: Choice) -> ChoiceForm:
        """The form as it stands for who chose this."""
        return cls(
            open=sorted(PAIRS - choice.closed), quiet_from=f"{choice.quiet_from:%H}:00",
            quiet_until=f"{choice.quiet_until:%H}:00", digest=choice.digest.value,
        )  # fmt: skip

    def wish(self, shown: frozenset[str], closed: frozenset[str]) -> Wish:
        """What was chosen; a way the page did not show stays as it was."""
        chosen = (frozenset(self.open.data or ()) & shown) | (PAIRS - shown - closed)
        return Wish(chosen, _hour(self.quiet_from.data), _hour(self.quiet_until.data), DigestEvery(self.digest.data))


class AddressForm(Form):
    """Where messages are to go."""

    destination = StringField(validators=[InputRequired(_l("Write it here.")), Length(max=120)])


class CodeForm(Form):
    """The digits that came there."""

    code = StringField(_l("The six digits"), validators=[InputRequired(_l("Type in the six digits.")), Length(max=20)])


class ToldForm(Form):
    """By which way somebody was told, and of what: kinds with a space between; nothing is everything."""

    way = RadioField(
        _l("How"), choices=lambda: [(one.value, label(one)) for one in ToldWay], default=ToldWay.WECHAT.value
    )

    kinds = StringField(validators=[Length(max=400)])

    def about(self) -> frozenset[ReminderKind]:
        """The kinds of which they were told; empty: of everything. What is none is left out."""
        return frozenset(kind for kind in ReminderKind if kind.value in (self.kinds.data or "").split())

    def told_way(self) -> ToldWay:
        """The way that was chosen."""
        return ToldWay(self.way.data)


class RobotForm(Form):
    """The robot of a WeCom group."""

    place = SelectField(_l("Whose group"), validators=[InputRequired(_l("Choose one."))])
    url = StringField(_l("Address of the bot"), validators=[InputRequired(_l("Write it here.")), Length(max=300)])

    def offer(self, places: list[tuple[str, str]]) -> None:
        """Set whose group can be chosen."""
        self.place.choices = [SelectChoice(value, name) for value, name in places]
