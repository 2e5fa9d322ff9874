"""Places open for volunteers, as the public may read them: from the recruits of a run, with nothing that tells a child.

A row says where, for what and for which grades somebody is needed. The sex a rule asks for is left out. Numbers are
steps ("5 or more"), below the lowest step there is none; so is what could be taken apart by subtracting two rows, or
the same row a week later. What a psychologist would do is named with its township only where many wait for it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.children.models import Child, ChildStatus
from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.models import MatchRecruit, MatchRun
from app.pairing.queries import open_child_ids
from app.volunteers.gates import NEEDS_VERIFICATION

STEPS = (5, 10, 20, 50, 100, 200, 500)
"""A number is told as the highest of these that it reaches."""


@dataclass(frozen=True)
class Kind:
    """What is needed where; ``township`` None: anywhere in the district, or without meeting in person."""

    township: str | None
    area: str
    subject: str | None
    grade_min: int
    grade_max: int
    mode: str


def open_places(session: DbSession, run: MatchRun | None) -> list[dict[str, Any]]:
    """The rows of a notice, by township, the largest step first; empty without a run or where nobody waits.

    Only children who wait still make a place: on the ledger, with a consent that stands, without a pairing.
    """
    if run is None:
        return []
    recruits = list(run.recruits)
    waiting = _still_waiting(session, {uuid.UUID(one) for recruit in recruits for one in recruit.serves})
    found: dict[Kind, set[str]] = {}
    for recruit in recruits:
        found.setdefault(_kind(recruit), set()).update(one for one in recruit.serves if uuid.UUID(one) in waiting)
    rows = [_row(kind, len(children)) for kind, children in _told(found).items() if children]
    return sorted(rows, key=lambda row: (row["township"] is None, row["township"] or "", -row["at_least"], str(row)))


def step_of(count: int) -> int:
    """The highest step that a number reaches; 0 below the lowest."""
    return max((step for step in STEPS if step <= count), default=0)


def _kind(recruit: MatchRecruit) -> Kind:
    township = recruit.township.name if recruit.township is not None else None
    return Kind(township, recruit.area, recruit.subject, recruit.grade_min, recruit.grade_max, recruit.mode)


def _told(found: dict[Kind, set[str]]) -> dict[Kind, set[str]]:
    """Rows whose place would say too much of whoever waits there are joined over the townships."""
    told: dict[Kind, set[str]] = {}
    for kind, children in found.items():
        hidden = kind.area in NEEDS_VERIFICATION and len(children) < STEPS[0]
        shown = Kind(None, kind.area, kind.subject, kind.grade_min, kind.grade_max, kind.mode) if hidden else kind
        told.setdefault(shown, set()).update(children)
    return told


def _still_waiting(session: DbSession, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    wanted = select(Child.id).where(Child.id.in_(set(ids)), Child.status == ChildStatus.ACTIVE)
    agreed = wanted.where(Child.is_consented(clock.today()))
    return set(session.scalars(agreed)) - open_child_ids(session, ids)


def _row(kind: Kind, count: int) -> dict[str, Any]:
    return {
        "township": kind.township,
        "area": kind.area,
        "subject": kind.subject,
        "grade_min": kind.grade_min,
        "grade_max": kind.grade_max,
        "mode": kind.mode,
        "at_least": step_of(count),
    }
