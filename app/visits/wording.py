"""How a visit is said on a page."""

from __future__ import annotations

from flask_babel import gettext as _

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.children.wording import comma
from app.foundation.messages import label
from app.visits.codes import Mark
from app.visits.models import Visit


def met_line(visit: Visit) -> str:
    """Whom was met: ``Child, Carer``."""
    met = [word for word, was_met in ((_("Child"), visit.met_child), (_("Carer"), visit.met_carer)) if was_met]
    return comma().join(met)


def worries_line(visit: Visit) -> str:
    """What was not well: the sides with a worry, a danger, and what is lacking."""
    words = {"health": _("Health"), "mood": _("Mood"), "safety": _("Safety"), "schooling": _("Schooling")}
    found = [_("A danger was seen")] if visit.risk_seen else []
    found += [words[side] for side, mark in visit.marks.items() if mark is Mark.CONCERN]
    found += [str(label(need)) for need in visit.needs_of_care]
    return comma().join(found)


def needs_of_care_line(visit: Visit) -> str:
    """What is lacking."""
    return comma().join(str(label(need)) for need in visit.needs_of_care)


def topics_line(visit: Visit) -> str:
    """The safety topics that were talked about."""
    return comma().join(term_name(code, TermKind.SAFETY_TOPIC) for code in sorted(visit.topics))


GLOBALS = (met_line, worries_line, needs_of_care_line, topics_line)
