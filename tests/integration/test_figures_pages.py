"""Pages of the figures: each number leads to exactly its records, and nobody reaches beyond the own scope."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.coverage.registry import FIGURES, FigureCode, Period
from app.coverage.registry.asking import Ask
from app.coverage.registry.counting import count
from app.coverage.registry.listing import counted, listing
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import AuditEvent
from tests import factories as make
from tests.integration.coverage_town import NOW, People, Town
from tests.integration.figures_recount import Recount, Rows

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_every_number_has_exactly_its_records_behind_it(session: scoped_session[Any]) -> None:
    town = Town(1)
    session.commit()
    ask = Ask.about(system_actor("test"), Period.of_season(town.season), clock.today(), town.district)
    counts = count(session, ask)
    for figure in FIGURES.values():
        found = [listing(session, ask, part) for part in figure.parts]
        whole = sum(row.number or 0 for one in found for row in one.rows) if figure.code is FigureCode.HOURS else None
        behind = sum(one.counted for one in found) if whole is None else whole
        assert behind == counts[figure.code], figure.code
        assert all(len(one.rows) == one.counted == one.shown and one.next is None for one in found)


def test_the_pages_of_every_figure_open(session: scoped_session[Any], sign_in: SignIn) -> None:
    town = Town(7)
    organizer = make.account(Role.ORGANIZER, town.district)
    session.commit()
    browser = sign_in(organizer)
    queries = cycle(("", f"?township={town.townships[0].id}", "?period=2027-01", f"?site={town.sites[0].id}"))
    for page in ("", "definitions", *FIGURES):
        assert browser.get(f"/coverage/figures/{page}{next(queries)}").status_code == 200
    backwards = browser.get("/coverage/figures/?from=2027-02-02&to=2027-02-01").get_data(as_text=True)
    assert "结束日期早于开始日期" in backwards


def test_each_kind_of_record_says_how_many_it_has(session: scoped_session[Any], sign_in: SignIn) -> None:
    town = Town(1)
    people = People(town)
    session.commit()
    ask = Ask.about(system_actor("test"), Period.of_season(town.season), clock.today(), town.schools[0])
    parts = [part for part in FIGURES[FigureCode.SAFETY_SESSIONS].parts if part.answers(ask)]
    numbers = counted(session, ask, parts)
    assert sum(numbers) == count(session, ask)[FigureCode.SAFETY_SESSIONS]
    way = f"/coverage/figures/safety_sessions?period=season:{town.season.code}"
    page = sign_in(people.staff).get(way).get_data(as_text=True)
    assert re.findall(r'<span class="count">(\d+)</span></a>', page) == [str(number) for number in numbers]


def test_nobody_asks_for_a_place_or_season_of_others(session: scoped_session[Any], sign_in: SignIn) -> None:
    own, other = make.district(), make.district()
    township, second, foreign = make.township(own), make.township(own), make.township(other)
    village, school, second_school = make.village(township), make.school(township), make.school(second)
    season = make.season(other)
    organizer = make.account(Role.ORGANIZER, own)
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, township)
    staff = make.account(Role.SCHOOL_STAFF, school)
    refused = {
        organizer: (
            f"township={foreign.id}", f"village={make.village(foreign).id}", f"school={make.school(foreign).id}",
            f"site={make.site(foreign).id}", f"period=season:{season.code}", f"township={village.id}",
            "township=nonsense",
        ),
        supervisor: (f"township={second.id}", f"site={make.site(second).id}"),
        staff: (f"township={township.id}", f"school={second_school.id}", f"village={village.id}"),
    }  # fmt: skip
    session.commit()
    for account, queries in refused.items():
        browser = sign_in(account)
        for query in queries:
            assert browser.get(f"/coverage/figures/met?{query}").status_code == 404, query
        assert browser.get("/coverage/figures/met").status_code == 200
        assert browser.get("/coverage/figures/nothing").status_code == 404


def test_records_name_children_to_their_own_school_and_hide_who_has_not_agreed(
    session: scoped_session[Any], sign_in: SignIn
) -> None:
    town = Town(1)
    people = People(town)
    own = [child for child in town.children if child.school_id == town.schools[0].id and child.left_on is None]
    page = sign_in(people.staff).get("/coverage/figures/registered").get_data(as_text=True)
    assert own
    assert all(child.name in page and child.code in page for child in own)
    logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "child.listed")).one()
    assert logged.details == {"page": "figures", "count": len(own)}
    for account in (people.organizer, people.supervisor):
        page = sign_in(account).get(f"/coverage/figures/registered?school={town.schools[0].id}").get_data(as_text=True)
        assert not any(child.name in page for child in own)
        for child in own:
            theirs = account is people.organizer or child.township_id == town.townships[0].id
            assert (child.code in page) == (child.consented(clock.today()) and theirs)


def test_the_command_and_the_national_page_say_the_same(
    app: Flask, session: scoped_session[Any], sign_in: SignIn
) -> None:
    town = Town(3)
    organizer = make.account(Role.ORGANIZER, town.district)
    session.commit()
    answer = app.test_cli_runner().invoke(args=["figures", "--season", town.season.code, "--json"])
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    again = Recount(Rows.read(), town.season.starts_on, town.season.ends_on, clock.today(), town.season.id)
    expected = again.figures(lambda one: one.district_id == town.district.id)
    assert told["hours"] == told["figures"]["hours"] == expected["hours"] * 10 // 60 / 10
    names = {"volunteers": "serving", "service_points": "service_points", "children": "reached"}
    assert {name: told[name] for name in names} == {name: expected[code] for name, code in names.items()}
    assert told["children"] > 0
    page = sign_in(organizer).get("/coverage/figures/national").get_data(as_text=True)
    assert all(f"{number:,}" in page for number in (told["volunteers"], told["children"], told["hours"]))
    for wrong in (["--from", "2027-01-02"], ["--month", "junk"], ["--from", "2027-01-02", "--to", "2027-01-01"]):
        assert app.test_cli_runner().invoke(args=["figures", *wrong]).exit_code != 0
