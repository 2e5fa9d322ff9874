"""One walk over every page of the seeded world: what its headers say, and whose name stands where none may.

Titles, addresses and the log are kept by others than the reader: histories, proxies, whoever looks over a shoulder.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.foundation.access import Role
from app.foundation.access.gate import access_of
from app.foundation.database import Base, db
from app.foundation.headers import KEEP_FORMS
from app.foundation.types import Sealed
from tests.guards.test_matrix import all_rows
from tests.guards.world import World, make_world

SignIn = Callable[[Account], FlaskClient]
ADDRESS = re.compile(r'\s(?:href|src|action|data-poll|formaction)="([^"]*)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
ONE_PAGE = ({"certificates.verify", "certificates.verify_form"}, {"missed.new", "missed.record"})
"""Two addresses of one page: before the number is typed in and after, and for the volunteer and the school."""
ROOT = Path(__file__).resolve().parents[2]


def people() -> set[str]:
    """Every sealed text there is: names, numbers, logins, notes."""
    found: set[str] = set()
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            if isinstance(column.type, Sealed):
                attribute = inspect(mapper.class_).get_property_by_column(column).class_attribute
                found |= {text for text in db.session.scalars(select(attribute)) if text}
    return found


def told(text: str, secrets: set[str]) -> set[str]:
    """Which of the secrets stand in a text, written as they are or as an address writes them."""
    return {one for one in secrets if one in text and re.search(rf"(?<!\d){re.escape(one)}(?!\d)", text)}


def answers(app: Flask, world: World, sign_in: SignIn) -> Iterator[tuple[str, str, TestResponse]]:
    """Each route of the site as one of those who may see it."""
    for row in all_rows():
        role = next(iter(sorted(row.allowed)), Role.VOLUNTEER)
        with app.test_request_context():
            url = url_for(row.endpoint, **row.own(world))
        browser = app.test_client() if row.public else sign_in(world.own.accounts[role])
        yield row.endpoint, url, browser.open(url, method=row.method, data=dict(row.data))


def test_every_page_tells_nothing_by_the_way(app: Flask, sign_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world = make_world()
    secrets, wrong = people(), []
    titles: dict[str, set[str]] = {}
    assert {world.own.child.name, world.own.volunteer.phone, world.own.child.carers[0].phone} <= secrets
    for endpoint, url, answer in answers(app, world, sign_in):
        wrong += [f"{endpoint}: {problem}" for problem in header_problems(app, endpoint, answer)]
        page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        shown = [url, answer.headers.get("Location", ""), *TITLE.findall(page), *ADDRESS.findall(page)]
        if answer.status_code == 200 and answer.request.method == "GET":
            for title in TITLE.findall(page):
                titles.setdefault(title, set()).add(endpoint)
        wrong += [f"{endpoint}: {found} in {one[:80]}" for one in shown if (found := told(one, secrets))]
    logged = (told(record.getMessage(), secrets) for record in caplog.records)
    wrong += [f"log: {found}" for found in logged if found]
    wrong += [f"{title}: the title of {sorted(pages)}" for title, pages in titles.items()
              if len(pages) > 1 and pages not in ONE_PAGE]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def header_problems(app: Flask, endpoint: str, answer: TestResponse) -> list[str]:
    """What is wrong with the headers of an answer."""
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    access = access_of(app, endpoint)
    kept = endpoint == "static" or (access is not None and (access.kept or access.daily))
    cached = answer.headers["Cache-Control"]
    problems = {
        "the policy allows more than the own site": set(policy.values()) - {"'self'", "'none'"},
        "something is not forbidden": policy["default-src"] != "'none'" or policy["frame-ancestors"] != "'none'",
        "its kind may be guessed": answer.headers["X-Content-Type-Options"] != "nosniff",
        "others learn where the reader comes from": answer.headers["Referrer-Policy"] != "same-origin",
        "it may be stored": not kept and cached != "no-store",
        "it carries a cookie to whoever keeps it": kept and ("Set-Cookie" in answer.headers or "Cookie" in answer.vary),
    }
    return [words for words, holds in problems.items() if holds]


def test_what_is_kept_is_the_same_for_everybody(app: Flask, sign_in: SignIn, client: FlaskClient) -> None:
    world = make_world()
    kept = [rule for rule in app.url_map.iter_rules() if (found := access_of(app, rule.endpoint)) and found.kept]
    assert {rule.endpoint for rule in kept} >= {"sessions_unsent.empty", "activities.empty"}
    for rule in kept:
        assert rule.arguments <= {"language"}
        url = rule.rule.replace("<any(zh, en):language>", "en")
        bodies = {client.get(url).get_data()}
        for role in (Role.VOLUNTEER, Role.VILLAGE_DIRECTOR):
            browser = sign_in(world.own.accounts[role])
            with browser.session_transaction() as cookie:
                cookie.permanent, cookie["locale"], cookie["locked"] = True, "zh_Hans_CN", True
            answer = browser.get(url)
            assert answer.headers["Cache-Control"] == KEEP_FORMS
            assert "Set-Cookie" not in answer.headers
            bodies.add(answer.get_data())
        assert len(bodies) == 1, url
        text = bodies.pop().decode()
        worded = text.replace('<span lang="zh-Hans">童行</span>', "")
        assert not re.search("[\u4e00-\u9fff]", worded), f"{url}: not in the language of its address"
        assert not told(text, people())


def test_files_leave_through_one_door() -> None:
    """Downloads get their headers in one place, where no name of a user's can be one."""
    written = [path for path in (ROOT / "app").rglob("*.py") if "Content-Disposition" in path.read_text()]
    assert [path.name for path in written] == ["downloads.py"]
    assert not [path for path in (ROOT / "app").rglob("*.py") if re.search(r"send_fi|send_from_d", path.read_text())]
