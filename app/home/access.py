"""Everybody who can sign in has a landing page, staff a search; the audit log is for the auditor alone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, true

from app.foundation.access import Actor, Permission, Role, allow, visible
from app.foundation.audit import CONFIDENTIAL, AuditEvent

allow(Permission.HOME_READ, *((role,) for role in Role))
allow(Permission.AUDIT_READ, (Role.AUDITOR,))
allow(Permission.SEARCH_USE, *((role,) for role in Role if role not in {Role.VOLUNTEER, Role.AUDITOR}))


@visible(AuditEvent)
def _events(actor: Actor) -> ColumnElement[bool]:
    """Everything but what is told of concerns: an auditor may be the one a concern is about."""
    if actor.is_system:
        return true()
    return AuditEvent.action.not_in(CONFIDENTIAL) if actor.has(Role.AUDITOR) else false()
