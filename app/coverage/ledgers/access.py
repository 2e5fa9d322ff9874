"""Who sees a ledger and takes it out: the director of the village, the supervisor of the township, the organizer.

Card and timeline are views of a child's file and go by its permission, ``child:read``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Grant, Permission, Role, allow, within, within_any
from app.places.models import Area, AreaLevel

KEEPERS = (Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR)
"""Those who keep cards and ledgers: they read names. The organizer reads codes and opens one file."""
FAR = (Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)


def of_village(grant: Grant, actor: Actor, record: Any) -> bool:
    """It is the director's village, or a child of it."""
    if isinstance(record, Area):
        return record.level is AreaLevel.VILLAGE and record.id == grant.scope_id
    return within(grant, actor, record)


def listed(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - the predicates' signature
    """A place; or a child whose guardian consented, for beyond school and village the others are a number."""
    return not isinstance(record, Child) or record.consented(clock.today())


_DIRECTOR = (Role.VILLAGE_DIRECTOR, of_village)
_SUPERVISOR = (Role.TOWNSHIP_SUPERVISOR, within, listed)
_ORGANIZER = (Role.ORGANIZER, within, listed)
allow(Permission.LEDGER_READ, _DIRECTOR, _SUPERVISOR, _ORGANIZER)
allow(Permission.LEDGER_EXPORT, _DIRECTOR, _SUPERVISOR, _ORGANIZER)
allow(Permission.LEDGER_NAMES, _DIRECTOR, _SUPERVISOR)


def on_ledger(actor: Actor) -> ColumnElement[bool]:
    """The children listed for the actor: all of one's own village; beyond, those with consent."""
    far = within_any(actor, FAR, Child) & Child.is_consented(clock.today())
    return or_(within_any(actor, (Role.VILLAGE_DIRECTOR,), Child), far)


def counted(actor: Actor) -> ColumnElement[bool]:
    """The children the actor is told the number of: all within the scope, with consent or without."""
    return within_any(actor, (*KEEPERS, Role.ORGANIZER), Child)


def named(actor: Actor) -> ColumnElement[bool]:
    """Of the children listed, those whose name the actor reads in a list."""
    return within_any(actor, KEEPERS, Child)
