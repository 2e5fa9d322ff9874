"""Every endpoint, every role, own and foreign scope: who is not allowed gets the 404 of what does not exist."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.access.gate import access_of
from tests.guards import matrix
from tests.guards.matrix import Row
from tests.guards.world import World, make_world

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def all_rows() -> list[Row]:
    """The rows of every part."""
    modules = [importlib.import_module(f"{matrix.__name__}.{m.name}") for m in pkgutil.iter_modules(matrix.__path__)]
    return [row for module in modules for row in module.ROWS]


def test_every_route_has_exactly_one_row_and_every_row_a_route(app: Flask) -> None:
    routes = sorted((rule.endpoint, method) for rule in app.url_map.iter_rules() for method in rule.methods & METHODS)
    rows = sorted((row.endpoint, row.method) for row in all_rows())
    assert rows == sorted(set(routes))


def test_every_view_carries_its_marker_and_the_rows_agree(app: Flask) -> None:
    unmarked = [endpoint for endpoint in app.view_functions if access_of(app, endpoint) is None]
    assert unmarked == []
    for row in all_rows():
        access = access_of(app, row.endpoint)
        assert access is not None
        assert row.public == (access.permission is None), row.endpoint


def test_urls_are_typed_and_kebab_case(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        plain = "".join(text for is_argument, text in rule._trace if not is_argument).lstrip("|")
        assert plain == plain.lower(), rule
        assert "_" not in plain, rule
        for name, converter in rule._converters.items():
            if name.endswith("_id"):
                assert type(converter).__name__ == "UUIDConverter", f"{rule}: {name} is not a UUID"


def test_matrix(app: Flask, sign_in: Callable[[Account], FlaskClient]) -> None:
    world, cells, wrong = make_world(), 0, []
    # Before the first request: afterwards every record of the world would be read again for its id.
    targets = [(row, _targets(app, row, world)) for row in all_rows()]
    for row, places in targets:
        for role in Role:
            for place, url in places:
                answer = _try(sign_in(world.own.accounts[role]), row, url)
                cells += 1
                allowed = row.public or (role in row.allowed and place == "own")
                # 404 is "there is no such thing"; anything else below 500 is an answer (page, redirect, form again).
                if (answer == 404) == allowed or answer >= 500:
                    wrong.append(f"{row.method} {row.endpoint}: {role.value} in {place} scope got {answer}")
    print(f"access matrix: {cells} cells")  # noqa: T201 - the number is asked for
    assert not wrong, "\n".join(wrong)


def test_a_visitor_is_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    world = make_world()
    for row in all_rows():
        if not row.public:
            url = _url(app, row, row.own(world))
            response = client.open(url, method=row.method, data=dict(row.data))
            assert response.status_code == 302, (row.endpoint, response.status_code)
            assert "/sign-in" in response.headers["Location"], row.endpoint


def _targets(app: Flask, row: Row, world: World) -> list[tuple[str, str]]:
    targets = [("own", _url(app, row, row.own(world)))]
    if row.foreign is not None:
        targets.append(("foreign", _url(app, row, row.foreign(world))))
    return targets


def _url(app: Flask, row: Row, arguments: Mapping[str, Any]) -> str:
    with app.test_request_context():
        return url_for(row.endpoint, **arguments)


def _try(browser: FlaskClient, row: Row, url: str) -> int:
    with browser.open(url, method=row.method, data=dict(row.data)) as answer:
        return int(answer.status_code)
