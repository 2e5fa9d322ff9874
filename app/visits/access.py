"""Who visits and reads visits: those who keep the child's card or ledger. Volunteers never; the League sees figures."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from app.children.access import NEAR, consented
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Grant, Permission, Role, allow, visible, within, within_any
from app.visits.models import Visit

KEEPERS = (*NEAR, Role.TOWNSHIP_SUPERVISOR)


def with_file(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """The child's file was not anonymised."""
    return getattr(record, "child", record).erased_at is None


def own_visit(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """The actor recorded it."""
    return actor.id is not None and record.visited_by_id == actor.id


_KEEPERS = (
    *((role, within, with_file) for role in NEAR),
    (Role.TOWNSHIP_SUPERVISOR, within, with_file, consented),
)

allow(Permission.HOUSEHOLD_READ, (Role.VILLAGE_DIRECTOR, within, with_file))
allow(Permission.VISIT_READ, *_KEEPERS)
allow(Permission.VISIT_RECORD, *_KEEPERS)
allow(
    Permission.VISIT_VOID,
    *((role, within, with_file, own_visit) for role in NEAR),
    (Role.TOWNSHIP_SUPERVISOR, within, with_file, consented),
)
allow(Permission.GUARDIANSHIP_WRITE, *_KEEPERS)
allow(Permission.VISIT_INTERVAL_SET, (Role.ORGANIZER, within))


def kept_by(actor: Actor) -> ColumnElement[bool]:
    """The children whose visits one reads and makes: of one's own school or village, or township and consented."""
    far = within_any(actor, (Role.TOWNSHIP_SUPERVISOR,), Child) & Child.is_consented(clock.today())
    return Child.erased_at.is_(None) & (within_any(actor, NEAR, Child) | far)


@visible(Visit)
def _visits(actor: Actor) -> ColumnElement[bool]:
    return Visit.child_id.in_(select(Child.id).where(kept_by(actor)))
