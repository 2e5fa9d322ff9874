"""The demo district: every figure of the coverage and figures pages again from its rows, by few queries."""

from __future__ import annotations

from dataclasses import astuple
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.coverage import queries
from app.coverage.figures import By, month_shown
from app.coverage.queries import View
from app.coverage.registry import FigureCode, Period, figures_by, figures_for
from app.coverage.registry.asking import Ask
from app.coverage.registry.services import by_service
from app.demo.loader import load
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.database import db
from app.foundation.hours import hours_of
from app.places.models import Area
from app.places.queries import default_district
from app.seasons.models import Season
from app.seasons.queries import nearest
from tests.integration.coverage_town import recount
from tests.integration.figures_recount import Recount, Rows

SYSTEM = system_actor("test")
CHILDREN = 300  # every kind of row is there; the whole 2,521 pass too, and take eight times as long


@pytest.fixture
def demo(session: scoped_session[Any]) -> tuple[Area, Season]:
    """The demo district and its season."""
    load(session, SYSTEM, children=CHILDREN, volunteers=87, seed=1)
    district = default_district(session)
    season = nearest(list(session.scalars(select(Season))), clock.today())
    assert district is not None
    assert season is not None
    return district, season


# Random districts are recounted on both databases; the large one on the quick one.
@pytest.mark.parametrize("application", ["sqlite"], indirect=True)
def test_the_demo_districts_figures_are_what_its_rows_say(
    session: scoped_session[Any], demo: tuple[Area, Season], sign_in: Any
) -> None:
    (district, season), today = demo, clock.today()
    month = month_shown(season, today)
    view = View(season, month, today, queries.scope_of(SYSTEM))
    for by in By:
        found = queries.figures_by(session, view, by)
        expected = recount(SimpleNamespace(district=district, season=season), by, str(month))
        assert {key: astuple(figures) for key, figures in found.items() if any(astuple(figures))} == expected
    rows = Rows.read()
    for period in (Period.of_season(season), Period.of_month(month), Period.of_month(month).before):
        again = Recount(rows, period.first, period.last, today, period.season_id)
        assert figures_for(session, SYSTEM, period, district) == again.figures(lambda _one: True)
        for place, counts in figures_by(session, SYSTEM, period, By.TOWNSHIP, district).items():
            assert counts == again.figures(partial(_lies_in, place))
        parts = by_service(session, Ask.about(SYSTEM, period, today, district))
        minutes = figures_for(session, SYSTEM, period, district)[FigureCode.HOURS]
        assert sum(row.minutes for row in parts) == minutes
        assert sum((row.hours for row in parts), Decimal()) == hours_of(minutes or 0)
    organizer = next(one for one in session.scalars(select(Account)) if one.actor().has(Role.ORGANIZER))
    _opens_in_ten_queries(sign_in(organizer))


def _lies_in(township_id: Any, one: Any) -> bool:
    return bool(one.township_id == township_id)


def _opens_in_ten_queries(browser: Any) -> None:
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for page in ("/coverage/", "/coverage/?by=village", "/coverage/?by=school", "/coverage/figures/",
                     "/coverage/figures/national", "/coverage/survey/"):  # fmt: skip
            statements.clear()
            assert browser.get(page).status_code == 200
            assert len(statements) <= 10, (page, "\n\n".join(statements))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
