"""The shape of a new token, and of another system to tell."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from app.api.codes import ApiScope, WebhookEvent
from app.api.rules.tokens import DAYS, MOST_DAYS, Wanted
from app.foundation.forms import Form
from app.foundation.messages import label

CHOICES = (30, DAYS, 180, MOST_DAYS)


class TokenForm(Form):
    """A token to make. ``proof`` is the password, or the code of the second factor where there is one."""

    name = StringField(
        _l("Name of the program"),
        [InputRequired(_l("Write it here.")), Length(max=40, message=_l("At most 40 characters."))],
    )
    purpose = StringField(
        _l("What it is for"),
        [InputRequired(_l("Write it here.")), Length(max=120, message=_l("At most 120 characters."))],
    )
    scopes = SelectMultipleField(_l("What it may do"), [InputRequired(_l("Choose at least one."))])
    days = RadioField(_l("Valid for"), [InputRequired(_l("Choose one."))], default=str(DAYS))
    proof = PasswordField(_l("Your password"), [InputRequired(_l("Write it here.")), Length(max=128)])

    def offer(self, scopes: Sequence[ApiScope]) -> None:
        """Set what can be chosen."""
        self.scopes.choices = [(one.value, label(one)) for one in scopes]
        self.days.choices = [(str(days), _l("%(num)s days", num=days)) for days in CHOICES]

    def wanted(self) -> Wanted:
        """What was entered; call it on a valid form only."""
        return Wanted(
            self.name.data.strip(), self.purpose.data.strip(), frozenset(map(ApiScope, self.scopes.data)),
            int(self.days.data),
        )  # fmt: skip


class WebhookForm(Form):
    """Another system to tell."""

    url = StringField(_l("Web address"), [InputRequired(_l("Write it here.")), Length(max=300)])
    events = SelectMultipleField(_l("What it is told of"), [InputRequired(_l("Choose at least one."))])
    district = SelectField(_l("District"), [InputRequired(_l("Choose one."))])

    def offer(self, districts: Sequence[tuple[str, str]]) -> None:
        """Set what can be chosen."""
        told = [one for one in WebhookEvent if one is not WebhookEvent.TEST]
        self.events.choices = [(one.value, label(one)) for one in told]
        self.district.choices = list(districts)

    def chosen(self) -> frozenset[WebhookEvent]:
        """The events; call it on a valid form only."""
        return frozenset(map(WebhookEvent, self.events.data))
