"""Rows of what programs read and write, and of the pages about it: each tried with the tokens of every role.

A token for everything, of an account of every role: what a role may is judged by its own rules. Roles that have no
tokens get the 401 of who has none.
"""

from __future__ import annotations

import uuid
from typing import Any

from app.api.access import HOLDERS
from app.foundation.access import Role
from tests.guards.matrix import Row, row
from tests.guards.world import World
from tests.programs import webhook, webhook_message

STAFF = (Role.SCHOOL_STAFF, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER)
PLACES = (Role.ORGANIZER, Role.ADMINISTRATOR)
CHILD = {
    "own": lambda world: {"code": world.own.child.code},
    "foreign": lambda world: {"code": world.foreign.child.code},
}
PAIRING = {
    "own": lambda world: {"pairing_id": world.own.active.id},
    "foreign": lambda world: {"pairing_id": world.foreign.active.id},
}
SESSION = {
    "own": lambda world: {"session_id": world.own.sent.id},
    "foreign": lambda world: {"session_id": world.foreign.sent.id},
}
WEBHOOK = {
    "own": lambda world: {"webhook_id": webhook(world.own.district).id},
    "foreign": lambda world: {"webhook_id": webhook(world.foreign.district).id},
}
MESSAGE = {
    "own": lambda world: {"message_id": webhook_message(webhook(world.own.district)).id},
    "foreign": lambda world: {"message_id": webhook_message(webhook(world.foreign.district)).id},
}
SCHOOL_ONLY = {"withdrawn": frozenset({Role.SCHOOL_STAFF})}


def _reads(endpoint: str, *allowed: Role, **values: Any) -> Row:
    return row(f"api_{endpoint}", *allowed, bearer=True, **values)


def _writes(endpoint: str, *allowed: Role, **values: Any) -> Row:
    return row(f"api_{endpoint}", *allowed, bearer=True, method="POST", **values)


def _token(world: World) -> dict[str, Any]:
    return {"token_id": uuid.uuid4()}


ROWS = [
    row("api.about", public=True),
    row("api.openapi", public=True),
    row("api.tokens", *HOLDERS),
    row("api.tokens", *HOLDERS, method="POST"),
    row("api.revoke", method="POST", own=_token),  # one's own alone: test_api_tokens
    row("api.webhooks", Role.ORGANIZER),
    row("api.webhooks", Role.ORGANIZER, method="POST"),
    row("api.try_it", Role.ORGANIZER, method="POST", **WEBHOOK),
    row("api.again", Role.ORGANIZER, method="POST", **MESSAGE),
    row("api.end", Role.ORGANIZER, method="POST", **WEBHOOK),
    _reads("places.me", *HOLDERS),
    _reads("places.areas", *PLACES),
    _reads("places.schools", *PLACES),
    _reads("places.sites", *STAFF),
    _reads("places.seasons", *STAFF),
    _reads("places.coverage", Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER),  # of schools a school reads its own
    _reads("records.children", *STAFF),
    _reads("records.child", *STAFF, **CHILD, allowed_in=SCHOOL_ONLY),
    _reads("records.volunteers", Role.ORGANIZER),
    _reads("records.pairings", *STAFF),
    _reads("records.pairing", *STAFF, **PAIRING),
    _reads("records.own_pairings", Role.VOLUNTEER),
    _reads("records.activities", *STAFF),
    _reads("records.certificate", own=lambda _: {"number": "AAAA"}),  # no such number: test_api_reads
    _reads("sessions.index", *STAFF),
    _reads("sessions.own", Role.VOLUNTEER),
    _reads("sessions.show", *STAFF, **SESSION),
    _writes("sessions.log", Role.VOLUNTEER),
    _writes("sessions.confirm", Role.SCHOOL_STAFF, **SESSION),
    _writes("sessions.send_back", Role.SCHOOL_STAFF, **SESSION, data={"reason": "time"}),
    _writes("sessions.dispute", **SESSION, data={"id": str(uuid.uuid4()), "reason": "held", "words": "那天去了"}),
]
