"""The form of how a site is run: shape of input only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import Length, NumberRange, Optional

from app.accounts.models import Account
from app.activities.rules.sites import Running
from app.foundation.forms import Form
from app.places.models import Area, Site
from app.places.weekdays import WEEKDAYS

TIMES = ["%H:%M", "%H:%M:%S"]


class RunningForm(Form):
    """How a site is run; opening and closing per weekday are ``opens_1`` to ``closes_7``."""

    capacity = IntegerField(_l("Children it holds"), [Optional(), NumberRange(1, 200, _l("1 to 200 children."))])
    keeper_id = SelectField(_l("Person in charge"), [Optional()])
    keeper_contact = StringField(_l("How to reach the person in charge"), [Optional(), Length(max=60)])
    reach = SelectMultipleField(_l("Other townships whose children can come"), [Optional()])

    def offer(self, accounts: Sequence[Account], townships: Sequence[Area]) -> None:
        """Fill in what can be chosen."""
        self.keeper_id.choices = [("", "—"), *((str(one.id), one.name) for one in accounts)]
        self.reach.choices = [(str(one.id), one.name) for one in townships]

    def days(self) -> list[tuple[Any, Any, Any]]:
        """The weekdays with their two fields, for the page."""
        return [(name, self[f"opens_{day}"], self[f"closes_{day}"]) for day, name in WEEKDAYS]

    def running(self) -> Running:
        """What was entered; a day with one time only is read as closed. Call it on a valid form only."""
        spans = {int(day): (self[f"opens_{day}"].data, self[f"closes_{day}"].data) for day, _name in WEEKDAYS}
        return Running(
            capacity=self.capacity.data,
            keeper_id=uuid.UUID(self.keeper_id.data) if self.keeper_id.data else None,
            keeper_contact=(self.keeper_contact.data or "").strip(),
            hours={day: span for day, span in spans.items() if all(isinstance(one, time) for one in span)},
            reach=frozenset(uuid.UUID(one) for one in self.reach.data or ()),
        )


for _day, _name in WEEKDAYS:
    setattr(RunningForm, f"opens_{_day}", TimeField(_l("Opens"), [Optional()], format=TIMES))
    setattr(RunningForm, f"closes_{_day}", TimeField(_l("Closes"), [Optional()], format=TIMES))


def as_it_is(site: Site) -> RunningForm:
    """The form with a site in it."""
    known: dict[str, Any] = {"capacity": site.capacity, "keeper_contact": site.keeper_contact}
    known |= {"keeper_id": str(site.keeper_id or ""), "reach": [str(one.township_id) for one in site.reach]}
    for one in site.hours:
        known |= {f"opens_{one.weekday}": one.opens, f"closes_{one.weekday}": one.closes}
    return RunningForm(data=known)
