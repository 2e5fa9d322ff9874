"""Access to the sensitive sections of a file: opening, asking, answering, duty grants, counselling notes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from app.foundation.database import db
from tests import factories as make
from tests.factories import disclosure
from tests.guards.matrix import Row, row
from tests.guards.matrix.children import CHILD, NEAR, READERS, STAFF
from tests.guards.world import Half, World

# Once the guardian took the consent back, beyond school and village the file is gone.
NEAR_ONLY: dict[str, Any] = {**CHILD, "allowed_in": {"withdrawn": frozenset(NEAR)}}
LEAD = (Role.SAFEGUARDING_LEAD,)


def _request(half: Half) -> uuid.UUID:
    """A fresh request of a member of staff of the half's own school: a row that answers one leaves the next its own."""
    asker = make.account(Role.SCHOOL_STAFF, half.school)
    asked = disclosure.access_grant(half.child, asker)
    db.session.commit()
    return asked.id


def _own_request(world: World) -> Mapping[str, Any]:
    return {"grant_id": _request(world.own)}


def _foreign_request(world: World) -> Mapping[str, Any]:
    return {"grant_id": _request(world.foreign)}


def _asked_oneself(world: World) -> Mapping[str, Any]:
    asked = disclosure.access_grant(world.own.child, world.own.accounts[Role.SCHOOL_STAFF])
    db.session.commit()
    return {"grant_id": asked.id}


def _duty(half: Half) -> uuid.UUID:
    keeper = make.account(Role.SCHOOL_STAFF, half.school)
    granted = disclosure.duty_grant(keeper, half.season, half.accounts[Role.SAFEGUARDING_LEAD])
    db.session.commit()
    return granted.id


REQUEST: dict[str, Any] = {"own": _own_request, "foreign": _foreign_request}
SEASON: dict[str, Any] = {
    "own": lambda w: {"season_id": w.own.season.id},
    "foreign": lambda w: {"season_id": w.foreign.season.id},
}
DUTY: dict[str, Any] = {
    "own": lambda w: {"grant_id": _duty(w.own)},
    "foreign": lambda w: {"grant_id": _duty(w.foreign)},
}

ROWS: list[Row] = [
    row("children.sensitive", *READERS, **NEAR_ONLY),
    row("children.open_sensitive", *READERS, method="POST", **NEAR_ONLY),
    row("children.contacts", *STAFF, **CHILD),
    row("children.save_contacts", *STAFF, method="POST", **CHILD),
    row("children.asking_to_open", *READERS, **NEAR_ONLY),
    row("children.ask_to_open", *READERS, method="POST", **NEAR_ONLY),
    row("children.counselling", *NEAR, *LEAD, **NEAR_ONLY),
    row("children.note_counselling", *STAFF, *LEAD, method="POST", **CHILD, allowed_in={"withdrawn": frozenset(STAFF)}),
    row("children.access_requests", *LEAD),
    row("children.access_request", *LEAD, **REQUEST),
    row("children.grant_access", *LEAD, method="POST", **REQUEST),
    row("children.refuse_access", *LEAD, method="POST", **REQUEST),
    row("children.end_access", *LEAD, method="POST", **REQUEST),
    row("children.own_access", *READERS),
    row(
        "children.take_back_access",
        *STAFF,
        method="POST",
        own=_asked_oneself,
        foreign=_foreign_request,
        allowed_in=dict.fromkeys(("other_school", "other_township"), frozenset(STAFF)),
    ),
    row("children.duty_grants", *LEAD),
    row("children.approve_duty", *LEAD, method="POST", **SEASON),
    row("children.end_duty", *LEAD, method="POST", **DUTY),
    row("children.openings", *LEAD, Role.AUDITOR),
]
