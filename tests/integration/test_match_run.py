"""The matching as a job: exact, stored once, refused when not proven; and the command that does it here and now."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs import Job, JobState
from app.foundation.jobs import rules as job_rules
from app.foundation.jobs.registry import LostLease, handler
from app.foundation.jobs.worker import run_job, run_waiting
from app.pairing import tasks
from app.pairing.computing import Computed, NotProven, compute
from app.pairing.feed import read_feed
from app.pairing.models import (
    DoNotPair,
    MatchPair,
    MatchRun,
    MatchWait,
    Pairing,
    PairingState,
    RejectReason,
    RemoveReason,
    RunKind,
)
from app.pairing.rules.proposing import publish
from app.pairing.rules.running import remove_pair, start_run
from app.places.models import Area, School
from app.seasons.models import Season
from app.volunteers.models import Volunteer
from tests import factories as make

Session = scoped_session[Any]


@dataclass
class Place:
    district: Area
    township: Area
    school: School
    season: Season
    organizer: Account


@pytest.fixture
def place(session: Session) -> Place:
    district = make.district()
    township = make.township(district)
    school = make.school(township)
    made = Place(district, township, school, make.season(district), make.account(Role.ORGANIZER, district))
    session.commit()
    return made


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine in this process: the tests about what is stored need not wait for another one."""

    def here(given: Any, beat: Any) -> Computed:
        *steps, (_, answer) = compute(given)
        for _, step in steps:
            beat(*step)
        return answer

    monkeypatch.setattr(tasks, "compute_apart", here)


def children(place: Place, count: int, **values: Any) -> list[Child]:
    made = [make.child(place.school, place.township, **values) for _ in range(count)]
    for child in made:
        make.consent(child)
    return made


def volunteers(place: Place, count: int, **values: Any) -> list[Volunteer]:
    made = [make.vetted(make.volunteer(place.township, **values)) for _ in range(count)]
    for volunteer in made:
        make.availability(volunteer, place.season)
    return made


def run(session: Session, place: Place, kind: RunKind = RunKind.FULL) -> MatchRun:
    started = start_run(session, place.organizer.actor(), place.season.id, kind)
    assert started.job_id is not None
    assert run_job(started.job_id)
    return session.get_one(MatchRun, started.id, populate_existing=True)


def test_a_run_in_a_process_of_its_own_is_exact_and_stored_with_its_reasons(session: Session, place: Place) -> None:
    children(place, 3)
    volunteers(place, 2)
    session.commit()
    done = run(session, place)
    assert (done.exact, done.pair_count, done.waiting_count) == (True, 2, 1)
    assert done.objective == done.bound
    assert (done.children, done.volunteers) == (3, 2)
    assert all(sum(points for _, points in pair.reasons) == pair.score for pair in done.pairs)
    assert done.waits[0].why["feasible"] == 2
    job = session.get_one(Job, done.job_id)
    assert (job.state, job.progress, job.result["pairs"]) == (JobState.DONE, 100, 2)


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


def test_one_matching_of_a_district_at_a_time(session: Session, place: Place, in_process: None) -> None:
    first = start_run(session, place.organizer.actor(), place.season.id)
    with pytest.raises(Conflict):
        start_run(session, place.organizer.actor(), place.season.id)
    session.rollback()
    assert first.job_id is not None
    run_job(first.job_id)
    assert start_run(session, place.organizer.actor(), place.season.id).id != first.id


def test_a_foreign_organizer_starts_nothing(session: Session, place: Place) -> None:
    stranger = make.account(Role.ORGANIZER, make.district())
    session.commit()
    with pytest.raises(Missing):
        start_run(session, stranger.actor(), place.season.id)
    session.rollback()


def test_an_answer_that_is_not_proven_is_refused_and_kept_as_failed(
    session: Session, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    children(place, 1)
    volunteers(place, 1)
    session.commit()

    def unproven(given: Any, beat: Any) -> Computed:
        raise NotProven("objective is not the bound")

    monkeypatch.setattr(tasks, "compute_apart", unproven)
    done = run(session, place)
    assert (done.exact, done.pair_count, done.pairs) == (False, 0, [])
    assert done.finished_at is not None
    with pytest.raises(Refused, match="not_exact"):
        publish(session, place.organizer.actor(), done.id)
    session.rollback()


def test_an_answer_whose_bound_differs_is_refused_too(
    session: Session, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    children(place, 1)
    volunteers(place, 1)
    session.commit()

    def wrong(given: Any, beat: Any) -> Computed:
        *_, (_, answer) = compute(given)
        return replace(answer, bound=answer.bound + 1)

    monkeypatch.setattr(tasks, "compute_apart", wrong)
    assert not run(session, place).exact
    assert session.scalars(select(MatchPair)).all() == []


def test_a_killed_job_that_is_retried_stores_once(
    session: Session, place: Place, in_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    children(place, 3)
    volunteers(place, 2)
    started = start_run(session, place.organizer.actor(), place.season.id)
    job_id = started.job_id
    assert job_id is not None
    computed = tasks.compute_apart

    def overtaken(given: Any, beat: Any) -> Computed:
        answer = computed(given, beat)
        # This worker falls silent here; another one takes the job and does it all.
        monkeypatch.setattr(tasks, "compute_apart", computed)
        job = session.get_one(Job, job_id)
        job.heartbeat_at = clock.now() - job_rules.STALE_AFTER * 2
        session.commit()
        assert run_waiting() == 1
        return answer

    monkeypatch.setattr(tasks, "compute_apart", overtaken)
    assert run_job(job_id)  # the first worker wakes up again, and finds that it lost its lease
    done = session.get_one(MatchRun, started.id, populate_existing=True)
    assert session.get_one(Job, job_id, populate_existing=True).state is JobState.DONE
    counted = session.scalar(select(func.count()).select_from(MatchPair).where(MatchPair.run_id == done.id))
    waiting = session.scalar(select(func.count()).select_from(MatchWait).where(MatchWait.run_id == done.id))
    assert (done.pair_count, counted, waiting) == (2, 2, 1)


def test_losing_the_lease_while_computing_stops_the_work(session: Session, place: Place) -> None:
    children(place, 1)
    volunteers(place, 1)
    started = start_run(session, place.organizer.actor(), place.season.id)
    assert started.job_id is not None
    job = job_rules.claim(session, started.job_id)
    assert job is not None

    def lost(percent: int, step: str) -> None:
        raise LostLease

    from app.foundation.jobs import JobContext

    context = JobContext(job.id, job.lease or uuid.uuid4(), job.payload, session, lambda: None, lost, lambda: None)
    with pytest.raises(LostLease):
        handler("match_run")(context)
    session.rollback()
    assert session.scalars(select(MatchPair)).all() == []


def test_publishing_proposes_what_was_not_removed_and_gates_hold_at_that_moment(
    session: Session, place: Place, in_process: None
) -> None:
    children(place, 3)
    volunteers(place, 3)
    session.commit()
    done = run(session, place)
    actor = place.organizer.actor()
    removed, withdrawn, good = done.pairs
    remove_pair(session, actor, removed.id, RemoveReason.KNOWN_CONFLICT)
    withdrawn.child.consents[0].withdrawn_at = clock.now()
    session.commit()
    assert publish(session, actor, done.id) == (1, 1)
    proposal = session.scalars(select(Pairing)).one()
    assert (proposal.child_id, proposal.volunteer_id) == (good.child_id, good.volunteer_id)
    assert proposal.state is PairingState.PROPOSED
    assert (proposal.answer_due_at - proposal.proposed_at).total_seconds() == 48 * 3600
    with pytest.raises(Conflict):
        publish(session, actor, done.id)
    session.rollback()
    with pytest.raises(Conflict):
        remove_pair(session, actor, good.id, RemoveReason.OTHER)
    session.rollback()
    never = session.scalars(select(DoNotPair)).one()
    assert (never.child_id, never.volunteer_id) == (removed.child_id, removed.volunteer_id)


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


def test_the_command_runs_without_a_worker_and_prints_one_line(app: Flask, session: Session, place: Place) -> None:
    children(place, 3)
    volunteers(place, 2)
    code = place.season.code
    session.commit()
    session.remove()
    began = time.monotonic()
    result = app.test_cli_runner().invoke(args=["match", "run", "--season", code, "--json"])
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout.strip().splitlines()[-1])
    assert printed["seconds"] <= time.monotonic() - began
    assert {key: printed[key] for key in ("pairs", "waiting", "exact")} == {"pairs": 2, "waiting": 1, "exact": True}
    assert printed["objective"] == printed["bound"]
    assert session.scalars(select(MatchRun)).one().started_by_id is None


def test_the_command_says_what_is_wrong(app: Flask, session: Session, place: Place) -> None:
    session.remove()
    result = app.test_cli_runner().invoke(args=["match", "run", "--season", "no-such"])
    assert result.exit_code != 0
    assert "no-such" in result.output
