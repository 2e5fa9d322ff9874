"""Words of standing texts."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.texts.kinds import TextChange, TextKind

MESSAGES: dict[str, Any] = {
    "texts.empty": _l("Write something here."),
    "texts.too_long": _l("At most %(longest)s characters."),
    "texts.chapters_differ": _l("Both languages need the same number of headings (lines that begin with #)."),
    "texts.no_question": _l("There is no question: a line that begins with a question mark."),
    "texts.few_answers": _l("The question in line %(line)s needs at least two answers."),
    "texts.one_right_answer": _l(
        "The question in line %(line)s needs exactly one right answer (a line that begins with +)."
    ),
    "texts.quiz_differs": _l("Both languages need the same questions with the right answer at the same place."),
    "texts.pass_percent": _l("Between 50 and 100."),
    "texts.boxes": _l(
        "These lines must stay, once each and in this order; only the sentence after them changes: %(names)s"
    ),
    "texts.changed_meanwhile": _l(
        "Somebody else changed this draft meanwhile. Open it again, then put in what you typed."
    ),
    "texts.asked": _l("This draft waits for a second person. Take it back there first."),
    "texts.no_draft": _l("There is no draft any more."),
    "texts.same": _l("The draft says the same as the version in force."),
    "texts.summary_missing": _l("Say in one sentence what is different; the second person reads it."),
}

LABELS: dict[StrEnum, Any] = {
    TextKind.CONSENT: _l("Consent text"),
    TextKind.PLEDGE: _l("Pledge of the volunteers"),
    TextKind.RULES: _l("What every volunteer should know"),
    TextKind.COURSE: _l("Short course"),
    TextKind.QUIZ: _l("Quiz of the course"),
    TextKind.DATA_RULE: _l("The children's data rule"),
    TextChange.WORDING: _l("Wording only: what was signed still counts"),
    TextChange.MATERIAL: _l("It matters: everybody is asked again, and a second person confirms"),
}
