"""How the outcome of enrolling and offering reads."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.activities.rules import Enrolled


def outcome_words(done: Enrolled) -> str:
    """What became of the children, as sentences; counts only."""
    parts = (
        (done.enrolled, ngettext("%(num)s child has a place.", "%(num)s children have a place.", done.enrolled)),
        (done.offered, ngettext("%(num)s place is offered.", "%(num)s places are offered.", done.offered)),
        (
            done.waiting,
            ngettext("%(num)s child waits for a place.", "%(num)s children wait for a place.", done.waiting),
        ),
        (done.known, ngettext("%(num)s was in the class already.", "%(num)s were in the class already.", done.known)),
        (done.no_place, ngettext("No free place for %(num)s.", "No free places for %(num)s.", done.no_place)),
        (done.out_of_reach, ngettext("%(num)s lives out of reach.", "%(num)s live out of reach.", done.out_of_reach)),
        (done.not_allowed, ngettext("%(num)s lacks consent.", "%(num)s lack consent.", done.not_allowed)),
    )
    return " ".join(words for count, words in parts if count) or _("Nobody was chosen.")
