"""The survey's table of random children: as the raw rows say, sound, and exactly its children behind each number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child, LeftBehindKind, Sex
from app.coverage.registry.asking import Ask
from app.coverage.registry.listing import listing
from app.coverage.registry.periods import Period
from app.coverage.survey.reading import cell, survey
from app.coverage.survey.table import LINES, Band, Group, Rule, check
from app.foundation import clock
from app.foundation.access import system_actor
from app.visits.models import CareAgreement
from tests import factories as make
from tests.integration.coverage_town import NOW, People, Town

SignIn = Callable[[Account], FlaskClient]
TODAY = date(2027, 2, 3)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def surveyed(seed: int) -> Town:
    town = Town(seed)
    rng = town.rng
    for child in town.children:
        child.birth_date = TODAY - timedelta(days=rng.randint(200, 16 * 365))
        age = clock.age_on(child.birth_date, TODAY)
        child.grade = None if rng.random() < 0.2 else max(0, min(9, age - 6))
        child.sex = rng.choice([None, Sex.FEMALE, Sex.MALE])
        child.boarding = rng.choice([None, True, False])
        child.left_behind = rng.choice(list(LeftBehindKind))
        child.guardianship = rng.choice([None, "good", "fair", "insufficient", "nobody"])
        if rng.random() < 0.4:
            signed = TODAY - timedelta(days=rng.choice([10, 400]))
            make.add(
                CareAgreement(
                    district_id=child.district_id, child_id=child.id, carer="奶奶", relation="grandmother",
                    signed_on=signed, valid_until=signed + timedelta(days=365), witness="村主任",
                    barred_asked=frozenset(), child_heard=True, written_notice=True, evidence="1",
                    ended_on=rng.choice([None, None, TODAY]),
                )
            )  # fmt: skip
    return town


def schooling(child: Child) -> str:
    steps = ((0, "preschool"), (6, "primary"), (9, "junior"), (14, "senior"))
    return "not_recorded" if child.grade is None else next(name for most, name in steps if child.grade <= most)


def band(child: Child) -> str:
    age = clock.age_on(child.birth_date, TODAY)
    return "0-5" if age <= 5 else "6-13" if age <= 13 else "14-16" if age <= 16 else "17+"


def test_the_table_is_what_the_raw_rows_say_and_leads_to_them(session: scoped_session[Any], sign_in: SignIn) -> None:
    town = surveyed(1)
    people = People(town)
    ask = Ask.about(system_actor("test"), Period.of_season(town.season), TODAY, town.district)
    table = survey(session, ask)
    assert check(table) == ()
    own = [child for child in town.children if child.left_on is None]
    assert table.total == len(own) > 20
    agreed = {
        one.child_id
        for one in session.scalars(select(CareAgreement))
        if one.signed_on <= TODAY <= one.valid_until and one.ended_on is None
    }
    for at in Band:
        here = [child for child in own if band(child) == at]
        assert table.children[at] == len(here)
        for line in LINES[Group.SCHOOLING]:
            assert table.line(Group.SCHOOLING, line)[at] == sum(schooling(child) == line for child in here)
        for line in LINES[Group.GUARDIANSHIP]:
            expected = sum((child.guardianship or "not_recorded") == line for child in here)
            assert table.line(Group.GUARDIANSHIP, line)[at] == expected
        assert table.line(Group.RELIEF, "agreement")[at] == sum(child.id in agreed for child in here)
    for group, lines in LINES.items():
        for line in lines:
            assert listing(session, ask, cell(group, line, None)).counted == table.line_totals[group, line]
    assert (
        listing(session, ask, cell(Group.SEX, "male", Band.TO_13)).counted == table.line(Group.SEX, "male")[Band.TO_13]
    )

    # Somebody grows too old, and the page says so.
    child = next(one for one in town.children if one.left_on is None and one.school_id == town.schools[0].id)
    child.birth_date, child.grade = TODAY.replace(year=TODAY.year - 17), 10
    session.commit()
    browser = sign_in(people.staff)
    page = browser.get("/coverage/survey/").get_data(as_text=True)
    assert "仍在台账上" in page
    listed = browser.get("/coverage/survey/schooling/senior/17+").get_data(as_text=True)
    assert child.name in listed
    assert browser.get("/coverage/survey/schooling/nothing/17+").status_code == 404
    ask = Ask.about(people.staff.actor(), Period.of_season(town.season), TODAY)
    assert [one.rule for one in check(survey(session, ask))] == [Rule.TOO_OLD]
