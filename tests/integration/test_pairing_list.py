"""The list of pairings: as many as a phone bears, then the next page."""

from __future__ import annotations

import html
import re
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

    first = browser.get("/pairings?state=ended").get_data(as_text=True)
    later = re.search(r'href="(/pairings\?[^"]*cursor=[^"]+)"[^>]*rel="next"', first)
    assert later is not None, "and a link to the next page"
    second = browser.get(html.unescape(later[1])).get_data(as_text=True)
    shown = [{url for url in urls if url in text} for text in (first, second)]
    assert [len(one) for one in shown] == [1, 1]
    assert shown[0] | shown[1] == urls
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second
