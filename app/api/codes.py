"""What a token can reach, why one ends, and what another system can be told of."""

from __future__ import annotations

from enum import StrEnum

from app.foundation.access import Permission


class ApiScope(StrEnum):
    """What a token may be used for: chosen when it is made, never more than its account may."""

    PLACES = "places:read"
    FIGURES = "figures:read"
    CHILDREN = "children:read"
    VOLUNTEERS = "volunteers:read"
    PAIRINGS = "pairings:read"
    SESSIONS = "sessions:read"
    SESSIONS_WRITE = "sessions:write"
    ACTIVITIES = "activities:read"


ANY = "any"
"""What every token reaches: who it is, and whether a certificate is valid."""
NEEDED: dict[ApiScope, tuple[Permission, ...]] = {
    ApiScope.PLACES: (Permission.PLACE_READ, Permission.SEASON_READ),
    ApiScope.FIGURES: (Permission.COVERAGE_READ,),
    ApiScope.CHILDREN: (Permission.CHILD_LIST,),
    ApiScope.VOLUNTEERS: (Permission.VOLUNTEER_READ,),
    ApiScope.PAIRINGS: (Permission.PAIRING_READ, Permission.PAIRING_OWN),
    ApiScope.SESSIONS: (Permission.SESSION_READ, Permission.SESSION_OWN),
    ApiScope.SESSIONS_WRITE: (Permission.SESSION_LOG, Permission.SESSION_CONFIRM),
    ApiScope.ACTIVITIES: (Permission.ACTIVITY_READ,),
}
"""Who holds any of these permissions can choose the scope."""


class TokenEnd(StrEnum):
    """Why a token opens nothing any more; all but the first happen by themselves, with what happens to the account."""

    REVOKED = "revoked"
    PASSWORD = "password"  # noqa: S105 # nosec B105 - a name, not a password
    RESET = "reset"
    CLOSED = "closed"
    ROLE_ENDED = "role_ended"
    FACTOR = "factor"


class WebhookEvent(StrEnum):
    """What another system is told of."""

    PAIRING_APPROVED = "pairing.approved"
    PAIRING_ENDED = "pairing.ended"
    SESSION_CONFIRMED = "session.confirmed"
    CERTIFICATE_ISSUED = "certificate.issued"
    TEST = "test"
    """Nothing happened: somebody wants to see whether it arrives."""
