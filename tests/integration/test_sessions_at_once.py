"""Sessions sent at the same time: one hour is logged once, by the rule and by the database."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session, scoped_session

from app.foundation.database import db
from app.foundation.errors import Conflict
from app.sessions import rules
from app.sessions.models import ServiceSession, SessionPlace
from tests.integration.sessions_place import NOW, Scene, all_rows, entry, local, log, make_scene


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: scoped_session[Any]) -> Scene:
    return make_scene()


def race(app: Flask, works: list[Callable[[], object]]) -> list[object]:
    """Run each in a thread with its own connection, all let go at once; an exception is an outcome too."""
    barrier, outcomes = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                outcomes.append(work())
            except Exception as error:  # noqa: BLE001 - what it was is asserted
                outcomes.append(error)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_overlapping_sessions_sent_at_once_leave_one(app: Flask, scene: Scene) -> None:
    actor = scene.account.actor()
    entries = [entry(scene, f"2027-01-19 14:{minute}", 60) for minute in ("00", "15", "30", "45")]
    db.session.commit()
    outcomes = race(app, [lambda one=one: rules.log_session(db.session, actor, one).minutes for one in entries])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Conflict", "Conflict", "int"]
    assert len(all_rows()) == 1


def test_the_same_form_sent_twice_at_once_records_once(app: Flask, scene: Scene) -> None:
    actor, one = scene.account.actor(), entry(scene)
    db.session.commit()
    outcomes = race(app, [lambda: rules.log_session(db.session, actor, one).id] * 4)
    assert outcomes == [one.id] * 4
    assert len(all_rows()) == 1


def test_the_database_refuses_what_gets_past_the_rule(app: Flask, scene: Scene) -> None:
    """Two connections insert without any rule, one after the other has committed: the constraint is what is left."""

    def insert(minute: int) -> None:
        starts = local(f"2027-01-19 14:{minute:02}")
        with Session(db.engine) as own:
            own.add(
                ServiceSession(
                    id=uuid.uuid4(), pairing_id=pairing_id, volunteer_id=volunteer_id, child_id=child_id,
                    starts_at=starts, ends_at=starts + timedelta(hours=1), minutes=60, place=SessionPlace.SCHOOL,
                    service_area="tutoring", adult_present=True, safe=True,
                )
            )  # fmt: skip
            own.commit()

    pairing_id, volunteer_id, child_id = scene.pairing.id, scene.volunteer.id, scene.child.id
    outcomes = race(app, [lambda minute=minute: insert(minute) for minute in (0, 20, 40)])
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert len(refused) == 2
    for error in refused:
        # PostgreSQL may also see the three wait for each other in a circle, and break it.
        assert isinstance(error, DatabaseError)
        assert "service_session_overlap" in str(error) or "deadlock" in str(error)
    assert len(all_rows()) == 1


def test_an_overlap_only_the_database_saw_is_told_with_the_other_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(scene)
    from app.sessions.rules import checking

    real, calls = checking.overlapping, []

    def blind_once(*args: Any) -> ServiceSession | None:
        calls.append(args)
        return None if len(calls) == 1 else real(*args)

    monkeypatch.setattr(checking, "overlapping", blind_once)
    with pytest.raises(Conflict) as conflict:
        log(scene, "2027-01-19 14:30")
    assert conflict.value.params == {"other": "2027年1月19日 14:00–15:00"}


def test_moving_a_session_onto_another_is_refused_by_the_database_too(scene: Scene) -> None:
    log(scene)
    row = log(scene, "2027-01-19 16:00")
    row.starts_at = local("2027-01-19 14:30")
    with pytest.raises(IntegrityError, match="service_session_overlap"):
        db.session.commit()
    db.session.rollback()
