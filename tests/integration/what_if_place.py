"""A proven run with two children waiting, and asking it what would change."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.children.models import Child
from app.foundation.jobs import Job, JobState
from app.foundation.jobs.worker import run_job
from app.pairing import tasks
from app.pairing.models import MatchRun
from app.pairing.rules.supposing import suppose
from app.pairing.supposing import Change, OneMore
from tests.integration.matching_place import Place, Session, children, compute_here, make_place, run, volunteers

SignIn = Callable[[Account], FlaskClient]


def work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine in this process, for runs and questions."""
    compute_here(monkeypatch)

    def here(work: Callable[[Any], Iterator[tuple[str, Any]]], given: Any, beat: Any) -> Any:
        *steps, (_, answer) = work(given)
        for _, step in steps:
            beat(*step)
        return answer

    monkeypatch.setattr(tasks, "work_apart", here)


@pytest.fixture
def place(session: Session, monkeypatch: pytest.MonkeyPatch) -> Place:
    work_here(monkeypatch)
    return make_place()


@pytest.fixture
def done(session: Session, place: Place) -> MatchRun:
    """Three girls and one student: the most at risk is paired, two wait, one of them for English."""
    for risk, child in enumerate(children(place, 3)):
        child.risk = risk
        if risk == 1:
            child.needs[0].subject = "english"
    volunteers(place, 1)
    session.commit()
    return run(session, place)


def ask(session: Session, place: Place, run: MatchRun, change: Change) -> dict[str, Any]:
    job = suppose(session, place.organizer.actor(), run.id, change, uuid.uuid4())
    assert run_job(job.id)
    found = session.get_one(Job, job.id, populate_existing=True)
    assert (found.state, found.error) == (JobState.DONE, "")
    return found.result


def of_risk(session: Session, risk: int) -> Child:
    return session.scalars(select(Child).where(Child.risk == risk)).one()


def english(place: Place, **values: Any) -> OneMore:
    given = {"grade_min": 1, "grade_max": 6, "township_id": str(place.township.id), "mode": "in_person", **values}
    return OneMore("tutoring", "english", **given)
