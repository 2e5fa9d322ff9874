"""The shape of a standing text as typed."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.foundation.forms import Form
from app.foundation.messages import label
from app.texts.checks import LONGEST, Typed
from app.texts.kinds import TextChange
from app.texts.models import StandingText

_EMPTY = _l("Write something here.")


class TextForm(Form):
    """Both languages of a draft; ``seen`` is the state of the draft that the form was made from."""

    seen = HiddenField()
    title_zh = StringField(_l("Title (Chinese)"), [InputRequired(_EMPTY), Length(max=80)])
    body_zh = TextAreaField(_l("Text (Chinese)"), [InputRequired(_EMPTY), Length(max=LONGEST)])
    title_en = StringField(_l("Title (English)"), [InputRequired(_EMPTY), Length(max=120)])
    body_en = TextAreaField(_l("Text (English)"), [InputRequired(_EMPTY), Length(max=LONGEST)])
    summary = StringField(_l("What is different"), [Length(max=300)])

    def typed(self) -> Typed:
        """What was typed, for the rule."""
        return Typed(
            title_zh=self.title_zh.data or "",
            title_en=self.title_en.data or "",
            body_zh=self.body_zh.data or "",
            body_en=self.body_en.data or "",
            summary=self.summary.data or "",
        )


class QuizForm(TextForm):
    """A quiz has a mark as well."""

    pass_percent = IntegerField(
        _l("Right answers needed, in percent"),
        [InputRequired(_EMPTY), NumberRange(50, 100, _l("Between 50 and 100."))],
    )

    def typed(self) -> Typed:
        """With the mark."""
        plain = super().typed()
        return Typed(
            plain.title_zh, plain.title_en, plain.body_zh, plain.body_en, plain.summary, self.pass_percent.data
        )


class PublishForm(Form):
    """What a new version means; ``seen`` is the draft that was read."""

    seen = HiddenField(validators=[InputRequired()])
    change = RadioField(
        _l("What is this change?"),
        [InputRequired(_l("Choose one."))],
        choices=lambda: [(change.value, label(change)) for change in TextChange],
    )

    def of_unsigned(self) -> None:
        """Nobody signs or answers the text: nobody is asked again."""
        self.change.choices = [
            (TextChange.WORDING.value, _("Wording only")),
            (TextChange.MATERIAL.value, _("It matters: a second person confirms")),
        ]


def values_of(text: StandingText, seen: str, summary: str) -> dict[str, object]:
    """A version as the form shows it."""
    return {
        "seen": seen,
        "title_zh": text.title_zh,
        "title_en": text.title_en,
        "body_zh": text.body_zh,
        "body_en": text.body_en,
        "summary": summary,
        "pass_percent": text.pass_percent,
    }
