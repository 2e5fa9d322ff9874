"""Putting a plan on the ledger: new files, and the changes that were taken, each on the log. Never commits."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from app.children.intake.adding import add_children
from app.children.intake.plan import Change, Plan
from app.children.rules.values import put_carers, put_needs, put_values
from app.foundation import audit
from app.foundation.access import Actor
from app.foundation.audit import Action
from app.foundation.database import DbSession


def save_plan(
    session: DbSession, actor: Actor, plan: Plan, district_id: uuid.UUID, changes: Collection[uuid.UUID]
) -> tuple[int, int]:
    """Add the new children and make the chosen changes; return how many of each.

    The caller holds the district's lock. ``changes``: ids of the children whose changes are taken.
    """
    add_children(session, actor, plan.new, district_id)
    taken = [change for change in plan.changes if change.child.id in changes]
    for change in taken:
        _apply(session, actor, change)
    return len(plan.new), len(taken)


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
