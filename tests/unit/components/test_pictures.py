"""Pictures as they are drawn: strict markup, small, and the words and the table say what the drawing shows."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask, render_template_string

from app.foundation.pages import percent
from app.foundation.pictures import Funnel, HeatMap, SeasonLine, ShareBars, ShareOf, Tile, Week, WeekBars, lay_out
from tests.unit.components.checks import check

MONDAY = date(2027, 1, 11)
KB = 1024


@pytest.fixture
def draw(context: Flask):
    context.jinja_env.globals["percent"] = percent
    context.jinja_env.filters.update(dict.fromkeys(("day", "short_day", "month"), date.isoformat))

    def drawn(macro: str, call: str, **given) -> tuple[str, ElementTree.Element]:
        folder = "" if macro == "township_map" else "pictures/"
        html = render_template_string(
            f"{{% from 'components/{folder}{macro}.html' import {macro} %}}{{{{ {macro}({call}) }}}}", **given
        )
        tree = check(html)
        for element in tree.iter():  # the parser keeps the namespace of what is drawn
            element.tag = str(element.tag).removeprefix("{http://www.w3.org/2000/svg}")
        return html, tree

    return drawn


def words(tree: ElementTree.Element) -> str:
    (svg,) = tree.iter("svg")
    assert svg.get("role") == "img"
    title, desc = svg.find("title"), svg.find("desc")
    assert title is not None
    assert title.text
    assert desc is not None
    return str(desc.text)


def cells(tree: ElementTree.Element) -> list[list[str]]:
    return [["".join(cell.itertext()).strip() for cell in row] for row in tree.iter("tr")]


def test_weeks_say_what_they_show(draw) -> None:
    bars = WeekBars.of([Week(MONDAY + timedelta(weeks=n), n, 50 * n) for n in range(7)])
    html, tree = draw("week_bars", "bars", bars=bars)
    said = words(tree)
    assert "17.5 hours in 21 sessions over 7 weeks" in said
    assert "2027-02-22: 5.0 hours in 6 sessions" in said
    rows = cells(tree)[1:]
    assert rows[-1][1:] == ["21", "17.5"]
    assert sum(float(row[2]) for row in rows[:-1]) == pytest.approx(17.5)
    drawn = {text.text for text in tree.iter("text")}
    assert {row[2] for row in rows[1:-1]} <= drawn, "every label of the drawing is a cell of the table"
    assert len(html[: html.index("</svg>")]) < 4 * KB
    assert "<svg" not in draw("week_bars", "bars", bars=WeekBars.of([]))[0]


def test_a_funnel_links_every_step(draw) -> None:
    steps = Funnel.of([("a", "Registered <b>", 1200), ("b", "Consented", 60), ("c", "Met", 0)])
    html, tree = draw("funnel", "steps, 'Way', urls={'a': '/a', 'b': '/b'}", steps=steps)
    assert words(tree) == "Registered <b>: 1,200; Consented: 60; Met: 0"
    assert [row[1:] for row in cells(tree)[1:]] == [["1,200", "100%", "—"], ["60", "5%", "1,140"], ["0", "0%", "60"]]
    assert [link.get("href") for link in tree.iter("a")] == ["/a", "/b"]
    assert len(html[: html.index("</svg>")]) < 3 * KB
    assert "<svg" not in draw("funnel", "steps, 'Way'", steps=Funnel.of([("a", "A", 0)]))[0]


@pytest.mark.parametrize("count", [1, 11, 30])
def test_shares_name_who_is_short(draw, count: int) -> None:
    bars = ShareBars.of([ShareOf(f"Township {n}", n, 2.5, 3) for n in range(count)])
    html, tree = draw("share_bars", "bars", bars=bars)
    said = words(tree)
    assert re.findall(r"Township (\d+): (\d+) missing", said) == [(str(n), str(3 - n)) for n in range(min(3, count))]
    ends = ["".join(text.itertext()) for text in tree.iter("text") if text.get("class") == "pic-end"]
    assert ends == [f"{n} / 2.5" for n in range(count)]
    assert len(html) < 12 * KB
    none_short = draw("share_bars", "bars", bars=ShareBars.of([ShareOf("A", 3, 2.5, 3)]))[1]
    assert "None is below" in words(none_short)
    assert "<svg" not in draw("share_bars", "bars", bars=ShareBars.of([]))[0]


def test_a_season_says_its_days(draw) -> None:
    moments = [(date(2026, 12, 1), "Opened"), (date(2027, 1, 15), "First day"), (date(2027, 2, 27), "Last day")]
    off = [date(2027, 2, 5), date(2027, 2, 6)]
    line = SeasonLine.of(date(2027, 1, 15), date(2027, 2, 27), date(2027, 2, 3), off, moments)
    html, tree = draw("season_line", "line, 'Winter', 'serve'", line=line)
    for day, name in moments:
        assert f"{name}: {day.isoformat()}" in words(tree)
    assert "Today is 2027-02-03; stage: serve." in words(tree)
    assert [row[1:] for row in cells(tree)[1:]] == [
        ["2026-12-01", "Opened"], ["2027-01-15", "First day"], ["2027-02-27", "Last day"],
        ["2027-02-05–2027-02-06", "No meetings"],
    ]  # fmt: skip
    assert len(html[: html.index("</svg>")]) < 3 * KB
    draw("season_line", "line, 'W', 's'", line=SeasonLine.of(*[moments[0][0], moments[2][0], date(2020, 1, 1)], [], []))


def test_days_of_service_say_their_sum(draw) -> None:
    today = date(2027, 2, 3)
    served = {today - timedelta(days=3 * n): (1, 65 + n) for n in range(40)}
    heat = HeatMap.of(served, today)
    html, tree = draw("heat_map", "heat", heat=heat)
    assert f"{heat.hours} hours on {heat.days} days" in words(tree)
    rows = cells(tree)[1:]
    assert sum(int(row[1]) for row in rows[:-1]) == int(rows[-1][1]) == 40
    assert sum(float(row[2]) for row in rows[:-1]) == pytest.approx(float(rows[-1][2]))
    assert rows[-1][2] == heat.hours
    assert len(html[: html.index("</svg>")]) < 6 * KB
    draw("heat_map", "heat", heat=HeatMap.of({}, today))


@pytest.mark.parametrize("count", [1, 11, 30])
def test_the_schematic_says_gaps_and_who_is_wanted(draw, count: int) -> None:
    places = lay_out([Tile(f"乡镇{n}", None, None, n / 30, f"{n}%", f"/{n}", str(n), str(n + 1)) for n in range(count)])
    html, tree = draw("township_map", "places, 'Map', 'Said', gaps=true", places=places)
    names = [link.get("aria-label") for link in tree.iter("a")]
    assert names == [f"乡镇{n} {n}%, {n} waiting, {n + 1} volunteers to recruit" for n in range(count)]
    drawn = ["".join(text.itertext()) for text in tree.iter("text")]
    assert [text for text in drawn if text.startswith("○")] == [f"○{n} +{n + 1}" for n in range(count)]
    assert len(html) < 14 * KB
