"""Words of coverage."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.coverage.figures import By
from app.coverage.registry import words as figure_words
from app.coverage.registry.figures import Unit
from app.coverage.story import Step
from app.coverage.survey import words as survey_words

MESSAGES = {
    "coverage.show.all": _l("All"),
    "coverage.show.waiting": _l("Waiting"),
    "coverage.show.paired": _l("Paired"),
    "coverage.show.met": _l("Met in the month"),
    "coverage.show.reached": _l("Children reached"),
    **figure_words.MESSAGES,
    **survey_words.MESSAGES,
}
LABELS: dict[StrEnum, Any] = {
    By.TOWNSHIP: _l("By township"),
    By.VILLAGE: _l("By village"),
    By.SCHOOL: _l("By school"),
    **survey_words.LABELS,
    Step.REGISTERED: _l("Registered"),
    Step.CONSENTED: _l("With consent"),
    Step.ASKED: _l("A volunteer proposed"),
    Step.ACCEPTED: _l("The volunteer said yes"),
    Step.APPROVED: _l("The school approved"),
    Step.MET: _l("Met, and confirmed"),
    Unit.CHILDREN: _l("children, counted once each"),
    Unit.SESSIONS: _l("sessions held"),
    Unit.MINUTES: _l("hours of service"),
    Unit.ACTIVITIES: _l("activities held"),
    Unit.VISITS: _l("visits made"),
    Unit.SITES: _l("sites, counted once each"),
    Unit.VOLUNTEERS: _l("volunteers, counted once each"),
}
