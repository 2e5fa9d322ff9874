"""Jobs are neither lost nor done twice: claims, killed workers, attempts that wait longer, one scheduler among many."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import scoped_session

from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import DbSession, db
from app.foundation.errors import Refused
from app.foundation.jobs import Job, JobContext, JobState, enqueue, registry, rules
from app.foundation.jobs.scheduling import TERM, lead
from app.foundation.jobs.worker import run_job

Session = scoped_session[Any]
ACTOR = system_actor("test")
KIND = "test_kind"


class Broken(RuntimeError):
    """What the work runs into."""


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, by the payload; "bad" is never done."""
    found: list[str] = []

    def work(context: JobContext) -> dict[str, Any]:
        if context.payload["what"] == "bad":
            raise Broken("no use")
        found.append(context.payload["what"])
        return {"done": 1}

    monkeypatch.setitem(registry._handlers, KIND, work)
    return found


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2027-01-20T04:00:00+00:00", tick=False) as travel:
        yield travel


def ask(session: DbSession, what: str) -> Job:
    made = enqueue(session, ACTOR, KIND, key=f"{KIND}:{what}", payload={"what": what}, district_id=None)
    session.commit()
    return made


def test_the_same_key_is_one_job_done_once(app: Flask, session: Session, done: list[str]) -> None:
    assert ask(session, "one").id == ask(session, "one").id
    (job_id,) = rules.waiting(session)
    assert [run_job(job_id), run_job(job_id)] == [True, False]
    assert done == ["one"]


def test_asked_twice_at_the_same_moment_it_is_one_job_for_both(app: Flask, session: Session) -> None:
    start, told = threading.Barrier(2), list[uuid.UUID]()

    def ask_at_once() -> None:
        with app.app_context():
            start.wait()
            told.append(ask(db.session, "one").id)
            db.session.remove()

    both = [threading.Thread(target=ask_at_once) for _twice in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(told) == 2
    assert rules.waiting(session) == [told[0]] == [told[1]]


def test_a_failed_attempt_waits_longer_each_time_and_the_last_is_the_end(
    app: Flask, session: Session, done: list[str], now: time_machine.Traveller
) -> None:
    job = ask(session, "bad")
    waited = []
    for _attempt in range(registry.ATTEMPTS):
        while not rules.waiting(session):
            now.shift(timedelta(seconds=10))
        began = clock.now()
        assert run_job(job.id)
        session.refresh(job)
        waited.append(job.not_before and (job.not_before - began).total_seconds())
    assert waited == [30, 120, None]
    assert (job.state, job.error) == (JobState.FAILED, "Broken: no use")
    assert rules.waiting(session, early=True) == []


def test_what_was_given_up_is_started_again_by_hand_once(app: Flask, session: Session, done: list[str]) -> None:
    job = ask(session, "bad")
    for _attempt in range(registry.ATTEMPTS):
        run_job(job.id)
    session.refresh(job)
    job.payload = {"what": "better now"}
    session.commit()
    rules.restart(session, ACTOR, job)
    with pytest.raises(Refused):
        rules.restart(session, ACTOR, job)
    assert rules.waiting(session) == [job.id]
    assert run_job(job.id)
    assert done == ["better now"]
    session.refresh(job)
    assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_what_a_killed_worker_left_is_taken_by_another_which_alone_may_finish(
    app: Flask, session: Session, done: list[str], now: time_machine.Traveller
) -> None:
    job = ask(session, "one")
    held = rules.claim(session, job.id)
    assert held is not None
    assert held.lease is not None
    old = held.lease
    assert rules.claim(session, job.id) is None, "somebody is at it"
    now.shift(rules.STALE_AFTER + timedelta(seconds=1))
    assert run_job(job.id)
    with pytest.raises(registry.LostLease):
        rules.finish(session, job.id, old, {"done": 2})
    session.refresh(job)
    assert (job.result, job.attempts) == ({"done": 1}, 2)


def test_one_worker_is_the_scheduler_until_it_falls_silent(
    app: Flask, session: Session, now: time_machine.Traveller
) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    assert [lead(session, first), lead(session, second), lead(session, first)] == [True, False, True]
    now.shift(TERM - timedelta(seconds=1))
    assert not lead(session, second)
    assert lead(session, first), "it asks again in time"
    now.shift(TERM)
    assert [lead(session, second), lead(session, first)] == [True, False], "killed, and followed"


def test_a_clock_that_jumps_loses_no_job_and_no_office(
    app: Flask, session: Session, done: list[str], now: time_machine.Traveller
) -> None:
    started, failed = ask(session, "one"), ask(session, "bad")
    assert rules.claim(session, started.id) is not None
    assert run_job(failed.id)
    assert lead(session, uuid.uuid4())
    now.shift(-timedelta(hours=2))
    assert set(rules.waiting(session)) == {started.id, failed.id}, "neither waits for two hours"
    assert run_job(started.id)
    assert done == ["one"]
    assert lead(session, uuid.uuid4())


def test_a_worker_whose_own_clock_is_wrong_takes_nothing_from_the_others(
    app: Flask, session: Session, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database == "sqlite":
        return  # one machine, one clock
    monkeypatch.undo()  # the server's clock after all
    job, worker = ask(session, "one"), uuid.uuid4()
    assert rules.claim(session, job.id) is not None
    assert lead(session, worker)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert rules.waiting(session) == []
        assert rules.claim(session, job.id) is None
        assert not lead(session, uuid.uuid4())


def test_a_queue_that_fails_does_not_unsay_what_was_saved(
    app: Flask, session: Session, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(job_id: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(app.extensions, "queue_run", fail)
    job = ask(session, "one")
    assert rules.waiting(session) == [job.id], "the sweep signals it"
