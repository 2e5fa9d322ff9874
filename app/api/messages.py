"""Words of tokens and requests of programs."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.api.codes import ApiScope, TokenEnd, WebhookEvent

MESSAGES = {
    "api.scopes": _l("Choose at least one, and only what your own account may do."),
    "api.days": _l("At most %(most)s days."),
    "api.too_many_tokens": _l("There are %(most)s tokens already. Revoke one that nobody uses."),
    "api.key_missing": _l("Send an Idempotency-Key of your own with every write: 1 to 100 visible characters."),
    "api.key_used": _l("This Idempotency-Key came with another request before. Make a new one for each request."),
    "api.webhook_address": _l("Write an address that begins with https:// and names a host."),
    "api.webhook_port": _l("Only ports 443 and 8443 are asked."),
    "api.webhook_inside": _l("This address is not one of the open internet."),
    "api.webhook_events": _l("Choose at least one."),
    "api.too_many_webhooks": _l("There are %(most)s already. End one first."),
    "jobs.kind.webhook": _l("Message to another system"),
    "api.under_way": _l("The same request is under way. Ask again in a moment."),
}
LABELS: dict[StrEnum, Any] = {
    ApiScope.PLACES: _l("Read areas, schools, sites and seasons"),
    ApiScope.FIGURES: _l("Read the figures of coverage"),
    ApiScope.CHILDREN: _l("Read children by code: needs, consent, waiting or paired"),
    ApiScope.VOLUNTEERS: _l("Read volunteers by code: skills and checks"),
    ApiScope.PAIRINGS: _l("Read pairings by code"),
    ApiScope.SESSIONS: _l("Read sessions and minutes"),
    ApiScope.SESSIONS_WRITE: _l("Log, confirm and return sessions, as your role may"),
    ApiScope.ACTIVITIES: _l("Read group activities, with numbers only"),
    WebhookEvent.PAIRING_APPROVED: _l("A pairing was approved"),
    WebhookEvent.PAIRING_ENDED: _l("A pairing ended"),
    WebhookEvent.SESSION_CONFIRMED: _l("A session was confirmed"),
    WebhookEvent.CERTIFICATE_ISSUED: _l("A certificate was issued"),
    WebhookEvent.TEST: _l("A test"),
    TokenEnd.REVOKED: _l("revoked"),
    TokenEnd.PASSWORD: _l("ended: the password was changed"),
    TokenEnd.RESET: _l("ended: the account was reset"),
    TokenEnd.CLOSED: _l("ended: the account was closed"),
    TokenEnd.ROLE_ENDED: _l("ended: a role ended"),
    TokenEnd.FACTOR: _l("ended: the two-step sign-in was taken off"),
}
