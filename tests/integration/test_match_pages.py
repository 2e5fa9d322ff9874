"""The organizer's pages of matching: from the button to the proposals, and asking for one child or volunteer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.jobs import Job, JobState
from app.foundation.jobs.worker import run_waiting
from app.pairing import tasks
from app.pairing.computing import Computed, NotProven, compute
from app.pairing.models import MatchPair, MatchRun, Pairing, PairingState
from tests import factories as make
from tests.integration.pairing_place import Place, make_place

Session = scoped_session[Any]
SignIn = Callable[[Account], FlaskClient]


@pytest.fixture
def place(session: Session, monkeypatch: pytest.MonkeyPatch) -> Place:
    def here(given: Any, beat: Any) -> Computed:
        *_, (_, answer) = compute(given)
        return answer

    monkeypatch.setattr(tasks, "compute_apart", here)
    return make_place()


def sent(browser: FlaskClient, url: str, **data: Any) -> str:
    """Post, and read the page it leads to."""
    answer = browser.post(url, data=data)
    assert answer.status_code == 302, answer.status_code
    return browser.get(answer.headers["Location"]).get_data(as_text=True)


def start(browser: FlaskClient, place: Place, kind: str = "full") -> str:
    answer = browser.post("/matching/start", data={"season_id": place.season.id, "kind": kind})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_from_the_button_to_the_proposals(session: Session, place: Place, sign_in: SignIn) -> None:
    waiting = make.child(place.school, place.village)
    make.consent(waiting)
    held = make.child(place.school, place.village)
    session.commit()
    browser = sign_in(place.organizer)
    assert "开始匹配" in browser.get("/matching").get_data(as_text=True)
    url = start(browser, place)
    text = browser.get(url).get_data(as_text=True)
    assert "正在排队" in text  # it survives a reload, and has a link where there is no script
    assert f'data-poll="{url}/progress"' in text
    assert "<noscript>" in text
    assert start(browser, place) == url  # a second click leads to the run that is under way
    assert "data-poll" in browser.get(f"{url}/progress").get_data(as_text=True)
    assert run_waiting() == 1
    assert "data-poll" not in browser.get(f"{url}/progress").get_data(as_text=True)
    text = browser.get(url).get_data(as_text=True)
    run = session.scalars(select(MatchRun)).one()
    (pair,) = run.pairs
    for word in (pair.child.code, pair.volunteer.code, "满足的需求", "最优性证明", str(pair.score)):
        assert word in text
    for name in (place.child.name, waiting.name, held.name, place.volunteer.name):
        assert name not in text
    assert "有合适的志愿者，但都更需要去别处" in text
    left = waiting if pair.child_id == place.child.id else place.child
    rest = browser.get(f"{url}/waiting?reason=needed_elsewhere").get_data(as_text=True)
    assert left.code in rest
    assert pair.child.code not in rest
    done = sent(browser, f"{url}/publish")
    assert "已提出 1 个拟结对" in done
    proposal = session.scalars(select(Pairing)).one()
    assert (proposal.run_id, proposal.proposed_by_id) == (run.id, place.organizer.id)
    again = sent(browser, f"{url}/publish")
    assert "这个方案已经发布" in again
    assert session.query(Pairing).count() == 1


def test_one_pair_is_taken_out_with_a_reason(session: Session, place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.organizer)
    url = start(browser, place)
    run_waiting()
    pair = session.scalars(select(MatchPair)).one()
    browser.post(f"{url}/pairs/{pair.id}/remove", data={"reason": "nonsense"})
    session.expire_all()
    assert pair.removed_at is None
    assert "已移除" in sent(browser, f"{url}/pairs/{pair.id}/remove", reason="not_suitable")
    session.expire_all()
    assert (pair.removed_reason, pair.removed_by_id) == ("not_suitable", place.organizer.id)
    foreign = make.add(MatchRun(season_id=place.season.id, district_id=place.district.id))
    session.commit()
    assert browser.post(f"/matching/{foreign.id}/pairs/{pair.id}/remove").status_code == 404


def test_filling_the_gaps_is_offered_after_publishing(session: Session, place: Place, sign_in: SignIn) -> None:
    browser = sign_in(place.organizer)
    assert "补位匹配" not in browser.get("/matching").get_data(as_text=True)
    url = start(browser, place)
    run_waiting()
    browser.post(f"{url}/publish")
    assert "补位匹配" in browser.get("/matching").get_data(as_text=True)
    pairing = session.scalars(select(Pairing)).one()
    pairing.state, pairing.reason = PairingState.DECLINED, "time"
    spare = make.vetted(make.volunteer(place.township))
    make.availability(spare, place.season)
    session.commit()
    start(browser, place, "gaps")
    run_waiting()
    latest = session.scalars(select(MatchRun).order_by(MatchRun.created_at.desc())).first()
    assert latest is not None
    assert [pair.volunteer_id for pair in latest.pairs] == [spare.id]


def test_a_run_that_fails_says_so(
    session: Session, place: Place, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unproven(given: Any, beat: Any) -> Computed:
        raise NotProven

    monkeypatch.setattr(tasks, "compute_apart", unproven)
    browser = sign_in(place.organizer)
    url = start(browser, place)
    run_waiting()
    assert "未能证明" in browser.get(url).get_data(as_text=True)
    assert "未保存结果" in browser.get("/matching").get_data(as_text=True)
    url = start(browser, place)
    job = session.scalars(select(Job).where(Job.state == JobState.QUEUED)).one()
    job.state, job.finished_at = JobState.FAILED, clock.now()
    session.commit()
    assert "这次匹配失败了" in browser.get(url).get_data(as_text=True)
    assert "data-poll" not in browser.get(f"{url}/progress").get_data(as_text=True)


def test_the_three_best_for_a_child_and_one_is_proposed(session: Session, place: Place, sign_in: SignIn) -> None:
    others = []
    for _ in range(4):
        other = make.vetted(make.volunteer(place.township))
        make.availability(other, place.season)
        others.append(other)
    session.commit()
    for account in (place.organizer, place.staff):
        browser = sign_in(account)
        found = browser.get(f"/suggestions?code={place.child.code.lower()}")
        assert found.headers["Location"] == f"/suggestions/children/{place.child.id}"
        text = browser.get(found.headers["Location"]).get_data(as_text=True)
        assert len(re.findall(r'name="volunteer_id"', text)) == 3
        assert place.child.name not in text
    browser = sign_in(place.staff)
    chosen = re.search(r'name="volunteer_id" value="([^"]+)"', text)
    assert chosen is not None
    answer = browser.post("/suggestions/propose", data={"child_id": place.child.id, "volunteer_id": chosen[1]})
    assert answer.status_code == 302
    pairing = session.scalars(select(Pairing)).one()
    assert (str(pairing.volunteer_id), pairing.proposed_by_id) == (chosen[1], place.staff.id)
    assert sum(points for _, points in pairing.reasons) == pairing.score
    assert "已有进行中的结对" in browser.get(f"/suggestions/children/{place.child.id}").get_data(as_text=True)


def test_the_three_best_for_a_volunteer_start_with_the_child_most_at_risk(
    session: Session, place: Place, sign_in: SignIn
) -> None:
    risky = make.child(place.school, place.village, risk=2)
    make.consent(risky)
    session.commit()
    browser = sign_in(place.organizer)
    text = browser.get(f"/suggestions/volunteers/{place.volunteer.id}").get_data(as_text=True)
    assert re.findall(r'name="child_id" value="([^"]+)"', text)[0] == str(risky.id)
    assert sign_in(place.staff).get(f"/suggestions/volunteers/{place.volunteer.id}").status_code == 404


def test_asking_for_somebody_held_back_says_by_what(session: Session, place: Place, sign_in: SignIn) -> None:
    unconsented = make.child(place.school, place.village)
    session.commit()
    browser = sign_in(place.staff)
    assert "受阻" in browser.get(f"/suggestions/children/{unconsented.id}").get_data(as_text=True)
    data = {"child_id": unconsented.id, "volunteer_id": place.volunteer.id}
    assert "现在不能继续" in sent(browser, "/suggestions/propose", **data)
    assert session.query(Pairing).count() == 0


def test_a_pair_the_engine_keeps_apart_cannot_be_proposed(session: Session, place: Place, sign_in: SignIn) -> None:
    place.volunteer.availabilities[0].reach = frozenset()
    session.commit()
    browser = sign_in(place.organizer)
    text = browser.get(f"/suggestions/children/{place.child.id}").get_data(as_text=True)
    assert "到不了所在乡镇" in text
    data = {"child_id": place.child.id, "volunteer_id": place.volunteer.id}
    assert "到不了所在乡镇" in sent(browser, "/suggestions/propose", **data)
    assert session.query(Pairing).count() == 0


def test_a_code_of_another_district_is_not_found(session: Session, place: Place, sign_in: SignIn) -> None:
    foreign = make.child(None, make.township(make.district()))
    session.commit()
    answer = sign_in(place.organizer).get(f"/suggestions?code={foreign.code}")
    assert answer.status_code == 200
    assert "没有这个编号" in answer.get_data(as_text=True)
