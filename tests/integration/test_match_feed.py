"""Whom a matching is about: who is held back and why, and what earlier decisions forbid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.foundation import clock
from app.pairing.feed import read_feed
from app.pairing.models import DoNotPair, PairingState, RejectReason, RunKind
from app.seasons.models import Season
from tests import factories as make
from tests.integration.matching_place import Place, Session, children, compute_here, make_place, run, volunteers


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    compute_here(monkeypatch)


def test_who_is_held_back_is_counted_by_gate(session: Session, place: Place, in_process: None) -> None:
    children(place, 1)
    make.child(place.school, place.township)  # no consent
    paired = children(place, 1)[0]
    make.availability(make.volunteer(place.township), place.season)  # not vetted
    busy = volunteers(place, 1)[0]
    make.pairing(paired, busy, place.season, PairingState.ACTIVE)
    volunteers(place, 1)
    session.commit()
    done = run(session, place)
    assert done.held_back["children"] == {"consent_missing": 1, "paired": 1}
    held = done.held_back["volunteers"]
    assert held["full"] == 1
    assert held["background"] == held["identity"] == held["training"] == 1
    assert (done.children, done.volunteers, done.pair_count) == (1, 1, 1)


def test_filling_the_gaps_is_for_freed_children_only_and_obeys_a_decline(
    session: Session, place: Place, in_process: None
) -> None:
    freed, kept = children(place, 2)
    first, second = volunteers(place, 2)
    make.pairing(freed, first, place.season, PairingState.DECLINED)
    make.pairing(kept, second, place.season, PairingState.ACCEPTED)
    children(place, 1)  # new, not part of what was published
    (third,) = volunteers(place, 1)
    session.commit()
    done = run(session, place, RunKind.GAPS)
    assert {(pair.child_id, pair.volunteer_id) for pair in done.pairs} == {(freed.id, third.id)}
    assert done.held_back["children"] == {"paired": 1, "not_freed": 1}


def test_the_next_run_obeys_a_rejection(session: Session, place: Place, in_process: None) -> None:
    never, away = children(place, 2)
    volunteer, other = volunteers(place, 2)
    session.add(DoNotPair(child_id=never.id, volunteer_id=volunteer.id, reason="known_conflict"))
    make.pairing(away, other, place.season, PairingState.REJECTED, reason=RejectReason.CHILD_AWAY.value)
    session.commit()
    done = run(session, place)
    assert {(pair.child_id, pair.volunteer_id) for pair in done.pairs} == {(never.id, other.id)}
    assert done.held_back["children"] == {"resting": 1}


def test_counselling_needs_a_verified_skill_with_a_supervisor(session: Session, place: Place) -> None:
    (child,) = children(place, 1)
    child.needs[0].area, child.needs[0].subject = "counselling", None
    (volunteer,) = volunteers(place, 1)
    volunteer.skills[0].area, volunteer.skills[0].subject = "counselling", None
    session.commit()
    assert read_feed(session, place.season, clock.today()).volunteers == []
    volunteer.skills[0].verified_on, volunteer.skills[0].supervisor = clock.today(), "李老师"
    session.commit()
    fed = read_feed(session, place.season, clock.today())
    assert [one.skills[0].area for one in fed.volunteers] == ["counselling"]
    assert "counselling" in fed.policy.same_sex_areas


def test_the_feed_asks_the_database_a_fixed_number_of_questions(session: Session, place: Place) -> None:
    from sqlalchemy import event

    from app.foundation.database import db

    asked: list[str] = []
    season_id = place.season.id

    def count(*arguments: Any) -> None:
        asked.append(arguments[2])

    def questions() -> int:
        session.expunge_all()
        asked.clear()
        read_feed(session, session.get_one(Season, season_id), clock.today())
        session.rollback()
        return len(asked)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        children(place, 2)
        volunteers(place, 2)
        session.commit()
        few = questions()
        here = replace(place, season=session.get_one(Season, season_id))
        children(here, 20)
        volunteers(here, 20)
        session.commit()
        assert questions() == few
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
