"""Who may have tokens: those whose work another system does as well. See decision 32."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false

from app.api.models import ApiToken, Webhook
from app.foundation.access import Actor, Grant, Permission, Role, allow, holds, visible, within, within_any

HOLDERS = (Role.VOLUNTEER, Role.SCHOOL_STAFF, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, Role.ADMINISTRATOR)


def own(grant: Grant, actor: Actor, record: Any) -> bool:  # noqa: ARG001 - a predicate's signature
    """The token is of the actor's own account."""
    return actor.id is not None and bool(record.account_id == actor.id)


allow(Permission.API_TOKEN_OWN, *((role, own) for role in HOLDERS))

allow(Permission.WEBHOOK_WRITE, (Role.ORGANIZER, within))


@visible(Webhook)
def _webhooks(actor: Actor) -> ColumnElement[bool]:
    """Those of an organizer's district."""
    return within_any(actor, (Role.ORGANIZER,), Webhook)


@visible(ApiToken)
def _tokens(actor: Actor) -> ColumnElement[bool]:
    """One's own."""
    if actor.id is None or not holds(actor, Permission.API_TOKEN_OWN):
        return false()
    return ApiToken.account_id == actor.id
