"""Three taps and a line."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.foundation.forms import Form
from app.foundation.messages import label
from app.voices.models import Channel, Question, Voice
from app.voices.rules import Saying

NEEDED = InputRequired(_l("Tap one of the three."))


def _answers() -> list[tuple[str, str]]:
    return [("3", str(_l("Very"))), ("2", str(_l("A little"))), ("1", str(_l("Not really")))]


class VoiceForm(Form):
    """What a volunteer says of the own pairing."""

    glad = RadioField(choices=_answers, validators=[NEEDED])
    helped = RadioField(choices=_answers, validators=[NEEDED])
    again = RadioField(choices=_answers, validators=[NEEDED])
    words = TextAreaField(_l("In a line"), validators=[Optional(), Length(max=300)])

    def saying(self) -> Saying:
        """What was tapped, for the rule."""
        glad, helped, again = (int(self[question.value].data) for question in Question)
        return Saying(glad, helped, again, self.words.data or "")


class HeardForm(VoiceForm):
    """What staff heard from a child or its carer."""

    channel = RadioField(
        _l("How you know"),
        choices=lambda: [(one.value, label(one)) for one in (Channel.ASKED, Channel.PAPER)],
        validators=[InputRequired(_l("Choose one."))],
    )

    def saying(self) -> Saying:
        """What was heard, for the rule."""
        heard = super().saying()
        return Saying(heard.glad, heard.helped, heard.again, heard.words, Channel(self.channel.data))


def values_of(voice: Voice | None) -> dict[str, Any]:
    """What was said before, as the form shows it; nothing where nobody spoke."""
    if voice is None:
        return {"channel": Channel.ASKED.value}
    answers = {"glad": str(voice.glad), "helped": str(voice.helped), "again": str(voice.again)}
    return {**answers, "words": voice.words, "channel": voice.channel.value}
