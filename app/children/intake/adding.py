"""New files of a roster, their carers and needs: rows written many at once, sealed and indexed like any other.

A roster of ten thousand adds fifty thousand rows. As objects of the session each would be kept, compared and ordered
before it is written; here a few hundred children at a time become plain rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.children.identity import name_token
from app.children.intake.entries import Entry
from app.children.models import Carer, Child, HoldReason, LeftBehindKind, Need, PossibleDouble
from app.children.rules.doubles import CHUNK, Newcomer, lookalikes
from app.children.rules.values import carer_columns
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.audit import Action
from app.foundation.database import DbSession, add_rows
from app.foundation.ids import short_code

UNSAID: Mapping[str, Any] = {
    "grade": None, "class_name": None, "boarding": None, "left_behind": LeftBehindKind.OTHER, "guardianship": None,
    "address": None, "health": None, "modes": frozenset({"in_person"}), "slots": None, "languages": None,
    "interests": "", "notes": None,
}  # fmt: skip
"""What a file holds where the row says nothing: one statement writes rows of the same columns."""


def add_children(session: DbSession, actor: Actor, entries: Sequence[Entry], district_id: uuid.UUID) -> None:
    """Write the entries as files, hold those that look like another, and put each on the log.

    The caller holds the district's lock.
    """
    newcomers = [Newcomer(uuid.uuid4(), district_id, entry.lookalike) for entry in entries]
    doubles = lookalikes(session, newcomers)
    files = list(zip(newcomers, _codes(session, len(entries)), entries, strict=True))
    for start in range(0, len(files), CHUNK):
        part = files[start : start + CHUNK]
        add_rows(session, Child, [_child(one, code, entry, actor, one.id in doubles) for one, code, entry in part])
        add_rows(session, Carer, [row for one, _, entry in part for row in _carers(one.id, entry)])
        add_rows(session, Need, [row for one, _, entry in part for row in _needs(one.id, entry)])
    pairs = [{"child_id": child_id, "other_id": other} for child_id, others in doubles.items() for other in others]
    add_rows(session, PossibleDouble, pairs)
    for one in newcomers:
        subject = audit.Subject(Child.__tablename__, one.id, district_id)
        audit.record(session, actor, Action.CHILD_CREATED, subject)


def _child(one: Newcomer, code: str, entry: Entry, actor: Actor, held: bool) -> dict[str, Any]:
    row, township_id = entry.row, entry.home.township_id
    if township_id is None:
        raise ValueError(f"row {row.number} has no home and cannot be saved")
    return {
        **UNSAID,
        **entry.values,
        "id": one.id,
        "code": code,
        "district_id": one.district_id,
        "township_id": township_id,
        "village_id": entry.home.village_id,
        "school_id": entry.school_id,
        "name": row.name,
        "sex": row.sex.value if row.sex else None,
        "birth_date": row.birth_date,
        "registered_on": row.registered_on or clock.today(),
        "health_by_id": actor.id if "health" in entry.values else None,
        "hold": HoldReason.POSSIBLE_DOUBLE if held else None,
        "identity_token": entry.identity,
        "lookalike_token": entry.lookalike,
        "name_token": name_token(row.name, township_id),
    }


def _carers(child_id: uuid.UUID, entry: Entry) -> Iterator[dict[str, Any]]:
    for position, one in enumerate(entry.carers):
        yield {"child_id": child_id, **carer_columns(one, position)}


def _needs(child_id: uuid.UUID, entry: Entry) -> Iterator[dict[str, Any]]:
    for position, one in enumerate(entry.needs):
        yield {"child_id": child_id, "area": one.area, "subject": one.subject, "must": one.must, "position": position}


def _codes(session: DbSession, count: int) -> list[str]:
    """So many codes that no file has."""
    codes: set[str] = set()
    while len(codes) < count:
        fresh = [short_code() for _ in range(min(CHUNK, count - len(codes)))]
        taken = set(session.scalars(select(Child.code).where(Child.code.in_(fresh))))
        codes |= set(fresh) - taken
    return list(codes)
