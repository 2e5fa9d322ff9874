"""Every endpoint, every role, every place and fate: who is not allowed gets the 404 of what does not exist.

No answer, allowed or not, names a child to a role that may not know it: lists, counts, results of jobs, files.
In CI each role takes every place; where somebody waits for it, "own", "foreign" and two others in turn, by the day.
"""

from __future__ import annotations

import importlib
import pkgutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from itertools import count, cycle
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.access.gate import access_of
from app.foundation.database import db
from app.foundation.errors import Missing
from tests.guards import matrix
from tests.guards.matrix import PLACES, Row
from tests.guards.names import names_by_role
from tests.guards.world import Half, World, make_elsewhere, make_world
from tests.programs import as_text, program, token_of
from tests.thorough import THOROUGH

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
IN_TURN = [place for place in PLACES if place not in {"own", "foreign"}]
AT_A_TIME = 2


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


def test_matrix(
    app: Flask, sign_in: Callable[[Account], FlaskClient], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    elsewhere, may_know = make_elsewhere(world), names_by_role(world)
    cells = list(_cells(app, world, elsewhere, everything=database == "sqlite"))
    wrong = [
        f"404 page: {role.value}" for role in Role if may_know.told_too_much(role, _missing_page(sign_in, world, role))
    ]
    # Four of five cells end in that page, and it is the same whatever was asked for (test_attacks_secrecy).
    monkeypatch.setitem(
        app.error_handler_spec[None][None], Missing, lambda _error: (db.session.rollback(), ("", 404))[1]
    )
    people = {role: world.own.accounts[role].id for role in Role}
    programs = {role: program(app, token_of(world.own.accounts[role])) for role in Role}
    db.session.expunge_all()  # each request ends the test's transaction, with every record that it holds
    signed_in: dict[Role, FlaskClient] = {}
    # Reading first: a POST may end, confirm or withdraw what a later cell looks at, and sign somebody out.
    for row, place, role, url in sorted(cells, key=lambda cell: cell[0].method != "GET"):
        if role not in signed_in:
            signed_in[role] = sign_in(db.session.get_one(Account, people[role]))
        answer, body = _try(programs[role] if row.bearer else signed_in[role], row, url)
        # 404 is "there is no such thing"; anything else below 500 is an answer (page, redirect, form again).
        # A token of a role that has none is none.
        refused = answer == 404 or (row.bearer and answer == 401)
        if row.method != "GET" and not refused:
            signed_in.clear()
        if refused == row.allows(role, place) or answer >= 500:
            wrong.append(f"{row.method} {row.endpoint}: {role.value}, {place}: {answer}")
        meant = row.names_others and row.allows(role, place)
        if not meant and (told := may_know.told_too_much(role, body)):
            wrong.append(f"{row.method} {row.endpoint}: {role.value}, {place}: names {told}")
    print(f"access matrix: {len(cells)} cells")  # noqa: T201 - the number is asked for
    assert not wrong, "\n".join(wrong)


def test_a_visitor_is_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    world = make_world()
    for row in all_rows():
        if not row.public:
            url = _url(app, row, row.own(world))
            response = client.open(url, method=row.method, data=dict(row.data))
            if row.bearer:
                assert response.status_code == 401, row.endpoint
                assert response.mimetype == "application/problem+json", row.endpoint
                continue
            assert response.status_code == 302, (row.endpoint, response.status_code)
            assert "/sign-in" in response.headers["Location"], row.endpoint


def _cells(
    app: Flask, world: World, elsewhere: Mapping[str, Half], *, everything: bool
) -> Iterator[tuple[Row, str, Role, str]]:
    """Row, place, role and address. Not ``everything``: one role in turn for each place, and of the own that may."""
    views = {place: world.seen_as(half) for place, half in elsewhere.items()}
    turns, number = cycle(Role), count(clock.today().toordinal())
    for row in all_rows():
        own = _url(app, row, row.own(world))
        places = {"own": own}
        if row.foreign is not None:
            places["foreign"] = _url(app, row, row.foreign(world))
            urls = {place: _url(app, row, row.own(view)) for place, view in views.items()}
            places |= {place: url for place, url in urls.items() if url != own}
        takes = {role: _takes(next(number)) for role in Role}
        for place, url in places.items():
            some = {next(turns), *sorted(row.allowed if place == "own" else ())[:1]}
            roles = {role for role in Role if place in takes[role]} if everything else some
            yield from ((row, place, role, url) for role in sorted(roles))


def _takes(number: int) -> set[str]:
    """The places that the asker of this number takes: tomorrow others."""
    if THOROUGH:
        return set(PLACES)
    return {"own", "foreign", *(IN_TURN[(number + step * AT_A_TIME) % len(IN_TURN)] for step in range(AT_A_TIME))}


def _missing_page(sign_in: Callable[[Account], FlaskClient], world: World, role: Role) -> str:
    answer = sign_in(world.own.accounts[role]).get(f"/children/{uuid.uuid4()}")
    assert answer.status_code == 404
    return answer.get_data(as_text=True)


def _url(app: Flask, row: Row, arguments: Mapping[str, Any]) -> str:
    with app.test_request_context():
        return url_for(row.endpoint, **arguments)


def _try(browser: FlaskClient, row: Row, url: str) -> tuple[int, str]:
    with browser.open(url, method=row.method, **sent(row)) as answer:
        return int(answer.status_code), as_text(answer)


def sent(row: Row) -> dict[str, Any]:
    """What is sent with a row: a form, or a program's JSON."""
    if not row.bearer:
        return {"data": dict(row.data)}
    body = {"json": dict(row.data)} if row.method != "GET" else {}
    return {**body, "headers": {"Idempotency-Key": uuid.uuid4().hex}}
