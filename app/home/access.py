"""Everybody who can sign in has a landing page; the audit log is for the auditor alone."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, true

from app.foundation.access import Actor, Permission, Role, allow, visible
from app.foundation.audit import AuditEvent

allow(Permission.HOME_READ, *((role,) for role in Role))
allow(Permission.AUDIT_READ, (Role.AUDITOR,))


@visible(AuditEvent)
def _events(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_system or actor.has(Role.AUDITOR) else false()
