"""The public tables, attacked: everything they show together pins no withheld number, nor does watching them change."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import html5lib
import numpy as np
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from scipy.optimize import linprog
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.activities.models import Activity, ActivityState, EndReason
from app.coverage.models import PublishedFigure
from app.coverage.published.rules import publish_due
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import AuditEvent
from app.places.models import Area
from tests import factories as make
from tests.integration.coverage_town import NOW

SYSTEM = system_actor("figures")
MONTHS = ("2026-10", "2026-11", "2026-12")
LEAST = 5
Cells = dict[tuple[str, str], int | None]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def busy(seed: int, townships: int, most: int) -> tuple[Area, dict[tuple[str, str], int]]:
    """A district in which each township's activity of a month was attended by 0 to ``most`` children; and how many."""
    rng = random.Random(seed)  # noqa: S311 - invented rows, no secrets
    district = make.district()
    make.season(district, starts_on=date(2026, 10, 5), ends_on=date(2027, 3, 1))
    truth = {}
    for _number in range(townships):
        place = make.township(district)
        at, children = make.site(place), [make.child(None, place) for _child in range(most)]
        for month in (*MONTHS, "2027-01"):
            count = rng.choice([rng.randint(0, most), rng.randint(0, LEAST)])
            start = clock.from_local(datetime.fromisoformat(f"{month}-20 14:00"))
            make.activity(at, children[:count], starts_at=start, ends_at=start.replace(minute=30))
            truth[place.name, month] = count
    return district, truth


def shown(browser: FlaskClient, district: Area, table: str = "reached") -> Cells:
    """What the public page says, by row and column, read from its HTML; None: withheld."""
    answer = browser.get(f"/open-figures/zh/{district.code}")
    assert answer.status_code == 200
    tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    found = next(one for one in tree.iter("div") if one.get("id") == table)
    told = ["".join(one.itertext()) for one in found.find("table/thead/tr") if one.tag == "th"][1:]
    heads = [re.sub(r"(\d+)年(\d+)月", lambda month: f"{month[1]}-{month[2]:0>2}", one.strip()) for one in told]
    cells: Cells = {}
    for row in found.findall("table/tbody/tr"):
        name = "".join(row[0].itertext()).strip()
        for head, cell in zip(heads, row[1:], strict=True):
            digits = re.sub(r"[^\d]", "", "".join(cell.itertext()))
            cells[name, head] = int(digits) if digits else None
    return cells


def widths(cells: Cells, whole: str) -> dict[tuple[str, str], tuple[float, float]]:
    """For each withheld place and month, the least and most it can be by all that is shown: two linear programmes."""
    places = [key for key in cells if key[0] != whole]
    column = {key: number for number, key in enumerate(places)}
    rows, sums = [], []
    for key, value in cells.items():
        if value is None:
            continue
        row = np.zeros(len(places))
        for name, month in places:
            row[column[name, month]] = float(month == key[1] and key[0] in (whole, name))
        rows.append(row)
        sums.append(value)
    equal = {"A_eq": np.array(rows), "b_eq": sums} if rows else {}
    found = {}
    for key in (one for one in places if cells[one] is None):
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(places))
            aim[column[key]] = sign
            done = linprog(aim, bounds=(0, None), **equal)
            assert done.status in (0, 3), done.message  # solved, or without bound
            ends.append(np.inf if done.status == 3 else abs(done.fun))
        found[key] = (ends[0], ends[1])
    return found


@pytest.mark.parametrize(("seed", "townships", "most"), [(1, 6, 9), (2, 5, 7), (3, 2, 6)])
def test_no_withheld_number_is_pinned_by_all_tables_together(
    app: Flask, session: scoped_session[Any], seed: int, townships: int, most: int
) -> None:
    district, truth = busy(seed, townships, most)
    session.commit()
    assert publish_due(session, SYSTEM, clock.today()) == len(MONTHS)
    whole = "全区"
    cells = shown(app.test_client(), district)
    assert {month for _name, month in cells} == set(MONTHS), "a month that is not over, or still takes entries"
    for (name, month), value in cells.items():
        true = truth.get((name, month)) if name != whole else sum(n for (_n, m), n in truth.items() if m == month)
        assert value in (None, true)
        assert value is None or value >= LEAST
    ranges = widths(cells, whole)
    assert ranges, "nothing was withheld: the attack proves nothing"
    for key, (low, high) in ranges.items():
        assert low < 0.5, key
        assert high >= LEAST - 0.5, key
        assert low <= truth[key] <= high


def test_what_was_published_never_changes_and_answers_no_question(
    app: Flask, session: scoped_session[Any], sign_in: Any
) -> None:
    district, _truth = busy(4, 3, 8)
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    publish_due(session, SYSTEM, clock.today())
    browser = app.test_client()
    first = browser.get(f"/open-figures/zh/{district.code}")
    assert first.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in first.headers
    reader = sign_in(organizer)
    with reader.session_transaction() as cookie:
        cookie["locale"] = "en"
    assert reader.get(f"/open-figures/zh/{district.code}").get_data() == first.get_data()
    for held in session.scalars(select(Activity)):
        held.state, held.reason = ActivityState.VOID, EndReason.MISTAKE
    session.commit()
    assert publish_due(session, SYSTEM, clock.today()) == 0
    for query in ("", "?township=1", "?month=2026-10", "?from=2026-10-01&to=2026-10-02"):
        again = browser.get(f"/open-figures/zh/{district.code}{query}")
        assert again.get_data() == first.get_data()
    assert browser.get("/open-figures/zh/999999").status_code == 404
    assert district.name in browser.get("/open-figures/en").get_data(as_text=True)
    events = session.scalars(select(AuditEvent.action).where(AuditEvent.action == "figures.published")).all()
    assert len(events) == len(MONTHS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_file_says_what_the_page_says(app: Flask, session: scoped_session[Any], language: str) -> None:
    """Withheld is an empty cell that says so, never a 0; the description for programs fits the file."""
    district, _truth = busy(5, 4, 8)
    session.commit()
    publish_due(session, SYSTEM, clock.today())
    browser = app.test_client()
    answer = browser.get(f"/open-figures/{language}/{district.code}/figures.csv")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    inside = browser.get(answer.request.path, headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger"})
    assert inside.data == answer.data, "who asks from WeChat gets what others may keep"
    told = browser.get(answer.headers["Link"][1:].split(">")[0]).get_json()
    columns = told["tableSchema"]["columns"]
    heads, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert all(head in one["titles"][language] for head, one in zip(heads, columns, strict=True))
    said = [dict(zip([one["name"] for one in columns], row, strict=True)) for row in rows]
    keys = [tuple(one[name] for name in told["tableSchema"]["primaryKey"]) for one in said]
    assert len(set(keys)) == len(keys) == len(MONTHS) * (4 + 1 + 4)
    codes = {place.name: place.code for place in session.scalars(select(Area))}
    cells = shown(browser, district)
    for one in said:
        assert one["status"] == ("told" if one["value"] else "withheld")
        assert one["area_code"] == codes[one["area_name"]]
        if one["figure"] == "reached":
            name = "全区" if one["area_level"] == "district" else one["area_name"]
            assert cells[name, one["month"]] == (int(one["value"]) if one["value"] else None)
    assert any(one["status"] == "withheld" for one in said)
    assert browser.get(f"/open-figures/{language}/999999/figures.csv").status_code == 404


def test_a_month_of_very_few_children_tells_nothing_at_all(app: Flask, session: scoped_session[Any]) -> None:
    district = make.district()
    make.season(district, starts_on=date(2026, 12, 1), ends_on=date(2027, 3, 1))
    place = make.township(district)
    children = [make.child(None, place) for _number in range(4)]
    start = clock.from_local(datetime.fromisoformat("2026-12-05 14:00"))
    at = make.site(place)
    for _number in range(6):
        make.activity(at, children, starts_at=start, ends_at=start.replace(minute=30))
    session.commit()
    publish_due(session, SYSTEM, clock.today())
    values = session.scalars(select(PublishedFigure.value).where(PublishedFigure.district_id == district.id)).all()
    assert len(values) == 6
    assert set(values) == {None}
    assert set(shown(app.test_client(), district, "done").values()) == {None}
