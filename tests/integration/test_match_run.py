"""The matching as a job: exact, stored once, refused when not proven; and the command that does it here and now."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.foundation import clock
from app.foundation.access import Role
from app.foundation.errors import Conflict, Missing, Refused
from app.foundation.jobs import Job, JobState
from app.foundation.jobs import rules as job_rules
from app.foundation.jobs.registry import LostLease, handler
from app.foundation.jobs.worker import run_job, run_waiting
from app.pairing import tasks
from app.pairing.computing import Computed, NotProven, compute
from app.pairing.models import DoNotPair, MatchPair, MatchRun, MatchWait, Pairing, PairingState, RemoveReason
from app.pairing.rules.proposing import publish
from app.pairing.rules.running import remove_pair, start_run
from tests import factories as make
from tests.integration.matching_place import Place, Session, children, compute_here, make_place, run, volunteers


@pytest.fixture
def place(session: Session) -> Place:
    return make_place()


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    compute_here(monkeypatch)


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
