"""The public notice that recruits: what everybody may read, who publishes it, and that no number leads to a child."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action
from app.foundation.errors import Missing, Refused
from app.foundation.qr import qr_code
from app.pairing.models import MatchRecruit, MatchRun, PairingState
from app.recruitment.models import RecruitmentNotice
from app.recruitment.places import step_of
from app.recruitment.rules import prepare, publish_notice
from app.seasons.models import Season, SeasonStage
from tests import factories as make
from tests.integration.pairing_place import Place, events, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]
TYPED = {"greeting": "回家的你，陪他们走一段。", "contact": "团区委 0874-3120000"}


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


def waiting(place: Place, number: int) -> list[Child]:
    """Children who wait, all consented."""
    found = [make.child(place.school, place.village) for _ in range(number)]
    for child in found:
        make.consent(child)
    return found


def a_run(session: Session, place: Place, *rows: tuple[str, str | None, list[Child]]) -> MatchRun:
    """A proven run that would have had somebody for these children: (area, subject, who waits for it)."""
    run = make.add(MatchRun(season_id=place.season.id, district_id=place.district.id, exact=True))
    for number, (area, subject, children) in enumerate(rows, 1):
        recruit = MatchRecruit(
            run_id=run.id, place=number, area=area, subject=subject, grade_min=1, grade_max=6, mode="in_person",
            township_id=place.township.id, sex="female", children=1, serves=[str(child.id) for child in children],
        )  # fmt: skip
        make.add(recruit)
    session.commit()
    return run


def test_an_organizer_publishes_and_everybody_reads(
    session: Session, place: Place, sign_in: SignIn, client: FlaskClient
) -> None:
    children = waiting(place, 12)
    a_run(session, place, ("tutoring", "math", children[:12]), ("companionship", None, children[:4]))
    public, staff = f"/recruit/{place.season.id}", f"/seasons/{place.season.id}/recruitment"
    assert client.get(public).status_code == 404
    browser = sign_in(place.organizer)
    assert browser.post(staff, data={**TYPED, "contact": " "}).status_code == 422
    assert browser.post(staff, data=TYPED).status_code == 302
    assert client.get(public).status_code == 404, "a draft is not public"
    notice = session.query(RecruitmentNotice).one()
    for _ in range(2):
        assert browser.post(f"/recruitment/{notice.id}/publish").status_code == 302
    visitor = client.application.test_client()
    assert visitor.get("/recruit").headers["Location"].endswith(public)
    page = visitor.get(public).get_data(as_text=True)
    for told in (TYPED["greeting"], TYPED["contact"], place.township.name, "10 个或以上", "若干名额", "无偿", "110"):
        assert told in page, told
    assert "女" not in page.split("哪里需要人")[1].split("<h2>")[0], "the sex of who waits is not told"
    needed = page.split("哪里需要人")[1].split("<h2>")[0]
    read = re.sub(r"<time>.*?</time>|<[^>]*>", " ", needed)
    for hidden in ("12", *(child.code for child in children), *(child.name for child in children)):
        assert hidden not in read
    assert "<svg" in visitor.get(f"{public}/poster").get_data(as_text=True)
    assert public in browser.get(staff).get_data(as_text=True)
    assert [events(one) for one in (Action.RECRUITMENT_PREPARED, Action.RECRUITMENT_PUBLISHED)] == [
        [{"places": 2}],
        [{}],
    ]
    browser.post(f"/recruitment/{notice.id}/withdraw")
    assert visitor.get(public).status_code == 404
    with pytest.raises(Refused, match="taken_back"):
        publish_notice(session, place.organizer.actor(), notice.id)


def test_the_snapshot_counts_who_waits_and_tells_no_small_number(session: Session, place: Place) -> None:
    children = waiting(place, 7)
    make.pairing(children[0], place.volunteer, place.season, PairingState.ACTIVE)
    children[1].consented_until = clock.today() - timedelta(days=1)
    a_run(
        session, place,
        ("tutoring", "math", children), ("counselling", None, children[2:5]), ("tutoring", "english", children[:2]),
    )  # fmt: skip
    notice = prepare(session, place.organizer.actor(), place.season.id, "", "团区委")
    told = {(row["township"], row["area"], row["subject"], row["at_least"]) for row in notice.places}
    # Five of seven wait still; whom a psychologist would see is named with no township; nobody waits for English.
    assert told == {(place.township.name, "tutoring", "math", 5), (None, "counselling", None, 0)}
    assert [step_of(number) for number in (0, 4, 5, 9, 19, 20, 999)] == [0, 0, 5, 5, 10, 20, 500]


def test_one_notice_of_a_season_is_public_and_none_of_a_closed_one(
    session: Session, place: Place, client: FlaskClient
) -> None:
    organizer = place.organizer.actor()
    first = publish_notice(session, organizer, prepare(session, organizer, place.season.id, "一", "团区委").id)
    second = publish_notice(session, organizer, prepare(session, organizer, place.season.id, "二", "团区委").id)
    assert first.withdrawn_at is not None
    assert client.get(f"/recruit/{place.season.id}").status_code == 200
    with pytest.raises(IntegrityError):
        session.execute(update(RecruitmentNotice).values(withdrawn_at=None))
    session.rollback()
    foreign = make.account(Role.ORGANIZER, make.district("乙区"))
    session.commit()
    with pytest.raises(Missing):
        prepare(session, foreign.actor(), place.season.id, "", "x")
    session.execute(update(Season).values(stage=SeasonStage.CLOSED))
    session.commit()
    assert client.get(f"/recruit/{second.season_id}").status_code == 404
    with pytest.raises(Refused):
        prepare(session, organizer, place.season.id, "", "x")


def test_each_township_has_a_page_and_a_poster_whose_code_leads_there(
    session: Session, place: Place, sign_in: SignIn, client: FlaskClient
) -> None:
    children = waiting(place, 6)
    quiet, elsewhere = make.township(place.district, "静镇"), make.township(make.district("乙区"))
    a_run(session, place, ("tutoring", "math", children), ("counselling", None, children[:2]))
    organizer = place.organizer.actor()
    notice = prepare(session, organizer, place.season.id, "", "团区委")
    public = f"/recruit/{place.season.id}"
    assert client.get(f"{public}/townships/{place.township.id}/poster").status_code == 404, "a draft is not public"
    publish_notice(session, organizer, notice.id)
    session.commit()
    for one, has_maths in ((place.township, True), (quiet, False)):
        own = f"{public}/townships/{one.id}"
        page, poster = (client.get(url).get_data(as_text=True) for url in (own, f"{own}/poster"))
        for sheet in (page, poster):
            assert one.name in sheet
            assert ("数学（小学）" in sheet) is has_maths
            assert "心理疏导" in sheet, "what is open anywhere is open here"
            assert not any(child.code in sheet or child.name in sheet for child in children)
        assert (code := qr_code(f"http://localhost{own}")) in poster
        assert "viewBox" in code, "a sheet makes the code smaller and cuts nothing of its white margin"
        assert f"{own}/poster" in page
        assert own in sign_in(place.organizer).get(f"/seasons/{place.season.id}/recruitment").get_data(as_text=True)
    for nowhere in (elsewhere.id, place.district.id, place.season.id):
        assert client.get(f"{public}/townships/{nowhere}").status_code == 404
        assert client.get(f"{public}/townships/{nowhere}/poster").status_code == 404
