"""Coverage: figures that agree with the rows under them, on the page and from the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import astuple
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child, ChildStatus
from app.coverage import queries
from app.coverage.figures import By, Month, total
from app.coverage.queries import View
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.database import db
from app.pairing.models import PairingState
from app.sessions.models import SessionState
from tests import factories as make
from tests.integration.coverage_town import NOW, Town, recount

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("seed", range(4))
def test_figures_agree_with_an_independent_recount(session: scoped_session[Any], seed: int) -> None:
    town, _other = Town(seed), Town(100 + seed)
    session.commit()
    for month in (Month(2027, 1), Month(2027, 2)):
        for by in By:
            expected = recount(town, by, str(month))
            found = queries.figures_by(session, town.view(month), by)
            assert {key: astuple(figures) for key, figures in found.items() if any(astuple(figures))} == expected


@pytest.mark.parametrize("seed", range(3))
def test_every_grouping_adds_up_to_the_same_total(session: scoped_session[Any], seed: int) -> None:
    town = Town(seed)
    session.commit()
    actor, view = system_actor("test"), town.view()
    totals = {by: total(queries.rows_by(session, actor, view, by)) for by in By}
    assert len(set(totals.values())) == 1
    assert totals[By.TOWNSHIP] == queries.figures_of(session, view)
    whole = totals[By.TOWNSHIP]
    assert whole.waiting + whole.paired == whole.consented <= whole.registered
    for place in town.townships:
        narrowed = view.narrowed(Child.township_id == place.id)
        rows = queries.rows_by(session, actor, narrowed, By.VILLAGE, place)
        assert total(rows) == queries.figures_of(session, narrowed)


def test_a_session_counts_in_the_month_of_the_childrens_calendar(session: scoped_session[Any]) -> None:
    township = make.township(make.district())
    season = make.season(township, starts_on=date(2027, 1, 10), ends_on=date(2027, 2, 28))
    season.district_id = township.district_id
    child = make.child(None, township)
    make.consent(child)
    pairing = make.pairing(child, make.volunteer(township), season, PairingState.ACTIVE)
    # 00:30 on 1 February is still January in UTC.
    start = clock.from_local(datetime.fromisoformat("2027-02-01 00:30"))
    make.service_session(pairing, start, 60, state=SessionState.CONFIRMED, confirmed_at=clock.now())
    session.commit()
    met = {}
    for number in (1, 2):
        view = View(season, Month(2027, number), clock.today(), queries.scope_of(system_actor("test")))
        met[number] = queries.figures_of(session, view).met
    assert met == {1: 0, 2: 1}


def test_without_children_there_is_no_percentage(session: scoped_session[Any], sign_in: SignIn) -> None:
    district = make.district()
    make.township(district, "空镇", column=0, row=0)
    make.township(district, "无镇", column=1, row=0)
    make.season(district)
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    page = sign_in(organizer).get("/coverage/").get_data(as_text=True)
    assert "空镇" in page
    assert "0%</span>" not in page
    assert "—" in page


def test_one_page_takes_few_queries_whatever_its_size(
    app: Flask, session: scoped_session[Any], sign_in: SignIn
) -> None:
    town = Town(7)
    organizer = make.account(Role.ORGANIZER, town.district)
    session.commit()
    browser, statements = sign_in(organizer), []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for by in By:
            statements.clear()
            assert browser.get(f"/coverage/?by={by}").status_code == 200
            assert len(statements) <= 10, "\n\n".join(statements)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_command_prints_one_json_line_with_exactly_these_keys(app: Flask, session: scoped_session[Any]) -> None:
    town = Town(3)
    session.commit()
    expected = recount(town, By.TOWNSHIP, "2027-02")
    code, town_rows = town.season.code, {place.name: expected.get(place.id, (0,) * 6) for place in town.townships}
    answer = app.test_cli_runner().invoke(args=["coverage", "--season", code, "--by", "township", "--json"])
    assert answer.exit_code == 0, answer.output
    rows = json.loads(answer.stdout.splitlines()[-1])["rows"]
    assert [list(row) for row in rows] == [
        ["name", "registered", "consented", "paired", "met", "reached", "hours"]
    ] * len(town.townships)
    for row in rows:
        *counts, minutes = town_rows[row["name"]]
        assert [row[key] for key in ("registered", "consented", "paired", "met", "reached")] == counts
        assert row["hours"] == minutes * 10 // 60 / 10


@pytest.mark.parametrize("by", ["village", "school"])
def test_the_command_groups_by_village_and_school(app: Flask, session: scoped_session[Any], by: str) -> None:
    town = Town(3)
    session.commit()
    active = sum(child.status is ChildStatus.ACTIVE for child in town.children)
    answer = app.test_cli_runner().invoke(args=["coverage", "--by", by, "--json"])
    assert answer.exit_code == 0, answer.output
    rows = json.loads(answer.stdout)["rows"]
    assert sum(row["registered"] for row in rows) == active
    assert len({row["name"] for row in rows}) == len(rows)


def test_the_command_fails_with_a_message(app: Flask, session: scoped_session[Any]) -> None:
    Town(3)
    session.commit()
    runner = app.test_cli_runner()
    for arguments in (["--season", "nowhere"], ["--month", "2027-07"], ["--month", "junk"]):
        answer = runner.invoke(args=["coverage", *arguments, "--json"])
        assert answer.exit_code == 1
        assert answer.stdout == ""
        assert answer.stderr.strip()
