"""Kept counts of a season: told while nothing changed, made anew by any change, and found out where they are wrong."""

from __future__ import annotations

import json
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.coverage.rollup import kept, raw
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.sessions import rules
from app.sessions.models import ServiceSession, VoidReason
from tests import factories as make
from tests.integration.sessions_place import NOW, Scene, entry, make_scene


def counted(scene: Scene) -> tuple[int, bool]:
    """The minutes told, and whether they were counted now; always those of the rows."""
    found, now = kept(db.session, scene.season, clock.today())
    assert found == raw(db.session, scene.season, clock.today())
    return sum(one.minutes for one in found.values()), now


def province(app: Flask, *more: str) -> Any:
    return app.test_cli_runner().invoke(args=["province", *more])


def staff_of(scene: Scene) -> Account:
    made = make.account(Role.SCHOOL_STAFF, scene.school)
    db.session.commit()
    return made


def test_a_count_is_told_until_anything_changes(app: Flask, session: scoped_session[Any]) -> None:
    with time_machine.travel(NOW, tick=False) as travel:
        scene = make_scene()
        staff = staff_of(scene)
        assert [counted(scene), counted(scene)] == [(0, True), (0, False)]
        logged = rules.log_session(session, scene.account.actor(), entry(scene, "2027-01-19 09:00", 60))
        assert counted(scene) == (0, True)
        rules.confirm_session(session, staff.actor(), logged.id)
        assert [counted(scene), counted(scene)] == [(60, True), (60, False)]
        told = json.loads(province(app, "--json").output)
        assert (told["districts"], told["counted_now"], told["hours"], told["met"]) == (1, 0, 1.0, 1)
        rules.void_session(session, staff.actor(), logged.id, VoidReason.MISTAKE)
        assert counted(scene) == (0, True)
        travel.shift(86400)
        assert counted(scene) == (0, True), "a consent may have run out over night"


def test_a_change_behind_the_log_is_found(app: Flask, session: scoped_session[Any]) -> None:
    with time_machine.travel(NOW, tick=False):
        scene = make_scene()
        staff = staff_of(scene)
        logged = rules.log_session(session, scene.account.actor(), entry(scene, "2027-01-19 09:00", 60))
        rules.confirm_session(session, staff.actor(), logged.id)
        counted(scene)
        assert province(app, "--check").exit_code == 0
        session.execute(update(ServiceSession).values(minutes=59))
        session.commit()
        found = province(app, "--check")
        assert (found.exit_code, "not what the rows say" in found.output) == (1, True)
