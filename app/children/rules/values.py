"""What a file can be given, and putting it there: the same for a form and for a row of a roster."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from app.children.models import Carer, Child, LeftBehindKind, Need, Sex
from app.foundation import clock
from app.foundation.chinese import normalise_name, parse_name, parse_phone
from app.foundation.database import DbSession
from app.foundation.errors import Refused

UNDER_AGE = 16
SLOTS = tuple(f"{day}-{part}" for day in range(1, 8) for part in ("am", "pm", "ev"))
MODES = ("in_person", "online")
NUMBER = re.compile(r"\d[\d\s-]{5,}\d")
"""Seven digits or more, with blanks or dashes between: a telephone number."""
GUARDIANSHIP = ("good", "fair", "insufficient", "nobody")


@dataclass(frozen=True)
class CarerInput:
    """A carer as given; ``relation`` is a code of ``Relation`` or the family's own word; ``id`` of the one on file."""

    name: str | None = None
    relation: str = ""
    phone: str | None = None
    whereabouts: str | None = None
    legal_guardian: bool = False
    entrusted: bool = False
    id: uuid.UUID | None = field(default=None, compare=False)
    dropped: bool = field(default=False, compare=False)

    @property
    def empty(self) -> bool:
        """Whether nothing was given."""
        return not (self.name or self.phone or self.whereabouts)


@dataclass(frozen=True)
class NeedInput:
    """A need as given; ``subject`` only with tutoring."""

    area: str
    subject: str | None = None
    must: bool = False


@dataclass(frozen=True)
class FileInput:
    """The file without its sensitive section. ``risk`` counts when the file is made; later it has a rule of its own."""

    name: str
    sex: Sex | None
    birth_date: date
    township_id: uuid.UUID
    village_id: uuid.UUID | None = None
    grade: int | None = None
    class_name: str | None = None
    boarding: bool | None = None
    left_behind: LeftBehindKind = LeftBehindKind.OTHER
    guardianship: str | None = None
    risk: int = 0
    suitability: str | None = None
    professional: str | None = None
    same_sex_only: bool = False
    slots: frozenset[str] | None = None
    modes: frozenset[str] = frozenset({"in_person"})
    languages: frozenset[str] | None = None
    interests: str = ""
    notes: str | None = None
    care_tips: str | None = None
    care_tips_approved: bool = False

    def columns(self) -> dict[str, Any]:
        """Values by column; the approval of the care tips is no column of its own (``put_tips``)."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "care_tips_approved"}


def check_person(name: str, birth_date: date, registered_on: date) -> str:
    """The normalised name; refuses what is no name, a birth date in the future, and 16 or older on entry."""
    read = parse_name(name)
    if read.value is None:
        raise Refused("children.name_invalid", field="name")
    if birth_date > clock.today():
        raise Refused("children.birth_in_future", field="birth_date")
    if clock.age_on(birth_date, registered_on) >= UNDER_AGE:
        raise Refused("children.over_age", field="birth_date", limit=UNDER_AGE)
    return normalise_name(read.value)


def checked_carers(carers: Iterable[CarerInput]) -> tuple[CarerInput, ...]:
    """The carers that say something, phones in one form; refuses a phone that cannot be."""
    found = []
    for one in carers:
        if one.empty:
            continue
        read = parse_phone(one.phone or None)
        if read.fault:
            raise Refused("children.phone_invalid", field="carers", phone=one.phone or "")
        found.append(
            CarerInput(one.name or None, one.relation or "other_relative", read.value, one.whereabouts or None,
                       one.legal_guardian, one.entrusted)
        )  # fmt: skip
    return tuple(found)


def put_values(child: Child, values: Mapping[str, Any]) -> list[str]:
    """Set columns; return the names of those that changed, sorted."""
    changed = [name for name, value in values.items() if getattr(child, name) != value]
    for name in changed:
        setattr(child, name, values[name])
    return sorted(changed)


def put_tips(child: Child, file: FileInput) -> list[str]:
    """Set the care tips and whether staff approved this very text for the volunteer; return the names of what changed.

    Raises:
        Refused: a text that a volunteer may read holds a telephone number.
    """
    text = file.care_tips or None
    approved = bool(text) and file.care_tips_approved
    if approved and NUMBER.search(unicodedata.normalize("NFKC", text or "")):
        raise Refused("children.tips_number", field="care_tips")
    changed = put_values(child, {"care_tips": text})
    if approved != (child.care_tips_approved_at is not None) or (approved and changed):
        child.care_tips_approved_at = clock.now() if approved else None
        changed.append("care_tips_approved_at")
    return changed


def put_needs(session: DbSession, child: Child, needs: Iterable[NeedInput]) -> bool:
    """Replace the needs where they differ; return whether they did."""
    wanted = list(dict.fromkeys(needs))
    if needs_of(child) == tuple(wanted):
        return False
    for old in list(child.needs):
        session.delete(old)
    child.needs = [
        Need(area=one.area, subject=one.subject, must=one.must, position=position)
        for position, one in enumerate(wanted)
    ]
    return True


def put_carers(session: DbSession, child: Child, carers: Iterable[CarerInput]) -> bool:
    """Replace the carers where they differ; return whether they did."""
    wanted = list(carers)
    if carers_of(child) == tuple(wanted):
        return False
    for old in list(child.carers):
        session.delete(old)
    child.carers = [Carer(**carer_columns(one, position)) for position, one in enumerate(wanted)]
    return True


def unseen_kept(child: Child, carers: Iterable[CarerInput]) -> list[CarerInput]:
    """The carers of a form that showed no phones: what was left empty, or left out, stays as it is on file."""
    known = {one.id: one for one in child.carers}
    given = list(carers)
    kept = []
    for one in given:
        old = known.get(one.id) if one.id is not None else None
        if old is not None and not one.dropped:
            kept.append(replace(one, phone=one.phone or old.phone, whereabouts=one.whereabouts or old.whereabouts))
        elif old is None:
            kept.append(one)
    named = {one.id for one in given}
    return kept + [_as_given(old) for old in child.carers if old.id not in named]


def carer_columns(given: CarerInput, position: int) -> dict[str, Any]:
    """The columns of a carer's row, but for whose carer it is."""
    return {
        "name": given.name, "relation": given.relation[:20], "phone": given.phone, "whereabouts": given.whereabouts,
        "legal_guardian": given.legal_guardian, "entrusted": given.entrusted, "position": position,
    }  # fmt: skip


def needs_of(child: Child) -> tuple[NeedInput, ...]:
    """The needs on file, as they would be given."""
    return tuple(NeedInput(one.area, one.subject, one.must) for one in child.needs)


def carers_of(child: Child) -> tuple[CarerInput, ...]:
    """The carers on file, as they would be given."""
    return tuple(_as_given(one) for one in child.carers)


def _as_given(one: Carer) -> CarerInput:
    return CarerInput(one.name, one.relation, one.phone, one.whereabouts, one.legal_guardian, one.entrusted, one.id)
