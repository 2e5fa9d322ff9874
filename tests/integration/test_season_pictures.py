"""The season in pictures: every step and week again from the rows, links that lead to as many, and nobody else's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child, ChildStatus
from app.coverage import queries, story
from app.coverage.queries import View
from app.coverage.story import Step
from app.foundation import clock
from app.foundation.access import Role
from app.pairing.models import MatchRun, MatchWait, Pairing
from app.sessions.models import ServiceSession
from tests import factories as make
from tests.integration.coverage_town import NOW, People, Town

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def recounted(session: Session, town: Town, here: Callable[[Child], bool]) -> dict[Step, int]:
    """The steps by plain loops over all rows."""
    pairings = [row for row in session.scalars(select(Pairing)) if row.season_id == town.season.id]
    served = {row.child_id for row in session.scalars(select(ServiceSession))
              if row.state.value == "confirmed" and row.pairing.season_id == town.season.id}  # fmt: skip
    children = [one for one in town.children if one.status is ChildStatus.ACTIVE and here(one)]
    agreed = [one for one in children if one.consented_until is not None and one.consented_until >= clock.today()]

    def of(child: Child, *, accepted: bool = False, approved: bool = False) -> bool:
        return any(
            row.child_id == child.id
            and (not accepted or bool(row.accepted_at))
            and (not approved or bool(row.approved_at))
            for row in pairings
        )

    return {
        Step.REGISTERED: len(children),
        Step.CONSENTED: len(agreed),
        Step.ASKED: sum(of(one) for one in agreed),
        Step.ACCEPTED: sum(of(one, accepted=True) for one in agreed),
        Step.APPROVED: sum(of(one, approved=True) for one in agreed),
        Step.MET: sum(of(one, approved=True) and one.id in served for one in agreed),
    }


@pytest.mark.parametrize("seed", range(2))
def test_steps_and_weeks_are_what_the_rows_say(session: Session, seed: int) -> None:
    town, _other = Town(seed), Town(50 + seed)
    session.commit()
    view = town.view()
    found = story.steps_of(session, view)
    assert found == recounted(session, town, lambda _child: True)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    weeks = story.weeks_served(session, view)
    assert sum(week.minutes for week in weeks) == queries.figures_of(session, view).minutes
    by_week: dict[Any, int] = {}
    for row in session.scalars(select(ServiceSession)):
        if row.state.value == "confirmed" and row.pairing.season_id == town.season.id:
            day = (row.starts_at + timedelta(hours=8)).date()
            monday = day - timedelta(days=day.weekday())
            by_week[min(monday, weeks[-1].first)] = by_week.get(min(monday, weeks[-1].first), 0) + 1
    assert {week.first: week.sessions for week in weeks if week.sessions} == by_week


def test_each_step_leads_to_as_many_children_of_the_own_scope(session: Session, sign_in: SignIn) -> None:
    town = Town(1)
    people = People(town)
    everybody = lambda _child: True  # noqa: E731 - beside the two below
    for reader, here in (
        (people.organizer, everybody),
        (people.supervisor, lambda child: child.township_id == town.townships[0].id),
        (people.staff, lambda child: child.school_id == town.schools[0].id),
    ):
        expected = recounted(session, town, here)
        browser = sign_in(reader)
        page = browser.get("/coverage/pictures").get_data(as_text=True)
        for step, count in expected.items():
            link = re.search(rf'href="(/coverage/steps/{step}\?[^"]+)">[^<]*</a></th>\s*<td[^>]*>(\d+)<', page)
            assert link is not None
            assert int(link[2]) == count
            listed = browser.get(link[1].replace("&amp;", "&")).get_data(as_text=True)
            assert re.search(rf'aria-current="page"[^>]*>\s*全部\s*<span class="count">{count}<', listed), (step, count)
            if step is not Step.REGISTERED:
                assert len(re.findall(r'<th scope="row"><a href="/children/', listed)) == count
    assert sign_in(people.organizer).get("/coverage/steps/nowhere").status_code == 404
    assert "公平" not in sign_in(people.staff).get("/coverage/pictures").get_data(as_text=True)
    assert "公平" in sign_in(people.organizer).get("/coverage/pictures").get_data(as_text=True)


def test_who_is_wanted_where_is_told_to_who_reads_matchings(session: Session, sign_in: SignIn) -> None:
    town = Town(2)
    people = People(town)
    view = View(town.season, town.view().month, clock.today(), queries.scope_of(people.organizer.actor()))
    waiting = list(session.scalars(select(Child).where(view.registered, view.waiting)))
    paired = next(iter(session.scalars(select(Child).where(view.registered, view.paired))))
    number = len(waiting[:4])
    for moment, (exact, left) in enumerate(((True, waiting[:1]), (True, [*waiting[:4], paired]), (False, waiting))):
        run = make.add(MatchRun(season_id=town.season.id, district_id=town.district.id, exact=exact))
        run.created_at = clock.now() + timedelta(minutes=moment)
        session.add_all(MatchWait(run_id=run.id, child_id=child.id, why={}) for child in left)
    session.commit()
    # The last proven run, and not the child that has a pairing by now.
    wanted = story.wanted_by_township(session, view)
    assert wanted == Counter(child.township_id for child in waiting[:4])
    assert sum(wanted.values()) == number
    page = sign_in(people.organizer).get("/coverage/").get_data(as_text=True)
    for count in wanted.values():
        assert f"还需招募 {count} 名志愿者" in page
    assert re.search(rf'data-label="还需招募">{number}</td>\s*</tr>\s*</tbody>', page), "the table adds up"
    for reader in (people.supervisor, people.staff):
        assert "还需招募" not in sign_in(reader).get("/coverage/").get_data(as_text=True)


def test_an_empty_season_has_its_pictures(session: Session, sign_in: SignIn) -> None:
    district = make.district("空区")
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    browser = sign_in(organizer)
    assert browser.get("/coverage/pictures").status_code == 200
    make.season(district)
    session.commit()
    page = browser.get("/coverage/pictures").get_data(as_text=True)
    for told in ("还没有登记孩子", "还没有已确认的服务", "本季还没有匹配"):
        assert told in page
