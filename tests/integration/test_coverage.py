"""Coverage: figures that agree with the rows under them, each within its reader's scope."""

from __future__ import annotations

import json
import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import astuple
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.activities.models import Activity, Attendance
from app.children.models import Child, ChildStatus
from app.coverage import queries
from app.coverage.figures import By, Figures, Month, month_shown, total
from app.coverage.panels import coverage_panel
from app.coverage.queries import Show, View
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import AuditEvent
from app.foundation.database import db
from app.pairing.models import Pairing, PairingState
from app.places.models import Area, School
from app.seasons.models import Season
from app.sessions.models import ServiceSession, SessionState
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
NOW = datetime.fromisoformat("2027-02-03T12:00:00+08:00")
STATES = [PairingState.APPROVED, PairingState.ACTIVE, PairingState.PROPOSED, PairingState.ENDED, PairingState.EXPIRED]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


class Town:
    """A district with random children, pairings, sessions and activities; and one beside it that must not count."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - invented rows, no secrets
        self.district = make.district(f"区{seed}")
        self.townships = [make.township(self.district, column=n % 3, row=n // 3) for n in range(3)]
        self.townships.append(make.township(self.district))  # without a tile
        self.villages = [make.village(place) for place in self.townships[:2] for _ in range(2)]
        self.schools = [make.school(place) for place in self.townships[:3]]
        dates: dict[str, Any] = {"starts_on": date(2027, 1, 10), "ends_on": date(2027, 2, 28)}
        self.season = make.season(self.district, code=f"2027-w{seed}", **dates)
        self.earlier = make.season(
            self.district, code=f"2026-s{seed}", starts_on=date(2026, 7, 1), ends_on=date(2026, 8, 31)
        )
        self.sites = [make.site(place) for place in self.townships]
        self.children = [self._child() for _ in range(40)]
        self.activities = [self._activity() for _ in range(5)]
        db.session.flush()

    def _child(self) -> Child:
        home = self.rng.choice([*self.townships, *self.villages])
        child = make.child(self.rng.choice([None, *self.schools]), home)
        if self.rng.random() < 0.7:
            make.consent(child, expires_on=clock.today() + timedelta(days=self.rng.choice([-1, 0, 90])))
        if self.rng.random() < 0.15:
            child.status, child.left_on = ChildStatus.LEFT, clock.today()
        for season in (self.season, self.earlier):
            if self.rng.random() < 0.6:
                self._serve(child, season)
        return child

    def _serve(self, child: Child, season: Season) -> None:
        state = self.rng.choice(STATES) if season is self.season else PairingState.ENDED
        pairing = make.pairing(child, make.volunteer(self.townships[0]), season, state)
        start = datetime.combine(season.starts_on, datetime.min.time()) + timedelta(hours=9)
        for day in self.rng.sample(range(24), self.rng.randint(0, 3)):
            state_of = self.rng.choice(list(SessionState))
            values: dict[str, Any] = {"state": state_of}
            if state_of is SessionState.CONFIRMED:
                values["confirmed_at"] = clock.now()
            if state_of in {SessionState.RETURNED, SessionState.VOID}:
                values["reason"] = "other"
            moment = clock.from_local(start + timedelta(days=day))
            make.service_session(pairing, moment, self.rng.randint(1, 240), **values)

    def _activity(self) -> Activity:
        # Some on the season's first and last local day, one a minute before it begins.
        moment = self.rng.choice(["2027-01-10 00:00", "2027-01-09 23:59", "2027-02-28 23:00", "2027-01-20 14:00"])
        start = clock.from_local(datetime.fromisoformat(moment))
        present = self.rng.sample(self.children, 4)
        return make.activity(self.rng.choice(self.sites), present, starts_at=start, ends_at=start + timedelta(hours=1))

    def view(self, month: Month | None = None) -> View:
        system = system_actor("test")
        chosen = month or month_shown(self.season, clock.today())
        return View(self.season, chosen, clock.today(), queries.scope_of(system))


KEY: dict[By, Callable[[Child], uuid.UUID | None]] = {
    By.TOWNSHIP: lambda child: child.township_id,
    By.VILLAGE: lambda child: child.village_id,
    By.SCHOOL: lambda child: child.school_id,
}


def recount(town: Town, by: By, month: str) -> dict[uuid.UUID | None, tuple[int, ...]]:
    """The same figures by plain loops over all rows, sharing nothing with the queries."""
    children = {c.id: c for c in db.session.scalars(select(Child)) if c.district_id == town.district.id}
    pairings = {p.id: p for p in db.session.scalars(select(Pairing)) if p.season_id == town.season.id}
    sessions = [
        s
        for s in db.session.scalars(select(ServiceSession))
        if s.pairing_id in pairings and s.state.value == "confirmed"
    ]
    activities = {a.id: a for a in db.session.scalars(select(Activity))}
    attended = set()
    for one in db.session.scalars(select(Attendance)):
        held = activities[one.activity_id]
        day = (held.starts_at + timedelta(hours=8)).date()  # Shanghai is UTC+8, all year
        if held.district_id == town.district.id and date(2027, 1, 10) <= day <= date(2027, 2, 28):
            attended.add(one.child_id)
    figures: dict[uuid.UUID | None, list[int]] = defaultdict(lambda: [0] * 6)
    for child in children.values():
        if child.status.value != "active":
            continue
        row = figures[KEY[by](child)]
        mine = [s for s in sessions if s.child_id == child.id]
        consented = child.consented_until is not None and child.consented_until >= date(2027, 2, 3)
        open_now = any(p.child_id == child.id and p.state.value in ("approved", "active") for p in pairings.values())
        row[0] += 1
        row[1] += consented
        row[2] += consented and open_now
        row[3] += any(f"{s.starts_at + timedelta(hours=8):%Y-%m}" == month for s in mine)
        row[4] += bool(mine) or child.id in attended
    for one_session in sessions:
        figures[KEY[by](children[one_session.child_id])][5] += one_session.minutes
    return {key: tuple(map(int, row)) for key, row in figures.items()}


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


# Who sees what


class People:
    def __init__(self, town: Town) -> None:
        self.organizer = make.account(Role.ORGANIZER, town.district)
        self.supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, town.townships[0])
        self.staff = make.account(Role.SCHOOL_STAFF, town.schools[0])
        db.session.commit()


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


# The command


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
