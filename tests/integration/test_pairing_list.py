"""The list of pairings: as many as a phone bears, then the next page."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.pairing.models import PairingState
from tests.integration.pairing_place import make_place

SignIn = Callable[[Account], FlaskClient]


@pytest.mark.usefixtures("session")
def test_a_long_list_of_pairings_has_pages(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("app.pairing.views.pairings"), "SIZE", 1)
    place = make_place()
    urls = {f"/pairings/{place.pairing(PairingState.ENDED).id}" for _time in range(2)}
    browser = sign_in(place.staff)

    def shown(first: int) -> set[str]:
        text = browser.get(f"/pairings?state=ended&from={first}").get_data(as_text=True)
        return {url for url in urls if url in text}

    assert (len(shown(0)), len(shown(1))) == (1, 1)
    assert shown(0) | shown(1) == urls
    assert shown(99) == shown(1), "past the end is the last page"
    assert "下一页" in browser.get("/pairings?state=ended").get_data(as_text=True)
