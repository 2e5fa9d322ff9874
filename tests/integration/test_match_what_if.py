"""Whom to recruit, fairness in words, and what a change would do before publishing."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from app.foundation import clock
from app.foundation.access import Role
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs.worker import run_job
from app.pairing.models import MatchPair, MatchRecruit, MatchRun, Pairing
from app.pairing.rules.supposing import suppose
from app.pairing.supposing import Change, OneLess, OneMore, OtherWeight, TakeMore, as_payload, from_payload
from tests import factories as make
from tests.integration.matching_place import Place, Session, volunteers
from tests.integration.what_if_place import SignIn, ask, done, english, of_risk, place

# Fixtures are found by being imported.
__all__ = ["done", "place"]


def test_a_run_keeps_whom_to_recruit_and_the_pages_say_it(
    session: Session, place: Place, done: MatchRun, sign_in: SignIn
) -> None:
    first, second = session.scalars(select(MatchRecruit).order_by(MatchRecruit.place)).all()
    assert (first.subject, first.township_id, first.children, first.risk) == ("english", place.township.id, 1, 1)
    assert (first.serves, second.subject) == ([str(of_risk(session, 1).id)], "math")
    browser = sign_in(place.organizer)
    page = browser.get(f"/matching/{done.id}").get_data(as_text=True)
    for words in ("最需要招募谁", "英语（小学）", "可服务 1 名待结对的孩子", "公平没有代价", "达成 = 上界", "应得名额"):
        assert words in page
    listed = browser.get(f"/matching/{done.id}/recruits").get_data(as_text=True)
    assert "多结对 1 名孩子" in listed
    one = browser.get(f"/matching/{done.id}/recruits/{first.id}").get_data(as_text=True)
    assert of_risk(session, 1).code in one
    assert of_risk(session, 0).code not in one
    assert of_risk(session, 1).name not in one
    # A consent withdrawn since: the child is a number again.
    child = of_risk(session, 1)
    child.consents[0].withdrawn_at, child.consented_until = clock.now(), None
    session.commit()
    assert child.code not in browser.get(f"/matching/{done.id}/recruits/{first.id}").get_data(as_text=True)


def test_the_organizers_landing_page_has_the_first_of_the_list(session: Session, place: Place, done: MatchRun) -> None:
    from flask import current_app, render_template

    from app.foundation.panels import panels_for

    session.expire_all()
    with current_app.test_request_context():
        shown = [(panel, context) for panel, context in panels_for(place.organizer.actor()) if panel.name == "recruits"]
        assert "英语（小学）" in "".join(render_template(panel.template, **context) for panel, context in shown)
        other = make.account(Role.ORGANIZER, make.district())
        assert [panel for panel, _ in panels_for(other.actor()) if panel.name == "recruits"] == []


def test_one_more_student(session: Session, place: Place, done: MatchRun) -> None:
    result = ask(session, place, done, english(place))
    (side,) = result["after"]
    assert result["as_the_run"]
    assert (result["before"]["pairs"], side["pairs"]) == (1, 2)
    assert (side["gained"], side["lost"], side["moved"]) == ([str(of_risk(session, 1).id)], [], [])
    assert side["by_township"] == {str(place.township.id): 2}
    elsewhere = make.township(place.district)
    session.commit()
    (side,) = ask(session, place, done, english(place, township_id=str(elsewhere.id)))["after"]
    assert side["gained"] == []


def test_a_student_who_leaves(session: Session, place: Place, done: MatchRun) -> None:
    (pair,) = done.pairs
    repair, anew = ask(session, place, done, OneLess(str(pair.volunteer_id)))["after"]
    assert (repair["name"], anew["name"]) == ("repair", "anew")
    assert repair["lost"] == anew["lost"] == [str(pair.child_id)]


def test_willing_students_take_two(session: Session, place: Place, done: MatchRun) -> None:
    (pair,) = done.pairs
    (side,) = ask(session, place, done, TakeMore(2))["after"]
    assert side["gained"] == [str(of_risk(session, 0).id)]
    (side,) = ask(session, place, done, TakeMore(2, (str(pair.volunteer_id),)))["after"]
    assert side["pairs"] == 2
    other = volunteers(place, 1)[0]
    other.skills[0].subject = "music"
    session.commit()
    (side,) = ask(session, place, done, TakeMore(2, (str(other.id),)))["after"]
    assert side["pairs"] == 1


def test_a_student_whose_place_is_taken_takes_another_one(session: Session, place: Place, done: MatchRun) -> None:
    (pair,) = done.pairs
    make.pairing(of_risk(session, 2), pair.volunteer, place.season)
    session.commit()
    result = ask(session, place, done, TakeMore(2))
    assert (result["as_the_run"], result["before"]["pairs"]) == (False, 0)
    assert result["after"][0]["gained"] == [str(of_risk(session, 0).id)]


def test_another_weight(session: Session, place: Place, done: MatchRun) -> None:
    for change in (OtherWeight("must_need", 0), OtherWeight("fairness", False), OtherWeight("floor_share", 0.5)):
        (side,) = ask(session, place, done, change)["after"]
        assert (side["gained"], side["lost"]) == ([], [])


def test_nothing_is_kept_but_the_answer(session: Session, place: Place, done: MatchRun) -> None:
    def rows() -> list[Any]:
        counts = [session.scalar(select(func.count()).select_from(one)) for one in (MatchPair, Pairing, MatchRun)]
        return [*counts, *session.execute(select(MatchPair.child_id, MatchPair.volunteer_id, MatchPair.score))]

    before = rows()
    ask(session, place, done, english(place))
    ask(session, place, done, OneLess(str(done.pairs[0].volunteer_id)))
    assert rows() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (OneMore("magic", None, 1, 6, None, "in_person"), "area"),
        (OneMore("tutoring", None, 1, 6, None, "in_person"), "subject"),
        (OneMore("companionship", "math", 1, 6, None, "in_person"), "subject"),
        (OneMore("tutoring", "math", 6, 1, None, "in_person"), "grade_max"),
        (OneMore("tutoring", "math", 1, 6, str(uuid.uuid4()), "in_person"), "township_id"),
        (OneMore("tutoring", "math", 1, 6, None, "by_post"), "mode"),
        (OneMore("tutoring", "math", 1, 6, None, "online", capacity=9), "capacity"),
        (OneLess(str(uuid.uuid4())), "volunteer_id"),
        (OtherWeight("same_sex_areas", []), "name"),
        (OtherWeight("must_need", -1), "value"),
        (OtherWeight("must_need", 400), "value"),
        (TakeMore(4), "children"),
        (TakeMore(2, (str(uuid.uuid4()),)), "codes"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    session: Session, place: Place, done: MatchRun, change: Change, field: str
) -> None:
    from app.catalogue.queries import ensure_defaults

    ensure_defaults(session)
    with pytest.raises(Refused) as refused:
        suppose(session, place.organizer.actor(), done.id, change, uuid.uuid4())
    assert refused.value.field == field
    session.rollback()
    assert from_payload(as_payload(change)) == change


def test_only_of_a_proven_run_that_is_not_published_and_one_at_a_time(
    session: Session, place: Place, done: MatchRun
) -> None:
    organizer, request_id = place.organizer.actor(), uuid.uuid4()
    job = suppose(session, organizer, done.id, TakeMore(2), request_id)
    assert suppose(session, organizer, done.id, TakeMore(2), request_id).id == job.id, "a double click is one question"
    with pytest.raises(Conflict, match=r"suppose\.running"):
        suppose(session, organizer, done.id, TakeMore(2), uuid.uuid4())
    session.rollback()
    run_job(job.id)
    stranger = make.account(Role.ORGANIZER, make.district())
    session.commit()
    with pytest.raises(Missing):
        suppose(session, stranger.actor(), done.id, TakeMore(2), uuid.uuid4())
    session.rollback()
    done.published_at = clock.now()
    session.commit()
    with pytest.raises(Conflict, match="already_published"):
        suppose(session, organizer, done.id, TakeMore(2), uuid.uuid4())
    session.rollback()
    done.exact = False
    session.commit()
    with pytest.raises(Refused, match="not_exact"):
        suppose(session, organizer, done.id, TakeMore(2), uuid.uuid4())
    session.rollback()
