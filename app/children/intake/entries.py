"""A row of a roster as values of a file: only what the row says, so that a blank cell never wipes what is known."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.children.identity import identity_token, lookalike_token
from app.children.intake.places import Home
from app.children.models import LeftBehindKind, Sex
from app.children.roster import RosterRow, RowNeed
from app.children.rules.values import CarerInput, NeedInput
from app.foundation.chinese import Relation

TUTORING = "tutoring"
PARENTS = {Relation.FATHER.value, Relation.MOTHER.value}

Code = Callable[[RowNeed], str | None]


@dataclass(frozen=True)
class Entry:
    """A good row with its place, ready to become a file or to be compared with one."""

    row: RosterRow
    school_id: uuid.UUID | None
    home: Home
    identity: str
    lookalike: str
    values: Mapping[str, Any] = field(default_factory=dict)
    carers: tuple[CarerInput, ...] = ()
    needs: tuple[NeedInput, ...] = ()


def entry_of(
    row: RosterRow, school_id: uuid.UUID | None, home: Home, *, code: Code, languages: Mapping[str, str]
) -> Entry:
    """The row as an entry. ``code`` gives a need's code, None where there is none; ``languages`` name -> code."""
    sex = Sex(row.sex.value) if row.sex else None
    return Entry(
        row,
        school_id,
        home,
        identity_token(school_id, row.name, row.birth_date, sex, home.township_id),
        lookalike_token(row.name, row.birth_date, sex),
        _values(row, languages),
        merged_carers((), row),
        _needs(row.needs, code),
    )


def _values(row: RosterRow, languages: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {
        "grade": row.grade,
        "class_name": row.class_name or None,
        "boarding": row.boarding,
        "left_behind": LeftBehindKind(row.left_behind.value) if row.left_behind else None,
        "guardianship": row.guardianship.value if row.guardianship else None,
        "address": row.address or None,
        "health": row.health or None,
        "modes": frozenset(mode.value for mode in row.modes) if row.modes else None,
        "slots": row.slots,
        "languages": frozenset(languages.get(name, name) for name in row.languages) or None,
        "interests": row.interests or None,
        "notes": row.notes or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _needs(needs: Iterable[RowNeed], code: Code) -> tuple[NeedInput, ...]:
    found = []
    for need in needs:
        known = code(need)
        if known is not None:
            subject = need.kind == "subject"
            found.append(NeedInput(TUTORING if subject else known, known if subject else None, need.must))
    return tuple(dict.fromkeys(found))


def merged_carers(known: tuple[CarerInput, ...], row: RosterRow) -> tuple[CarerInput, ...]:
    """The carers on file with what the row says of father, mother and the one entrusted."""
    relation = row.carer_relation.value if row.carer_relation else row.carer_relation_text[:20]
    given = [
        CarerInput(row.father_name or None, Relation.FATHER.value, row.father_phone, row.father_whereabouts or None,
                   legal_guardian=True),
        CarerInput(row.mother_name or None, Relation.MOTHER.value, row.mother_phone, row.mother_whereabouts or None,
                   legal_guardian=True),
        CarerInput(row.carer_name or None, relation, row.carer_phone, None,
                   legal_guardian=relation in PARENTS, entrusted=True),
    ]  # fmt: skip
    merged = list(known)
    for one in given:
        if one.empty:
            continue
        at = next((place for place, old in enumerate(merged) if _same_carer(old, one)), None)
        if at is None:
            merged.append(replace(one, relation=one.relation or "other_relative"))
        else:
            merged[at] = _update(merged[at], one)
    return tuple(merged)


def _same_carer(old: CarerInput, new: CarerInput) -> bool:
    if new.relation in PARENTS or old.relation in PARENTS:
        return old.relation == new.relation
    return old.entrusted and new.entrusted


def _update(old: CarerInput, new: CarerInput) -> CarerInput:
    return CarerInput(
        new.name or old.name,
        new.relation or old.relation,
        new.phone or old.phone,
        new.whereabouts or old.whereabouts,
        old.legal_guardian,
        old.entrusted or new.entrusted,
    )
