"""The shape of what is asked before a ledger leaves the house."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from app.coverage.ledgers.codes import LedgerContent, LedgerForm, LedgerReason
from app.foundation.forms import Form
from app.foundation.messages import label

MASKED, WHOLE = "masked", "whole"
CHOOSE = _l("Choose one.")


def _words(members: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, label(one)) for one in members]


class ExportForm(Form):
    """Why, in which form, and with masked or whole names. The view drops what the reader has no choice of."""

    content = RadioField(
        _l("What the file holds"), [InputRequired(CHOOSE)], choices=lambda: _words(LedgerContent),
        default=LedgerContent.FIGURES.value,
    )  # fmt: skip
    names = RadioField(
        _l("Names"), [InputRequired(CHOOSE)], default=MASKED,
        choices=lambda: [
            (MASKED, _l("Masked: family name and **, age only")), (WHOLE, _l("Whole names and birth dates")),
        ],
    )  # fmt: skip
    phones = BooleanField(_l("Include the carers' phones (each is logged)"))
    reason = RadioField(_l("Why the file is exported"), [InputRequired(CHOOSE)], choices=lambda: _words(LedgerReason))
    form = RadioField(
        _l("Kind of file"), [InputRequired(CHOOSE)], choices=lambda: _words(LedgerForm), default=LedgerForm.XLSX.value
    )

    def only(self, **kept: bool) -> ExportForm:
        """Without the fields that are False: they keep their default whatever is sent."""
        for name, there in kept.items():
            if not there:
                del self[name]
        return self

    def chosen(self, name: str, default: Any) -> str:
        """The value of a field, the default where there is no such choice."""
        return str(self[name].data) if name in self else str(default)
