"""How each thing on a timeline is said: a title, a line under it, and the note where it is for the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.children.codes import LeaveReason
from app.children.models import ConsentDecision
from app.children.wording import comma, relation_name, risk_name
from app.coverage.ledgers.timeline.parts import Part
from app.foundation.dates import plain_day
from app.foundation.messages import has_label, label
from app.pairing.views.wording import reason_of


@dataclass(frozen=True)
class Told:
    """A title, a line, a note."""

    title: str
    text: str = ""
    note: str = ""


def known(member: StrEnum) -> str | None:
    """The word for a code; nothing where its part has no word for it yet."""
    return label(member) if has_label(member) else None


def line(*texts: str | None) -> str:
    """What is there, with semicolons between: a family hears it read aloud, and a dot is read as a word."""
    return str(_("; ")).join(one for one in texts if one)


def topics(codes: Iterable[str]) -> str:
    """Topics of safety education in words."""
    return comma().join(term_name(code, TermKind.SAFETY_TOPIC) for code in sorted(codes))


def session(row: Any, part: Part) -> Told:
    """A confirmed session: minutes, service area, place; the note only for those who confirm."""
    minutes = ngettext("One-to-one session, %(num)s minute", "One-to-one session, %(num)s minutes", row.minutes)
    area = term_name(row.service_area, TermKind.SERVICE_AREA)
    who = row.volunteer.name if part.names else None
    return Told(minutes, line(area, label(row.place), who), (row.note or "") if part.notes else "")


def missed(row: Any, part: Part) -> Told:
    """A meeting that did not take place."""
    return Told(_("A meeting did not take place"), line(known(row.missing), label(row.reason)) if part.reasons else "")


def activity(row: Any, part: Part) -> Told:  # noqa: ARG001 - one shape for all kinds
    """A group activity the child was at."""
    taught = topics(one.topic for one in row.topics)
    return Told(_("Activity: %(title)s", title=row.title), line(row.site.name, taught))


def lesson(row: Any, part: Part) -> Told:  # noqa: ARG001 - one shape for all kinds
    """A topic of safety education."""
    return Told(_("Safety education: %(topic)s", topic=topics([row.topic])), label(row.place))


def approved(row: Any, part: Part) -> Told:
    """The school approved a pairing."""
    return Told(_("The school approved a volunteer"), row.volunteer.name if part.names else "")


def met(row: Any, part: Part) -> Told:
    """The first meeting is recorded: the pairing is active."""
    return Told(_("Child and volunteer met for the first time"), row.volunteer.name if part.names else "")


def ended(row: Any, part: Part) -> Told:
    """A pairing ended."""
    return Told(_("The pairing ended"), reason_of(row) if part.reasons else "")


def consent(row: Any, part: Part) -> Told:
    """A guardian's yes or no."""
    given = row.decision is ConsentDecision.GIVEN
    title = _("The guardian agreed") if given else _("The guardian said no")
    until = _("Valid until %(day)s", day=plain_day(row.expires_on)) if row.expires_on else None
    return Told(title, line(relation_name(row.relation), label(row.method) if part.reasons else None, until))


def withdrawn(row: Any, part: Part) -> Told:  # noqa: ARG001 - one shape for all kinds
    """A yes taken back. A guardian need not say why."""
    return Told(_("The guardian took the consent back"))


def risk(row: Any, part: Part) -> Told:
    """The level of attention changed."""
    change = (
        _("Level of attention: %(after)s", after=risk_name(row.after))
        if row.before is None
        else _(
            "Level of attention: from %(before)s to %(after)s", before=risk_name(row.before), after=risk_name(row.after)
        )
    )
    return Told(change, label(row.reason) if part.reasons else "", (row.note or "") if part.notes else "")


def visit(row: Any, part: Part) -> Told:
    """A visit of the village; what was seen there only for those who visit."""
    if not part.reasons:
        return Told(_("The village visited"))
    who = row.visited_by.name if part.names and row.visited_by else None
    seen = _("Something needs attention") if row.worries else None
    told = line(label(row.place), who, topics(row.topics), seen)
    return Told(_("Visit"), told, (row.note or "") if part.notes else "")


def agreement(row: Any, part: Part) -> Told:  # noqa: ARG001 - one shape for all kinds
    """A care agreement was signed."""
    return Told(
        _("Care agreement signed"),
        line(relation_name(row.relation), _("Valid until %(day)s", day=plain_day(row.valid_until))),
    )


def check(row: Any, part: Part) -> Told:
    """Somebody looked through the file."""
    return Told(_("File checked"), label(row.outcome), (row.note or "") if part.notes else "")


def transfer(row: Any, part: Part) -> Told:  # noqa: ARG001 - one shape for all kinds
    """The file went to another school."""
    return Told(_("Taken over by another school"))


def ledger(row: Any, part: Part) -> Told:
    """The child left the ledger, or came back onto it."""
    if row.reason is None:
        return Told(_("Back on the ledger"))
    said = part.reasons and row.reason in set(LeaveReason)
    return Told(_("Left the ledger"), label(LeaveReason(row.reason)) if said else "")


def registered(row: Any, part: Part) -> Told:  # noqa: ARG001 - one shape for all kinds
    """The file was made."""
    return Told(_("Registered on the ledger"))
