"""Words of staged disclosure."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.children.disclosure.codes import Basis, GrantOutcome, Section

MESSAGES: dict[str, Any] = {
    "access.nothing_asked": _l("Tick at least one section."),
    "access.reason": _l("Choose a reason."),
    "access.words_missing": _l("Say why in a few words."),
    "access.hours": _l("Choose one of the lengths."),
    "access.answer_missing": _l("Say why not."),
    "access.waits_already": _l("You asked about this child already; the answer is still to come."),
    "access.answered": _l("This was answered or taken back already."),
    "access.asker_gone": _l("Who asked has no business with this file any more. Refuse the request."),
    "access.nobody_ticked": _l("Tick at least one person."),
    "access.season_over": _l("This season is over: nothing can be approved for it."),
    "counselling.empty": _l("Write the note."),
    "counselling.long": _l("At most %(longest)s characters. Write a second note for the rest."),
    "counselling.corrected": _l("This note was corrected already. Correct the correction."),
}

LABELS: list[tuple[StrEnum, Any]] = [
    (Section.ADDRESS, _l("Address")),
    (Section.HEALTH, _l("Health")),
    (Section.COUNSELLING, _l("Counselling notes")),
    (Section.PHONES, _l("Carers' phones")),
    (Basis.GRANT, _l("single grant")),
    (Basis.DUTY, _l("duty grant")),
    (Basis.AUTHOR, _l("own entry")),
    (Basis.LEAD, _l("safeguarding lead")),
    (GrantOutcome.GRANTED, _l("Granted")),
    (GrantOutcome.REFUSED, _l("Refused")),
    (GrantOutcome.WITHDRAWN, _l("Taken back")),
]
