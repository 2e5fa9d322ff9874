"""The three sentences and the projector page: the report's numbers, links that lead to them, nothing withheld."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.coverage.figures import Month
from app.foundation import clock
from app.foundation.access import Role
from app.pairing.models import MatchRecruit, MatchRun
from app.places.models import Area
from app.reports.figures import TownshipFigures
from app.reports.sentences import Writer
from app.reports.showing import WITHHELD
from app.reports.standing import Standing
from tests import factories as make
from tests.factories.tasks import report
from tests.integration.pairing_place import Place, make_place

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]
LEVELS = ("continuing", "children", "class", "floor", "fairness", "fit")


@pytest.fixture
def place(session: Session) -> Place:
    """The own township: eight with consent, of whom two are paired; another: six with consent, five paired."""
    made = make_place()
    other = make.township(made.district, "远镇", column=1, row=0)
    here = [made.child, *(make.child(made.school, made.village) for _ in range(7))]
    there = [make.child(made.central, other) for _ in range(6)]
    for child in here[1:] + there:
        make.consent(child)
    for child in here[:2] + there[:5]:
        make.pairing(child, make.volunteer(made.township), made.season, "active")
    session.commit()
    return made


def words_of(page: str) -> list[str]:
    (box,) = re.findall(r'id="meeting-words">(.*?)</div>', page, re.DOTALL)
    return re.findall(r"<p>(.*?)</p>", box)


def said(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def recruit(session: Session, made: Place) -> MatchRecruit:
    run = make.add(MatchRun(season_id=made.season.id, district_id=made.district.id, exact=True))
    row: MatchRecruit = make.add(MatchRecruit(
        run_id=run.id, place=1, area="tutoring", subject="math", grade_min=1, grade_max=6, mode="in_person",
        township_id=made.township.id, children=1, serves=[], gain=[[level, 0] for level in LEVELS],
    ))  # fmt: skip
    session.commit()
    return row


def test_three_sentences_of_which_every_number_is_a_link(session: Session, place: Place, sign_in: SignIn) -> None:
    wanted, made, browser = recruit(session, place), report(place.district), sign_in(place.organizer)
    for view in ("", "?view=projector"):
        page = browser.get(f"/reports/{made.id}{view}").get_data(as_text=True)
        first, last, action = words_of(page)
        assert said(first) == "结对走在前面的是远镇（6 名中结对 5 名，83%）；全区已获同意的 14 名孩子中，已结对 7 名。"
        assert said(last) == f"结对比例最低的是{place.township.name}（8 名中结对 2 名，25%）。"
        assert f"为{place.township.name}招募志愿者，首先是数学（小学）" in said(action)
        assert f"/recruits/{wanted.id}" in action
        for sentence in (first, last, action):
            links = re.findall(r'href="([^"]+)">([^<]+)</a>', sentence)
            bare = re.sub(r"<a .*?</a>", "", sentence)
            assert not re.search(r"\d(?!\d*%)", bare.replace(place.township.name, "")), (
                f"a number that is no link: {sentence}"
            )
            for url, number in links:
                answer = browser.get(url.replace("&amp;", "&"))
                assert answer.status_code == 200
                assert number in answer.get_data(as_text=True)
        assert 'data-copy="meeting-words"' in page
    english = browser.get(f"/reports/{made.id}", headers={"Accept-Language": "en"})
    assert english.status_code == 200


def test_a_reader_without_the_district_is_told_no_more_than_the_table(
    session: Session, place: Place, sign_in: SignIn
) -> None:
    recruit(session, place)
    made = report(place.district)
    supervisor = make.account(Role.TOWNSHIP_SUPERVISOR, place.township)
    session.commit()
    for reader in (supervisor, place.staff):
        for view in ("", "?view=projector"):
            page = sign_in(reader).get(f"/reports/{made.id}{view}").get_data(as_text=True)
            told = said(" ".join(words_of(page)))
            # One of the six elsewhere waits: neither the one nor the five of six is told.
            assert "83%" not in told
            assert "数学" not in told
            assert "从登记到见面" not in page
    assert "8 名中结对 2 名" in said(
        " ".join(words_of(sign_in(supervisor).get(f"/reports/{made.id}").get_data(as_text=True)))
    )


def test_nobody_is_called_unpaired_where_the_number_is_withheld(app: Flask) -> None:
    town = TownshipFigures("1", "远镇", {"paired": 0, "consented": 20}, None)
    shown = cast("Any", SimpleNamespace(month={"paired": WITHHELD, "consented": 1370}, figures=[town]))
    with app.test_request_context("/"):
        words = Writer(Month(2027, 1), shown).first(Standing((town,), (), None))
        assert words == "在公布数字的乡镇里，还没有孩子结对。"
        shown.month["paired"] = 0
        assert "还没有孩子结对：" in Writer(Month(2027, 1), shown).first(Standing((town,), (), None))


def test_the_wall_shows_codes_and_places_and_no_child(session: Session, place: Place, sign_in: SignIn) -> None:
    made = report(place.district)
    page = sign_in(place.organizer).get(f"/reports/{made.id}?view=projector").get_data(as_text=True)
    assert place.child.name not in page
    assert page.count('class="slide"') >= 6
    for shown in ("从登记到见面", "远镇", "slides.js"):
        assert shown in page
    assert len(page) < 40_000


def test_a_month_without_anything_has_its_sentences(session: Session, sign_in: SignIn) -> None:
    district: Area = make.district("空区")
    make.township(district)
    organizer = make.account(Role.ORGANIZER, district)
    session.commit()
    made = report(district)
    page = sign_in(organizer).get(f"/reports/{made.id}?view=projector").get_data(as_text=True)
    first, last, action = map(said, words_of(page))
    assert first == "各乡镇已获同意的孩子还太少，暂不比较。"
    assert last == "没有哪个乡镇比别处更需要帮一把。"
    assert action.startswith("目前没有看到")
    assert clock.today().isoformat() in page
