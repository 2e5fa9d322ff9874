"""The access gate: who may do what, to which record, and which records one may see.

``Permission`` says what there is to do. Each part says with ``allow`` which role may do it, to records within that
role's scope, under which further predicates; and with ``visible`` which rows of a table an actor may see. Views carry
``requires`` or ``public``; a view with neither does not exist for anybody.
"""

from app.foundation.access.actors import Actor, Grant, Role, ScopeKind, system_actor
from app.foundation.access.gate import kept, public, requires
from app.foundation.access.permissions import Permission
from app.foundation.access.rules import (
    allow,
    any_of,
    authorize,
    holds,
    may,
    once_a_request,
    visible,
    visible_to,
    within,
    within_any,
)

__all__ = [
    "Actor",
    "Grant",
    "Permission",
    "Role",
    "ScopeKind",
    "allow",
    "any_of",
    "authorize",
    "holds",
    "kept",
    "may",
    "once_a_request",
    "public",
    "requires",
    "system_actor",
    "visible",
    "visible_to",
    "within",
    "within_any",
]
