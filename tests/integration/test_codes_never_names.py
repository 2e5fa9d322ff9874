"""The organizer's pages show codes: every page of the demo that can be reached is read, and no child's name is there.

Opening a file is the one step that shows a name, and it is on the log.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session
from werkzeug.exceptions import HTTPException

from app.accounts.rules import find_by_login
from app.children.models import Carer, Child
from app.demo.loader import load
from app.foundation import audit, clock
from app.foundation.access import system_actor
from app.foundation.jobs.worker import run_job
from app.pairing.models import MatchRun
from app.pairing.rules.running import start_run
from app.seasons.queries import current_season
from tests.integration.matching_place import compute_here

NAME = "查无此名"
EACH = 1  # pages of one kind
LINKS = re.compile(r'(?:href|data-poll)="(/[^"#]*)')
FILE = re.compile(r"^/children/[0-9a-f-]{36}")
LOOKED_FOR = {
    "matching.show",
    "matching.waiting",
    "coverage.index",
    "coverage.township",
    "coverage.village",
    "reports.show",
}


@pytest.fixture
def demo(session: scoped_session[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A small demo district after a matching, in which children and carers are called what nobody else is."""
    load(session, system_actor("test"), children=40, volunteers=14, seed=1)
    for child in session.scalars(select(Child)):
        child.name = NAME
    for carer in session.scalars(select(Carer)):
        carer.name = NAME
    session.commit()
    compute_here(monkeypatch)
    organizer = find_by_login(session, "demo-organizer")
    assert organizer is not None
    district_id = next(iter(organizer.actor().grants)).scope_id
    assert district_id is not None
    season = current_season(session, district_id, clock.today())
    assert season is not None
    started: MatchRun = start_run(session, organizer.actor(), season.id)
    assert started.job_id is not None
    assert run_job(started.job_id)


def crawl(app: Flask, browser: FlaskClient) -> dict[str, str]:
    """Every kind of page that links lead to from the landing page, of reports three: address -> what it says."""
    adapter = app.url_map.bind("localhost")
    kinds: Counter[str] = Counter()
    waiting, seen, read = ["/"], {"/"}, {}
    while waiting:
        url = waiting.pop(0)
        answer = browser.get(url, follow_redirects=False)
        if answer.status_code in {301, 302}:
            found = [answer.headers["Location"]]
        elif answer.mimetype.startswith("text/html"):
            read[url] = answer.get_data(as_text=True)
            found = LINKS.findall(read[url])
        else:
            found = []
        for one in (address.replace("&amp;", "&") for address in found):
            if one in seen or FILE.match(one) or one.startswith(("/static", "/sign-out")):
                continue
            seen.add(one)
            try:
                kind, _ = adapter.match(one.partition("?")[0])
            except HTTPException:
                continue
            kinds[kind] += 1
            if kinds[kind] <= (3 if kind.startswith("reports.") else EACH):
                waiting.append(one)
    return read


# What is shown does not depend on the database; the quick one reads it all.
@pytest.mark.parametrize("application", ["sqlite"], indirect=True)
def test_no_page_of_an_organizer_holds_a_childs_name(
    app: Flask, session: scoped_session[Any], sign_in: Any, demo: None
) -> None:
    organizer = find_by_login(session, "demo-organizer")
    assert organizer is not None
    pages = crawl(app, sign_in(organizer))
    adapter = app.url_map.bind("localhost")
    kinds = {adapter.match(url.partition("?")[0])[0] for url in pages}
    assert {url for url, said in pages.items() if NAME in said} == set()
    assert kinds >= LOOKED_FOR, LOOKED_FOR - kinds
    assert any("projector" in url for url in pages)
    assert len(pages) > 40
    opened = select(func.count()).where(audit.AuditEvent.action == audit.Action.CHILD_READ)
    assert session.scalar(opened) == 0, "no page opened a file on the way"
    child = session.scalars(select(Child).where(Child.consented_until.is_not(None))).first()
    assert child is not None
    assert NAME in sign_in(organizer).get(f"/children/{child.id}").get_data(as_text=True)
    session.expire_all()
    assert session.scalar(opened) == 1, "opening the file is a step of its own, on the log"
