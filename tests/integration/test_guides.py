"""Guides and tours: each role has one, with pictures; they are public, and a role that is none is not there."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.foundation.access import Actor, Grant, Permission, Role
from app.foundation.access.actors import SCOPES, ScopeKind
from app.foundation.access.gate import access_of
from app.foundation.access.rules import holds
from app.foundation.database import db
from app.guides.steps import GUIDES
from tests import factories as make


def test_every_role_has_a_guide_whose_pages_are_its_own(app: Flask) -> None:
    """A step leads to a page that the role may open: what was renamed or closed to it fails here."""
    assert set(GUIDES) == set(Role)
    addresses = app.url_map.bind("localhost")
    for role, guide in GUIDES.items():
        for step in guide.steps:
            endpoint, arguments = addresses.match(step.path, method="GET")
            assert not arguments, "a page without a record in its address"
            access = access_of(app, endpoint)
            assert access is not None
            if access.permission is not None:
                assert role in {one for one in Role if _may(one, access.permission)}, step.path


def _may(role: Role, permission: Permission) -> bool:
    scope = next(iter(SCOPES[role]))
    where = None if scope in {ScopeKind.OWN, ScopeKind.INSTALLATION} else uuid.uuid4()
    return holds(Actor(None, (Grant(role, scope, where),)), permission)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_has_its_picture_in_both_languages(app: Flask, language: str) -> None:
    for role, guide in GUIDES.items():
        for number in range(1, len(guide.steps) + 1):
            file = Path(app.static_folder or "") / "guides" / f"{role.value}-{number}-{language}.png"
            assert file.exists(), f"{file.name}: run python -m tests.browser.guides"
            assert file.stat().st_size < 40_000, f"{file.name} is too heavy for a slow line"


def test_the_tour_is_offered_once_and_steps_end(client: FlaskClient, sign_in: Callable[[Account], FlaskClient]) -> None:
    assert client.get("/guides/").status_code == 200
    assert client.get("/guides/volunteer").status_code == 200
    assert client.get("/guides/nobody").status_code == 404
    assert client.get("/guides/volunteer/tour/0").status_code == 404
    assert client.get("/guides/volunteer/tour/5").status_code == 404
    account = make.account(Role.VOLUNTEER)
    db.session.commit()
    browser = sign_in(account)
    assert "/guides/volunteer/tour/1" in browser.get("/").get_data(as_text=True)
    assert browser.post("/guides/volunteer/tour/end").status_code == 302
    assert "/guides/volunteer/tour/1" not in browser.get("/").get_data(as_text=True)
