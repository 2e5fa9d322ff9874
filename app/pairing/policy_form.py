"""The weights as typed: shares in percent, bands of waiting as numbers with commas between."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FloatField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length

from app.foundation.errors import Refused
from app.foundation.forms import Form
from app.foundation.messages import message
from app.pairing.policy import EDITABLE, problems, usual

_BETWEEN = re.compile(r"[,，、;；\s]+")


def _number() -> IntegerField:
    return IntegerField(validators=[InputRequired(_l("Fill in a number."))])


class PolicyForm(Form):
    """Every weight an organizer may set; the engine's own checks judge them."""

    seen = HiddenField()
    fairness = BooleanField()
    log_fairness = BooleanField()
    floor_share = _number()
    waiting_bands = StringField(validators=[Length(max=60)])
    min_common_weeks = _number()
    hold_back = BooleanField()
    fit = BooleanField()
    must_need = _number()
    other_need = _number()
    thrift = _number()
    retention = _number()
    same_sex = _number()
    time = _number()
    weeks = _number()
    place = _number()
    language = _number()
    interests = _number()
    full_overlap = _number()
    full_weeks = _number()
    near_km = FloatField(validators=[InputRequired(_l("Fill in a number."))])
    remote = _number()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name in EDITABLE:
            self[name].label.text = message(f"matching.weight.{name}")

    @classmethod
    def showing(cls, saved: Mapping[str, Any], seen: str) -> PolicyForm:
        """The form over what is saved, where nothing else was typed."""
        return cls(data={**shown(saved), "seen": seen})

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether every field holds a number, and the engine takes each."""
        fine: bool = super().validate(extra_validators)
        typed = {name: value for name, value in self.values().items() if not self[name].errors}
        for name, code in problems(typed).items():
            self.refuse(Refused(code, field=name))
            fine = False
        return fine

    def values(self) -> dict[str, Any]:
        """What was typed, as the engine takes it; what is no number stays what it is, and is refused."""
        return {name: _as_value(name, self[name]) for name in EDITABLE}


def shown(saved: Mapping[str, Any]) -> dict[str, Any]:
    """Weights as the form shows them; those that are not saved are the shipped ones."""
    values = {**usual(), **saved}
    return {
        **{name: values[name] for name in EDITABLE},
        "floor_share": round(100 * values["floor_share"]),
        "waiting_bands": ", ".join(str(day) for day in values["waiting_bands"]),
        "near_km": f"{values['near_km']:g}",
    }


def _as_value(name: str, field: Field) -> Any:
    if name == "waiting_bands":
        return [_whole(piece) for piece in _BETWEEN.split(field.data or "") if piece]
    if name == "floor_share" and field.data is not None:
        return field.data / 100
    if name == "near_km" and field.data is not None:
        return float(field.data)
    return field.data


def _whole(piece: str) -> int | str:
    try:
        return int(piece)
    except ValueError:
        return piece
