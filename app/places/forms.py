"""The shape of input of places."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.foundation.forms import Form
from app.foundation.messages import label
from app.places.models import SiteKind


def _number(written: str | None) -> uuid.UUID | None:
    return uuid.UUID(written) if written else None


def _choice(text: Any, *, needed: bool = False) -> SelectField:
    checks = [InputRequired(_l("Choose one."))] if needed else [Optional()]
    return SelectField(text, checks, coerce=lambda written: str(written or ""))


class PlaceForm(Form):
    """What all places have: a name."""

    name = StringField(_l("Name of the place"), [InputRequired(_l("Enter the name of the place.")), Length(max=60)])

    def values(self) -> dict[str, Any]:
        """What was typed, as the rules take it: ids as UUIDs, nothing as None."""
        typed = self.entered()
        ids = {name: _number(value) for name, value in typed.items() if name.endswith("_id")}
        return {name: value or None if value != 0 else 0 for name, value in typed.items()} | ids


class AreaForm(PlaceForm):
    """A district, township or village."""

    code = StringField(_l("Division code"), [Optional(), Length(max=12)])


class TownshipForm(AreaForm):
    """A township, which also stands on the map and names a central school."""

    column = IntegerField(_l("Column on the map"), [Optional(), NumberRange(0, 30)])
    row = IntegerField(_l("Row on the map"), [Optional(), NumberRange(0, 30)])
    central_school_id = _choice(_l("Central school"))


class SchoolForm(PlaceForm):
    """A school."""

    township_id = _choice(_l("Township"))
    parent_id = _choice(_l("Central school"))
    away_from = DateField(_l("Nobody at the school from"), [Optional()])
    away_to = DateField(_l("Nobody at the school until"), [Optional()])


class SiteForm(PlaceForm):
    """A site."""

    kind = SelectField(_l("Kind"), coerce=SiteKind)
    township_id = _choice(_l("Township"), needed=True)
    village_id = _choice(_l("Village"))
    school_id = _choice(_l("At the school"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind, label(kind)) for kind in SiteKind]
