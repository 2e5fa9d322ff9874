"""Words of voices."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.voices.models import Channel, Side

MESSAGES = {
    "voices.not_begun": _l("This can be said once the two have met."),
    "voices.no_consent": _l("The guardian does not agree any more: nothing is asked or kept."),
    "voices.answers": _l("Tap one of the three."),
    "voices.channel": _l("Choose how you know."),
    "voices.child.glad": _l("Is it good to be with the volunteer?"),
    "voices.child.helped": _l("Does it help you?"),
    "voices.child.again": _l("Would you like to meet again?"),
    "voices.carer.glad": _l("Are you content with how the volunteer is with the child?"),
    "voices.carer.helped": _l("Does it help the child?"),
    "voices.carer.again": _l("Should it go on?"),
    "voices.volunteer.glad": _l("Was it a good time for you?"),
    "voices.volunteer.helped": _l("Did it help the child, do you think?"),
    "voices.volunteer.again": _l("Would you do it again?"),
}

LABELS: dict[StrEnum, Any] = {
    Side.CHILD: _l("Voice of the child"),
    Side.CARER: _l("Voice of the carer"),
    Side.VOLUNTEER: _l("Voice of the volunteer"),
    Channel.SELF: _l("Said by themselves"),
    Channel.ASKED: _l("I asked them"),
    Channel.PAPER: _l("They wrote it on paper"),
}
