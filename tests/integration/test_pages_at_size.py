"""Lists that grow with the installation: thirty rows ask as many statements as three, and each is on some page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.database import db
from app.pairing.models import PairingState
from app.safeguarding.models import Post
from tests import factories as make
from tests.factories.concerns import post
from tests.integration.sessions_place import NOW, Scene, make_scene
from tests.statements import statements_of

SignIn = Callable[[Account], FlaskClient]
FOLLOWS = re.compile(r'href="([^"]+)"[^>]*rel="next"')
FEW, MANY = 3, 30
"""Rows, and more rows than before; more than a page of the list of districts holds."""


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    return make_scene()


def _schools(scene: Scene) -> Account:
    for number in range(FEW - 1):
        make.school(make.township(scene.township.parent), f"学校{number}")
    return make.account(Role.ADMINISTRATOR)


def _more_schools(scene: Scene) -> None:
    for number in range(MANY - FEW + 1):
        make.account(Role.SCHOOL_STAFF, make.school(make.township(scene.township.parent), f"别的{number}"))


def _districts(scene: Scene) -> Account:
    del scene
    _team(FEW)
    return make.account(Role.ADMINISTRATOR)


def _team(number: int) -> None:
    for _one in range(number):
        district = make.district()
        lead, deputy = (make.account(Role.SAFEGUARDING_LEAD, district) for _two in range(2))
        post(district, deputy, confirmed_at=None, confirmed_by_id=None)
        post(district, lead, Post.LEAD)


def _pairs(scene: Scene) -> Account:
    _unsafe(scene, FEW)
    return make.account(Role.SAFEGUARDING_LEAD, scene.township.parent)


def _unsafe(scene: Scene, number: int) -> None:
    for one in range(number):
        child, volunteer = make.child(scene.school, scene.township), make.vetted(make.volunteer(scene.township))
        make.consent(child)
        pairing = make.pairing(child, volunteer, scene.season, PairingState.ACTIVE)
        make.service_session(pairing, safe=False, logged_at=NOW - timedelta(hours=1 + one))


def _late(scene: Scene) -> Account:
    _unmet(scene, FEW)
    return make.account(Role.SAFEGUARDING_LEAD, scene.township.parent)


def _unmet(scene: Scene, number: int) -> None:
    for _one in range(number):
        child, volunteer = make.child(scene.school, scene.township), make.vetted(make.volunteer(scene.township))
        approved = NOW - timedelta(days=9)
        make.pairing(child, volunteer, scene.season, PairingState.APPROVED, approved_at=approved)


PAGES = {
    "/pairings/late": (_late, lambda scene: _unmet(scene, MANY - FEW + 1)),
    "/accounts/schools": (_schools, _more_schools),
    "/concerns/team": (_districts, lambda _scene: _team(MANY - FEW)),
    "/pairs-to-look-at": (_pairs, lambda scene: _unsafe(scene, MANY - FEW + 1)),
}


@pytest.mark.parametrize("address", PAGES)
def test_thirty_rows_ask_what_three_do(scene: Scene, sign_in: SignIn, address: str) -> None:
    few, more = PAGES[address]
    account = few(scene)
    db.session.commit()
    browser = sign_in(account)
    browser.get(address)  # the first reading begins a chain of the log
    asked = len(statements_of(browser, address))
    more(scene)
    db.session.commit()
    said = statements_of(browser, address)
    assert len(said) == asked, said
    pages, following = [], address
    while following:
        page = browser.get(following).get_data(as_text=True)
        pages.append(re.findall(r'<th scope="row">|<section class="card', page))
        found = FOLLOWS.search(page)
        following = unescape(found.group(1)) if found else ""
    assert (len(pages), sum(map(len, pages))) == (2, MANY + 1)
