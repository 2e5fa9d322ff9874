"""The base of all forms: the shape of input only; rules judge what it means."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

from app.foundation.errors import Refused
from app.foundation.messages import explain


class Form(FlaskForm):
    """A form with CSRF protection, which can show a rule's refusal beside the field it is about."""

    form_errors: list[str]

    def refuse(self, error: Refused) -> None:
        """Show what a rule refused: beside its field where it names one, else over the form (``form_errors``)."""
        text = explain(error)
        field: Field | None = self._fields.get(error.field) if error.field else None
        if field is None:
            self.form_errors = [*self.form_errors, text]
        else:
            field.errors = [*field.errors, text]

    def entered(self) -> dict[str, Any]:
        """What was typed, without the form's own machinery."""
        return {name: value for name, value in self.data.items() if name not in {"csrf_token", "submit"}}
