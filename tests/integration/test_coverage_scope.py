"""Coverage: each reader sees the own scope, as figures, codes or names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child, ChildStatus
from app.coverage import queries
from app.coverage.figures import By, Figures, Month, total
from app.coverage.panels import coverage_panel
from app.coverage.queries import Show, View
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import AuditEvent
from app.foundation.database import db
from app.pairing.models import PairingState
from app.places.models import Area, School
from tests import factories as make
from tests.integration.coverage_town import NOW, People, Town

SignIn = Callable[[Account], FlaskClient]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def rows_for(account: Account, town: Town, by: By) -> tuple[Figures, list[str]]:
    view = View(town.season, Month(2027, 2), clock.today(), queries.scope_of(account.actor()))
    rows = queries.rows_by(db.session, account.actor(), view, by)
    return total(rows), [row.name for row in rows]


def test_each_sees_the_figures_of_the_own_scope(session: scoped_session[Any]) -> None:
    town, _other = Town(1), Town(2)
    people = People(town)
    active = [child for child in town.children if child.status is ChildStatus.ACTIVE]
    own_township, own_school = town.townships[0], town.schools[0]
    for by in By:
        assert rows_for(people.organizer, town, by)[0].registered == len(active)
        assert rows_for(people.supervisor, town, by)[0].registered == sum(
            child.township_id == own_township.id for child in active
        )
        assert rows_for(people.staff, town, by)[0].registered == sum(
            child.school_id == own_school.id for child in active
        )
    assert rows_for(people.supervisor, town, By.TOWNSHIP)[1] == [own_township.name]
    assert rows_for(people.staff, town, By.SCHOOL)[1] == [own_school.name]


def test_places_outside_the_scope_are_a_404(session: scoped_session[Any], sign_in: SignIn) -> None:
    town, other = Town(1), Town(2)
    people = People(town)
    foreign_township, foreign_school = other.townships[0], other.schools[0]
    second, own_village = town.townships[1], town.villages[0]
    refused: list[tuple[Account, str]] = [
        (people.organizer, f"/coverage/townships/{foreign_township.id}"),
        (people.organizer, f"/coverage/villages/{other.villages[0].id}"),
        (people.organizer, f"/coverage/schools/{foreign_school.id}"),
        (people.organizer, f"/coverage/villages/{second.id}"),  # a township is no village
        (people.organizer, f"/coverage/?season={other.season.code}"),
        (people.supervisor, f"/coverage/townships/{second.id}"),
        (people.supervisor, f"/coverage/villages/{town.villages[2].id}"),
        (people.staff, f"/coverage/townships/{town.townships[0].id}"),
        (people.staff, f"/coverage/villages/{own_village.id}"),
        (people.staff, f"/coverage/schools/{town.schools[1].id}"),
    ]
    for account, url in refused:
        assert sign_in(account).get(url).status_code == 404, url
    for role, scope in [(Role.VILLAGE_DIRECTOR, own_village), (Role.VOLUNTEER, None), (Role.AUDITOR, None)]:
        outsider = make.account(role, scope)
        session.commit()
        assert sign_in(outsider).get("/coverage/").status_code == 404
    assert sign_in(people.supervisor).get(f"/coverage/townships/{town.townships[0].id}").status_code == 200


def small(session: scoped_session[Any]) -> tuple[Area, Area, School, list[Child]]:
    township = make.township(make.district())
    village, school = make.village(township), make.school(township)
    season = make.season(township)
    season.district_id = township.district_id
    children = [make.child(school, village, name=name) for name in ("王小明", "李小红", "赵小刚")]
    for child in children[:2]:
        make.consent(child)
    make.pairing(children[0], make.volunteer(township), season, PairingState.ACTIVE)
    session.commit()
    return township, village, school, children


def test_the_organizer_sees_codes_of_the_consented_and_a_number_for_the_rest(
    session: scoped_session[Any], sign_in: SignIn
) -> None:
    township, village, school, children = small(session)
    district = session.get(Area, township.district_id)
    organizer = make.account(Role.ORGANIZER, district)
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, township)
    session.commit()
    for account in (organizer, supervisor):
        for url in (f"/coverage/villages/{village.id}", f"/coverage/schools/{school.id}"):
            page = sign_in(account).get(url).get_data(as_text=True)
            assert [child.code in page for child in children] == [True, True, False]
            assert not any(child.name in page for child in children)
    assert "child.listed" not in session.scalars(select(AuditEvent.action)).all()


def test_the_own_school_sees_names_and_that_is_on_the_log(session: scoped_session[Any], sign_in: SignIn) -> None:
    _township, _village, school, children = small(session)
    staff = make.account(Role.SCHOOL_STAFF, school)
    session.commit()
    page = sign_in(staff).get(f"/coverage/schools/{school.id}").get_data(as_text=True)
    assert all(child.name in page for child in children)
    title = page[page.index("<title>") : page.index("</title>")]
    assert not any(child.name in title for child in children)
    logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "child.listed")).one()
    assert logged.details == {"page": "coverage", "count": 3}


def test_the_lists_hold_the_children_of_each_figure(session: scoped_session[Any]) -> None:
    town = Town(5)
    people = People(town)
    view = View(town.season, Month(2027, 1), clock.today(), queries.scope_of(people.organizer.actor()))
    figures = queries.figures_of(session, view)
    lists = {
        show: queries.child_rows(session, view, people.organizer.actor(), show, limit=1000)[0] for show in Show.EACH
    }
    assert len(lists[Show.ALL]) == figures.consented
    assert len(lists[Show.PAIRED]) == figures.paired
    assert len(lists[Show.WAITING]) == figures.waiting
    assert len(lists[Show.MET]) == sum(row.met for row in lists[Show.ALL]) <= figures.met
    assert len(lists[Show.REACHED]) == sum(row.reached for row in lists[Show.ALL]) <= figures.reached


def test_a_list_pages_without_losing_a_child(session: scoped_session[Any]) -> None:
    town = Town(5)
    people = People(town)
    view, actor = town.view(), people.organizer.actor()
    whole, _none = queries.child_rows(session, view, actor, limit=1000)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        rows, after = queries.child_rows(session, view, actor, after=after, limit=7)
        seen += [row.code for row in rows]
    assert seen == [row.code for row in whole]


def test_the_panel_names_the_largest_gap(session: scoped_session[Any]) -> None:
    township, _village, _school, _children = small(session)
    organizer = make.account(Role.ORGANIZER, session.get(Area, township.district_id))
    session.commit()
    found = coverage_panel(organizer.actor())
    assert found is not None
    assert found["gap"].name == township.name
    assert (found["total"].paired, found["total"].consented) == (1, 2)
