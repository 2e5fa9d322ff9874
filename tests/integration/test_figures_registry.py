"""The registry of figures: each number again from the raw rows, in every period and place, for whoever may read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.activities.models import ActivityService, ActivityState, ActivityTopic, ServiceState
from app.activities.models.kinds import EndReason
from app.children.models import Child
from app.coverage.figures import By, Month
from app.coverage.registry import FIGURES, FigureCode, Period, figures_by, figures_for
from app.foundation import clock
from app.foundation.access import system_actor
from app.pairing.models import Pairing
from app.sessions.models import ServiceSession
from app.visits.codes import VisitPlace, VisitVoid
from app.visits.models import Visit
from tests import factories as make
from tests.integration.coverage_town import NOW, People, Town
from tests.integration.figures_recount import Recount, Rows

SYSTEM = system_actor("test")
TODAY = date(2027, 2, 3)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def lively(session: scoped_session[Any], seed: int) -> Town:
    """A town in which things also happened before today: consents taken back, pairings ended, volunteers signed up."""
    town = Town(seed)
    past(session, town)
    records(session, town)
    return town


def past(session: scoped_session[Any], town: Town) -> None:
    rng = town.rng
    for child in town.children:
        child.registered_on = TODAY - timedelta(days=rng.choice([0, 3, 30, 60]))
        if rng.random() < 0.7:
            given = TODAY - timedelta(days=rng.choice([2, 20, 40]))
            later = {"given_on": given, "expires_on": given + timedelta(days=rng.choice([5, 400]))}
            until = child.consented_until
            taken_back = clock.now() - timedelta(days=rng.choice([0, 10])) if rng.random() < 0.5 else None
            make.consent(child, **later, withdrawn_at=taken_back, withdrawn_reason="other" if taken_back else None)
            child.consented_until = until
    for pairing in session.scalars(select(Pairing)):
        if pairing.approved_at is not None:
            pairing.approved_at = clock.now() - timedelta(days=rng.choice([0, 5, 30]))
        if pairing.ended_at is not None:
            pairing.ended_at = clock.now() - timedelta(days=rng.choice([0, 1, 20]))
    for _number in range(8):
        helper = make.volunteer(rng.choice(town.townships))
        during = rng.choice([town.season, town.earlier])
        signed = TODAY - timedelta(days=rng.choice([0, 5, 40, 190]))
        gone = signed + timedelta(days=2) if rng.random() < 0.3 else None
        make.availability(helper, during, signed_up_on=signed, withdrawn_on=gone)


def records(session: scoped_session[Any], town: Town) -> None:
    rng = town.rng
    rows = select(ServiceSession).join(Child, Child.id == ServiceSession.child_id)
    own = list(session.scalars(rows.where(Child.district_id == town.district.id)))
    for record in (*town.activities, *own):
        record.service_area = rng.choice(["safety", "quality"])
    for held in town.activities:
        helper = make.volunteer(town.townships[0])
        state = rng.choice([ServiceState.CONFIRMED, ServiceState.VOID])
        make.add(
            ActivityService(
                activity_id=held.id, volunteer_id=helper.id, service_area=held.service_area, minutes=50, state=state,
                starts_at=held.starts_at, ends_at=held.ends_at, confirmed_by_id=make.account().id,
                voided_at=clock.now() if state is ServiceState.VOID else None,
            )
        )  # fmt: skip
        if rng.random() < 0.5:
            make.add(ActivityTopic(activity_id=held.id, topic="drowning"))
    for child in rng.sample(town.children, 20):
        day = TODAY - timedelta(days=rng.choice([0, 2, 3, 24, 200]))
        topics = frozenset(rng.sample(["drowning", "bullying"], rng.randint(0, 2)))
        row = Visit(district_id=child.district_id, child_id=child.id, visited_on=day, place=VisitPlace.HOME,
                    met_child=True, met_carer=False, topics=topics)  # fmt: skip
        if rng.random() < 0.2:
            row.voided_at, row.void_reason = clock.now(), VisitVoid.DOUBLE
        make.add(row)
    town.activities[0].state, town.activities[0].reason = ActivityState.VOID, EndReason.MISTAKE


def periods(town: Town) -> list[Period]:
    february = Period.of_month(Month(2027, 2))
    return [february, february.before, Period.of_season(town.season), Period(date(2026, 7, 1), date(2027, 1, 12))]


def at(name: str, value: object, one: object) -> bool:
    """Whether something lies at a place; what has no such place lies at none."""
    return getattr(one, name, None) == value


def known(found: dict[FigureCode, int | None], expected: dict[str, int]) -> dict[str, int]:
    """What is expected of the figures that were answered."""
    assert set(expected) == set(FIGURES)
    return {code: expected[code] for code, number in found.items() if number is not None}


def answers(found: dict[FigureCode, int | None]) -> dict[str, int]:
    return {code: number for code, number in found.items() if number is not None}


def test_every_figure_is_what_the_raw_rows_say(session: scoped_session[Any]) -> None:
    town, _other = lively(session, 1), Town(101)
    session.commit()
    rows = Rows.read()
    for period in periods(town):
        for service in (None, "safety"):
            again = Recount(rows, period.first, period.last, TODAY, period.season_id, service)
            found = figures_for(session, SYSTEM, period, town.district, service=service)
            assert answers(found) == known(found, again.figures(lambda one: one.district_id == town.district.id))
            assert len(answers(found)) == (len(FIGURES) if service is None else 10)
            for place in town.townships[:2]:
                own = figures_for(session, SYSTEM, period, place, service=service)
                assert answers(own) == known(own, again.figures(partial(at, "township_id", place.id)))
    add_up(session, town)


def add_up(session: scoped_session[Any], town: Town) -> None:
    """By every kind of place, the parts of each figure are the whole."""
    for period, by in product(periods(town), By):
        whole = figures_for(session, SYSTEM, period, town.district)
        parts = figures_by(session, SYSTEM, period, by, town.district)
        for code in FIGURES:
            numbers = [counts[code] for counts in parts.values()]
            if None in numbers:
                assert code in {FigureCode.RECRUITED, FigureCode.SERVING}
                assert by is not By.TOWNSHIP
            else:
                assert sum(number or 0 for number in numbers) == whole[code], code


def test_each_reader_counts_within_the_own_scope(session: scoped_session[Any]) -> None:
    town, _other = lively(session, 4), Town(104)
    people = People(town)
    period = Period.of_season(town.season)
    again = Recount(Rows.read(), period.first, period.last, TODAY, town.season.id)
    scopes = {
        people.organizer: partial(at, "district_id", town.district.id),
        people.supervisor: partial(at, "township_id", town.townships[0].id),
        people.staff: partial(at, "school_id", town.schools[0].id),
    }
    for account, here in scopes.items():
        found = figures_for(session, account.actor(), period)
        assert answers(found) == known(found, again.figures(here))
        # Volunteers have no school: its staff read a dash, never a number of somebody else's.
        assert (found[FigureCode.SERVING] is None) == (account is people.staff)
    outsider = make.account(None)
    assert not any(figures_for(session, outsider.actor(), period).values())
