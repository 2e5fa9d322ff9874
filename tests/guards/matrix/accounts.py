"""Accounts: organizers keep those of their district, the administrator all; everybody keeps their own."""

from collections.abc import Mapping
from typing import Any

from app.foundation.access import Role
from app.foundation.database import db
from tests import factories as make
from tests.guards.matrix import Row, row
from tests.guards.world import World

SECONDS = (Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD, Role.ORGANIZER)
KEEPERS = (Role.ORGANIZER, Role.ADMINISTRATOR)


def _own(world: World) -> Mapping[str, Any]:
    # A fresh one each time: closing an account of the world would sign out an actor of later rows.
    account = make.account(Role.SCHOOL_STAFF, world.own.school)
    db.session.commit()
    return {"account_id": account.id}


def _foreign(world: World) -> Mapping[str, Any]:
    # The administrator reaches every district, so what is foreign to both keepers is what does not exist.
    return {"account_id": world.foreign.school.id}


def _asked(world: World) -> Mapping[str, Any]:
    asker, account = make.account(Role.ADMINISTRATOR), make.account(Role.SCHOOL_STAFF, world.own.school)
    act = make.pending_act(account, asker, Role.ORGANIZER, world.own.district)
    db.session.commit()
    return {"act_id": act.id}


def _foreign_act(world: World) -> Mapping[str, Any]:
    # An administrator reaches every district, so what is foreign to all three is what does not exist.
    return {"act_id": world.foreign.school.id}


def _role(world: World) -> Mapping[str, Any]:
    account = make.account(Role.SCHOOL_STAFF, world.own.school)
    db.session.commit()
    return {"account_id": account.id, "grant_id": account.roles[0].id}


def _foreign_role(world: World) -> Mapping[str, Any]:
    return {"account_id": world.foreign.school.id, "grant_id": world.foreign.school.id}


ROWS: list[Row] = [
    row("accounts.sign_in", public=True),
    row("accounts.sign_in", public=True, method="POST"),
    row("accounts.code", public=True),
    row("accounts.code", public=True, method="POST"),
    row("accounts.forgotten_password", public=True),
    row("accounts.forgotten_password", public=True, method="POST"),
    row("accounts.demo_sign_in", public=True, method="POST"),
    row("accounts.join", public=True),
    row("accounts.join", public=True, method="POST"),
    row("accounts.invitation", public=True, own=lambda _: {"token": "x"}),
    row("accounts.invitation", public=True, method="POST", own=lambda _: {"token": "x"}),
    row("accounts.password", *Role),
    row("accounts.password", *Role, method="POST"),
    row("accounts.unlock", *Role),
    row("accounts.unlock", *Role, method="POST"),
    row("accounts.second_factor", *Role),
    row("accounts.begin_factor", *Role, method="POST"),
    row("accounts.confirm_factor", *Role, method="POST"),
    row("accounts.new_codes", *Role, method="POST"),
    row("accounts.remove_factor", *Role, method="POST"),
    row("accounts.sign_out", *Role, method="POST"),
    row("accounts.pending", *SECONDS),
    row("accounts.confirm", *SECONDS, method="POST", own=_asked, foreign=_foreign_act),
    row("accounts.refuse", *SECONDS, method="POST", own=_asked, foreign=_foreign_act),
    row("accounts.file_keeper", *KEEPERS, method="POST", own=_role, foreign=_foreign_role),
    row("accounts.end_role", *KEEPERS, method="POST", own=_role, foreign=_foreign_role),
    row("accounts.index", *KEEPERS),
    row("accounts.find", *KEEPERS, method="POST"),
    row("accounts.new", *KEEPERS),
    row("accounts.new", *KEEPERS, method="POST"),
    row("accounts.slips", *KEEPERS, method="POST"),
    row("accounts.schools", *KEEPERS),
    row("accounts.show", *KEEPERS, own=_own, foreign=_foreign),
    row("accounts.reset", *KEEPERS, method="POST", own=_own, foreign=_foreign),
    row("accounts.one_time_code", *KEEPERS, method="POST", own=_own, foreign=_foreign),
    row("accounts.reset_second_factor", *KEEPERS, method="POST", own=_own, foreign=_foreign),
    row("accounts.close", *KEEPERS, method="POST", own=_own, foreign=_foreign),
]
