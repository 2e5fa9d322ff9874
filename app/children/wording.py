"""How values of a file are written on a page; these are also globals of the templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.catalogue.models import TermKind
from app.catalogue.queries import term_name
from app.children.codes import LeaveReason, OpenReason
from app.children.disclosure.codes import Basis, Section
from app.children.doors import may_try
from app.children.intake.plan import FieldChange
from app.children.models import Child, Consent, ConsentLink, Scope
from app.children.roster import Guardianship
from app.children.rules.values import CarerInput
from app.foundation import clock
from app.foundation.chinese import Mode, Relation
from app.foundation.dates import plain_day
from app.foundation.messages import knows, label, message
from app.foundation.speech import speech

RELATIONS = {one.value: one for one in Relation}
MOBILE_LENGTH = 11
HOURS_OF_DAY = 24
LINE_HIDDEN = 4


def comma() -> str:
    """What stands between the items of a line."""
    return ", " if speech().tag == "en" else "、"


def space() -> str:
    """What stands between two sentences: in Chinese the full stop itself keeps them apart."""
    return " " if speech().tag == "en" else ""


def relation_name(code: str) -> str:
    """The word for a relation; what is no code is the family's own word."""
    return label(RELATIONS[code]) if code in RELATIONS else code


def grade_name(grade: int | None) -> str:
    """``Grade 4``; preschool is 0."""
    if grade is None:
        return "—"
    return str(_("Preschool") if grade == 0 else _("Grade %(grade)s", grade=grade))


def grade_and_class(grade: int | None, class_name: str | None) -> str:
    """``Grade 4, class 2``; the grade alone where no class is known."""
    if not class_name:
        return grade_name(grade)
    return str(_("%(grade)s, class %(name)s", grade=grade_name(grade), name=class_name.removesuffix("班")))


def risk_name(risk: int) -> str:
    """The level of attention, 0 to 3."""
    return str((_("General"), _("Some attention"), _("Close attention"), _("Highest attention"))[risk])


def masked_phone(phone: str | None) -> str:
    """``138********``: that there is a number, and of which kind; never the last digits, which open a consent link."""
    if not phone:
        return "—"
    shown = 3 if len(phone) == MOBILE_LENGTH and phone.isdigit() else LINE_HIDDEN
    return phone[:shown] + "*" * (len(phone) - shown)


def need_name(need: Any) -> str:
    """A need in words: the subject, else the service area; ``*`` where it must be covered."""
    code, kind = (need.subject, TermKind.SUBJECT) if need.subject else (need.area, TermKind.SERVICE_AREA)
    return str(term_name(code, kind)) + ("*" if need.must else "")


def needs_line(needs: Iterable[Any]) -> str:
    """All needs on one line."""
    return comma().join(need_name(one) for one in needs)


def days_of_week() -> list[tuple[str, str]]:
    """Values and words of the days for the grid of free time, which builds ``1-am`` from them."""
    words = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return [(str(number), word) for number, word in enumerate(words, start=1)]


def slots_line(slots: frozenset[str] | None) -> str:
    """Free time in words, a day after the other: ``Mon morning, afternoon; Sat evening``."""
    parts = {"am": _("morning"), "pm": _("afternoon"), "ev": _("evening")}
    if slots is None or len(slots) == len(days_of_week()) * len(parts):
        return str(_("Any time"))
    days = [(word, [name for part, name in parts.items() if f"{day}-{part}" in slots]) for day, word in days_of_week()]
    return str(_("; ")).join(f"{word}\u00a0{comma().join(free)}" for word, free in days if free) or "—"


def modes_line(modes: Iterable[str]) -> str:
    """Modes in words."""
    return comma().join(label(Mode(one)) for one in sorted(modes)) or "—"


def languages_line(codes: frozenset[str] | None) -> str:
    """Languages in words."""
    return comma().join(term_name(code, TermKind.LANGUAGE) for code in sorted(codes or ())) or "—"


def age_of(child: Child) -> int:
    """Whole years today."""
    return clock.age_on(child.birth_date, clock.today())


FIELD_NAMES = {
    "grade": lambda: _("Grade"),
    "class_name": lambda: _("Class"),
    "boarding": lambda: _("Boards at school"),
    "left_behind": lambda: _("Left behind"),
    "guardianship": lambda: _("How the child is looked after"),
    "address": lambda: _("Address"),
    "health": lambda: _("Health"),
    "modes": lambda: _("In person or online"),
    "slots": lambda: _("Free time"),
    "languages": lambda: _("Languages"),
    "interests": lambda: _("Interests"),
    "notes": lambda: _("Notes"),
    "township_id": lambda: _("Township"),
    "village_id": lambda: _("Village"),
    "carers": lambda: _("Carers"),
    "needs": lambda: _("Needs"),
}


HIDDEN = frozenset({"address", "health"})
"""Columns whose value on file is behind a key: a change shows what the list says, never what it replaces."""


def change_words(change: FieldChange, area_names: dict[Any, str]) -> tuple[str, str, str]:
    """Field, before and after of a change, in words; of what is behind a key only what the uploaded list says."""
    name = FIELD_NAMES[change.name]()
    if change.name == "carers":
        return name, _carers_line(change.before), _carers_line(change.after, change.before)
    before = _value(change.name, change.before, area_names)
    if change.name in HIDDEN and change.before:
        before = str(_("on file"))
    return name, before, _value(change.name, change.after, area_names)


def _value(name: str, value: Any, area_names: dict[Any, str]) -> str:
    if name in {"township_id", "village_id"}:
        return area_names.get(value, "—")
    if name == "slots":
        return slots_line(value)
    if value is None or value == "":
        return "—"
    writers: dict[str, Any] = {
        "grade": grade_name,
        "boarding": lambda flag: _("Yes") if flag else _("No"),
        "modes": modes_line,
        "languages": languages_line,
        "needs": needs_line,
        "left_behind": label,
        "guardianship": guardianship_name,
    }
    return str(writers.get(name, str)(value)) or "—"


def guardianship_name(code: str | None) -> str:
    """How the child is looked after, in words."""
    return label(Guardianship(code)) if code in set(Guardianship) else (code or "—")


def _carers_line(carers: tuple[CarerInput, ...], before: tuple[CarerInput, ...] | None = None) -> str:
    """Carers in words. A number or a place is written only where the uploaded list, not the file, says it."""
    known = carers if before is None else before
    phones, places = {one.phone for one in known}, {one.whereabouts for one in known}

    def words(one: CarerInput) -> Iterable[str | None]:
        yield from (relation_name(one.relation), one.name)
        yield masked_phone(one.phone) if one.phone in phones and one.phone else one.phone
        yield None if one.whereabouts in places else one.whereabouts

    return "; ".join(" ".join(filter(None, words(one))) for one in carers) or "—"


def length_words(hours: int) -> str:
    """``2 hours``, ``3 days``."""
    if hours < HOURS_OF_DAY:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", hours // HOURS_OF_DAY))


def section_name(code: str) -> str:
    """A sensitive section in words."""
    return label(Section(code)) if code in set(Section) else code


def reason_name(code: str) -> str:
    """Why something was opened or taken out, in words; parts above register theirs as ``export_reason.<code>``."""
    if code in set(OpenReason):
        return label(OpenReason(code))
    return message(f"export_reason.{code}") if knows(f"export_reason.{code}") else code


def leave_reason_name(code: str) -> str:
    """Why a child left the ledger, in words."""
    return label(LeaveReason(code)) if code in set(LeaveReason) else code


def basis_name(code: str) -> str:
    """By what right something was opened, in words."""
    return label(Basis(code)) if code in set(Basis) else code


def scopes_line(consent: Consent) -> str:
    """What a consent agrees to beyond the service, in words."""
    agreed = [label(scope) for scope in Scope if getattr(consent, scope.value)]
    return comma().join(agreed) or str(_("nothing more"))


def link_opens(link: ConsentLink) -> bool:
    """Whether a consent link still opens."""
    return may_try(link, clock.now())


def link_state(link: ConsentLink) -> str:
    """How a consent link stands, in words."""
    if link.used_at is not None:
        return str(_("answered on %(day)s", day=plain_day(link.used_at)))
    if link.ended_at is not None:
        return str(_("ended"))
    if link.expires_at <= clock.now():
        return str(_("expired"))
    return str(_("waiting for an answer")) if link_opens(link) else str(_("closed after five wrong tries"))


GLOBALS = (
    scopes_line, link_opens, link_state,
    section_name, reason_name, basis_name, leave_reason_name, length_words,
    comma, space, relation_name, grade_name, grade_and_class, risk_name, masked_phone, need_name, needs_line,
    days_of_week, slots_line, modes_line, languages_line, age_of, guardianship_name,
)  # fmt: skip
