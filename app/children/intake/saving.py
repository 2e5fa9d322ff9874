"""Putting a plan on the ledger: one lookup of lookalikes, all files at once, every change on the log. Never commits."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from sqlalchemy import select

from app.children.intake.entries import Entry
from app.children.intake.plan import Change, Plan
from app.children.models import Child, Need
from app.children.rules.doubles import CHUNK, hold_lookalikes
from app.children.rules.values import new_carer, put_carers, put_needs, put_values
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.ids import short_code


def save_plan(
    session: DbSession, actor: Actor, plan: Plan, district_id: uuid.UUID, changes: Collection[uuid.UUID]
) -> tuple[int, int]:
    """Add the new children and make the chosen changes; return how many of each.

    The caller holds the district's lock. ``changes``: ids of the children whose changes are taken.
    """
    children = [_new_child(entry, district_id) for entry in plan.new]
    for child in children:
        child.health_by_id = actor.id if child.health else None
    for child, code in zip(children, _codes(session, len(children)), strict=True):
        child.code = code
    session.add_all(children)
    session.flush()
    hold_lookalikes(session, children)
    for child in children:
        audit.record(session, actor, Action.CHILD_CREATED, child)
    taken = [change for change in plan.changes if change.child.id in changes]
    for change in taken:
        _apply(session, actor, change)
    return len(children), len(taken)


def _new_child(entry: Entry, district_id: uuid.UUID) -> Child:
    row = entry.row
    child = Child(
        id=uuid.uuid4(),
        district_id=district_id,
        township_id=entry.home.township_id,
        village_id=entry.home.village_id,
        school_id=entry.school_id,
        name=row.name,
        sex=row.sex.value if row.sex else None,
        birth_date=row.birth_date,
        registered_on=row.registered_on or clock.today(),
        identity_token=entry.identity,
        lookalike_token=entry.lookalike,
        **entry.values,
    )
    child.carers = [new_carer(one, position) for position, one in enumerate(entry.carers)]
    child.needs = [
        Need(area=one.area, subject=one.subject, must=one.must, position=position)
        for position, one in enumerate(entry.needs)
    ]
    return child


def _apply(session: DbSession, actor: Actor, change: Change) -> None:
    child = change.child
    after = {one.name: one.after for one in change.fields}
    fields = put_values(child, {name: value for name, value in after.items() if name not in {"carers", "needs"}})
    if "health" in fields:
        child.health_by_id = actor.id
    if "carers" in after and put_carers(session, child, after["carers"]):
        fields.append("carers")
    if "needs" in after and put_needs(session, child, after["needs"]):
        fields.append("needs")
    audit.record(session, actor, Action.CHILD_CHANGED, child, fields=sorted(fields))


def _codes(session: DbSession, count: int) -> Iterable[str]:
    """So many codes that no file has."""
    codes: set[str] = set()
    while len(codes) < count:
        fresh = [short_code() for _ in range(min(CHUNK, count - len(codes)))]
        taken = set(session.scalars(select(Child.code).where(Child.code.in_(fresh))))
        codes |= set(fresh) - taken
    return sorted(codes)[:count]
