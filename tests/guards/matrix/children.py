"""Access to children's files, rosters, consents, transfers and possible doubles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from tests.guards.matrix import row
from tests.guards.world import World

STAFF = (Role.SCHOOL_STAFF,)
NEAR = (*STAFF, Role.VILLAGE_DIRECTOR)
READERS = (*NEAR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
SUPERVISOR = (Role.TOWNSHIP_SUPERVISOR,)


def own_child(world: World) -> Mapping[str, Any]:
    return {"child_id": world.own.child.id}


def foreign_child(world: World) -> Mapping[str, Any]:
    return {"child_id": world.foreign.child.id}


def own_roster(world: World) -> Mapping[str, Any]:
    return {"roster_id": world.own.roster.id}


def foreign_roster(world: World) -> Mapping[str, Any]:
    return {"roster_id": world.foreign.roster.id}


def own_transfer(world: World) -> Mapping[str, Any]:
    return {"transfer_id": world.own.transfer.id}


def foreign_transfer(world: World) -> Mapping[str, Any]:
    return {"transfer_id": world.foreign.transfer.id}


def own_double(world: World) -> Mapping[str, Any]:
    return {"double_id": world.own.double.id}


def foreign_double(world: World) -> Mapping[str, Any]:
    return {"double_id": world.foreign.double.id}


def own_link(world: World) -> Mapping[str, Any]:
    return {"link_id": world.own.link.id}


def foreign_link(world: World) -> Mapping[str, Any]:
    return {"link_id": world.foreign.link.id}


def own_door(world: World) -> Mapping[str, Any]:
    return {"token": world.own.token}


def any_receipt(world: World) -> Mapping[str, Any]:
    return {"code": "K7M3QXAB" * 2}  # asks for digits whether there is such a receipt or not


CHILD: dict[str, Any] = {"own": own_child, "foreign": foreign_child}
ROSTER: dict[str, Any] = {"own": own_roster, "foreign": foreign_roster}
TRANSFER: dict[str, Any] = {"own": own_transfer, "foreign": foreign_transfer}
DOUBLE: dict[str, Any] = {"own": own_double, "foreign": foreign_double}

LINK: dict[str, Any] = {"own": own_link, "foreign": foreign_link}

ROWS = [
    row("children.index", *READERS),
    row("children.show", *READERS, **CHILD, allowed_in={"withdrawn": frozenset(NEAR)}),
    row("children.new", *STAFF),
    row("children.create", *STAFF, method="POST"),
    row("children.attention", *NEAR, *SUPERVISOR, **CHILD, allowed_in={"withdrawn": frozenset(NEAR)}),
    row("children.attention", *NEAR, *SUPERVISOR, method="POST", **CHILD, allowed_in={"withdrawn": frozenset(NEAR)}),
    row("children.edit", *STAFF, **CHILD),
    row("children.change", *STAFF, method="POST", **CHILD),
    row("children.leaving", *STAFF, **CHILD),
    row("children.leave", *STAFF, method="POST", **CHILD),
    row("children.come_back", *STAFF, method="POST", **CHILD),
    row("children.transfer", *STAFF, **CHILD),
    row("children.ask_for_transfer", *STAFF, method="POST", **CHILD),
    row("children.transfers", *STAFF),
    row("children.confirm", *STAFF, method="POST", **TRANSFER),
    row("children.refuse", *STAFF, method="POST", **TRANSFER),
    row("children.consent", *NEAR, **CHILD),
    row("children.save_consent", *NEAR, method="POST", **CHILD),
    row("children.withdrawing", *NEAR, **CHILD),
    row("children.withdraw", *NEAR, method="POST", **CHILD),
    row("children.home_yes", *NEAR, method="POST", **CHILD),
    row("children.link", *NEAR, **CHILD),
    row("children.new_link", *NEAR, method="POST", **CHILD),
    row("children.print_receipt", *NEAR, method="POST", **CHILD),
    row("children.links", *NEAR),
    row("children.slips", *NEAR, method="POST"),
    row("children.class_link", *NEAR, method="POST"),
    row("children.end", *NEAR, method="POST", **LINK),
    row("family.door", public=True, own=own_door),
    row("family.open_door", public=True, method="POST", own=own_door),
    row("family.give_answer", public=True, method="POST", own=own_door),
    row("family.no_answer", public=True),
    row("family.receipt", public=True, own=any_receipt),
    row("family.open_receipt_door", public=True, method="POST", own=any_receipt),
    row("family.withdraw", public=True, method="POST", own=any_receipt),
    row("children.tick", *NEAR),
    row("children.save_ticks", *NEAR, method="POST"),
    row("children.ask_first", *STAFF),
    row("children.consent_forms", *STAFF),
    row("children.new_roster", *STAFF),
    row("children.upload", *STAFF, method="POST"),
    row("children.roster", *STAFF, **ROSTER),
    row("children.roster_columns", *STAFF, method="POST", **ROSTER),
    row("children.confirm_roster", *STAFF, method="POST", **ROSTER),
    row("children.roster_problems", *STAFF, **ROSTER),
    row("children.discard", *STAFF, method="POST", **ROSTER),
    row("children.referrals", Role.SCHOOL_STAFF, Role.SAFEGUARDING_LEAD),
    row("children.doubles", *SUPERVISOR),
    row("children.double", *SUPERVISOR, **DOUBLE, names_others=True),
    row("children.judge", *SUPERVISOR, method="POST", **DOUBLE, names_others=True),
]
