"""Asking what a change would do, on the pages."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from app.foundation import clock
from app.foundation.jobs import Job
from app.foundation.jobs.worker import run_job
from app.pairing.models import MatchRecruit, MatchRun
from app.pairing.rules.supposing import suppose
from app.pairing.supposing import TakeMore
from tests.integration.matching_place import Place, Session
from tests.integration.what_if_place import SignIn, done, of_risk, place

# Fixtures are found by being imported.
__all__ = ["done", "place"]


def test_an_organizer_asks_on_the_page_and_reads_the_answer(
    session: Session, place: Place, done: MatchRun, sign_in: SignIn
) -> None:
    from app.catalogue.queries import ensure_defaults

    ensure_defaults(session)
    session.commit()
    browser, url = sign_in(place.organizer), f"/matching/{done.id}/what-if"
    assert "多来一名志愿者" in browser.get(url).get_data(as_text=True)
    form = {
        "kind": "one_more", "one_more-request_id": str(uuid.uuid4()), "one_more-skill": "tutoring:english",
        "one_more-grade_min": "6", "one_more-grade_max": "1", "one_more-township_id": str(place.township.id),
        "one_more-mode": "in_person", "one_more-sex": "", "one_more-capacity": "1",
    }  # fmt: skip
    wrong = browser.post(url, data=form)
    assert wrong.status_code == 422
    assert 'id="one_more-grade_max-error"' in wrong.get_data(as_text=True)
    sent = browser.post(url, data={**form, "one_more-grade_min": "1", "one_more-grade_max": "6"})
    assert sent.status_code == 302
    where = sent.headers["Location"]
    assert "progress" in browser.get(where).get_data(as_text=True)
    assert f'data-poll="{where}/progress"' in browser.get(f"{where}/progress").get_data(as_text=True)
    job_id = uuid.UUID(where.rsplit("/", 1)[1])
    again = browser.post(url, data={"kind": "take_more", "take_more-request_id": str(uuid.uuid4()),
                                    "take_more-children": "2", "take_more-codes": ""})  # fmt: skip
    assert again.headers["Location"] == where, "the question under way is shown instead"
    assert run_job(job_id)
    assert "data-poll" not in browser.get(f"{where}/progress").get_data(as_text=True)
    page = browser.get(where).get_data(as_text=True)
    for words in ("多来一名志愿者：英语（小学）", "会新结上对", of_risk(session, 1).code, "+1"):
        assert words in page
    assert of_risk(session, 1).name not in page
    assert "英语（小学）" in browser.get(url).get_data(as_text=True)


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        ("one_less", {}, "只补空缺"),
        ("take_more", {"children": "2", "codes": " "}, "每名志愿者最多带 2 名孩子"),
        ("other_weight", {"name": "floor_share", "value": "50"}, "由 75 改为 50"),
        ("other_switch", {"name": "fairness"}, "关闭：兼顾各乡镇"),
    ],
)
def test_every_form_leads_to_an_answer(
    session: Session, place: Place, done: MatchRun, sign_in: SignIn, kind: str, values: dict[str, str], words: str
) -> None:
    browser, url = sign_in(place.organizer), f"/matching/{done.id}/what-if"
    if kind == "one_less":
        values = {"volunteer_id": str(done.pairs[0].volunteer_id)}
    form = {f"{kind}-{name}": value for name, value in {"request_id": str(uuid.uuid4()), **values}.items()}
    sent = browser.post(url, data={"kind": kind, **form})
    assert sent.status_code == 302
    where = sent.headers["Location"]
    assert run_job(uuid.UUID(where.rsplit("/", 1)[1]))
    assert words in browser.get(where).get_data(as_text=True)


def test_junk_is_answered_with_the_form(session: Session, place: Place, done: MatchRun, sign_in: SignIn) -> None:
    browser, url = sign_in(place.organizer), f"/matching/{done.id}/what-if"
    junk = [
        {},
        {"kind": "nothing"},
        {"kind": "one_more"},
        {"kind": "one_less", "one_less-request_id": "x", "one_less-volunteer_id": "x"},
        {"kind": "take_more", "take_more-request_id": str(uuid.uuid4()), "take_more-children": "2",
         "take_more-codes": "NOSUCH1"},
        {"kind": "other_weight", "other_weight-request_id": str(uuid.uuid4()), "other_weight-name": "must_need",
         "other_weight-value": "９９９９９９９"},
    ]  # fmt: skip
    assert [browser.post(url, data=data).status_code for data in junk] == [422] * len(junk)
    assert session.scalars(select(Job).where(Job.kind == "match_what_if")).all() == []


def test_another_runs_question_is_not_found(session: Session, place: Place, done: MatchRun, sign_in: SignIn) -> None:
    job = suppose(session, place.organizer.actor(), done.id, TakeMore(2), uuid.uuid4())
    other = MatchRun(season_id=place.season.id, district_id=place.district.id, exact=True, finished_at=clock.now())
    session.add(other)
    session.commit()
    browser = sign_in(place.organizer)
    assert browser.get(f"/matching/{done.id}/what-if/{job.id}").status_code == 200
    assert browser.get(f"/matching/{other.id}/what-if/{job.id}").status_code == 404
    assert browser.get(f"/matching/{done.id}/what-if/{done.job_id}").status_code == 404
    recruit = session.scalars(select(MatchRecruit)).first()
    assert recruit is not None
    assert browser.get(f"/matching/{other.id}/recruits/{recruit.id}").status_code == 404
