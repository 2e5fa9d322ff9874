"""One key sent several times at one instant, each by a connection of its own: done once, with one answer for all."""

from __future__ import annotations

import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.api.models import KeptAnswer
from app.catalogue.rules import ensure_defaults
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.sessions.models import ServiceSession
from tests import factories as make
from tests.guards.world import make_world
from tests.programs import program, send, token_of

TOGETHER, ROUNDS = 4, 2


@pytest.fixture
def student(app: Flask) -> tuple[str, uuid.UUID]:
    """The token of a volunteer's program, and the pairing it writes of."""
    ensure_defaults(db.session)
    world, account = make_world(), make.account(Role.VOLUNTEER)
    world.own.volunteer.account_id, world.own.active.volunteer.account_id = None, account.id
    db.session.commit()
    return token_of(account), world.own.active.id


def entry(pairing_id: uuid.UUID, hour: int) -> dict[str, Any]:
    day = clock.today() - timedelta(days=2)
    begin = clock.from_local(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001 - local, then made UTC
    return {
        "id": str(uuid.uuid4()), "pairing_id": str(pairing_id), "starts_at": begin.isoformat(),
        "ends_at": (begin + timedelta(minutes=90)).isoformat(), "place": "school", "service_area": "tutoring",
        "adult_present": True, "safe": True,
    }  # fmt: skip


def sent_at_once(app: Flask, token: str, body: Any, key: str) -> list[TestResponse]:
    """The same request by as many threads, each with a session of its own."""
    db.session.remove()
    start, answers = threading.Barrier(TOGETHER), list[TestResponse]()

    def ask() -> None:
        browser = program(app, token)
        start.wait()
        answers.append(send(browser, "/sessions", body, key))

    threads = [threading.Thread(target=ask) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def count(of: Any, *which: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(of).where(*which)) or 0


def test_one_key_at_one_instant_is_done_once_and_all_have_the_one_answer(
    app: Flask, student: tuple[str, uuid.UUID]
) -> None:
    token, pairing_id = student
    before = count(ServiceSession)
    for number in range(ROUNDS):
        body, key = entry(pairing_id, 9 + 4 * number), f"at-once-{number}"
        answers = sent_at_once(app, token, body, key)
        assert len(answers) == TOGETHER
        assert {one.status_code for one in answers} <= {201, 409}
        (told,) = {one.get_data() for one in answers if one.status_code == 201}
        assert sum("Idempotent-Replayed" not in one.headers for one in answers if one.status_code == 201) == 1
        for one in answers:
            assert one.status_code == 201 or int(one.headers["Retry-After"]) > 0
        again = [send(program(app, token), "/sessions", body, key) for _ in range(TOGETHER)]
        assert {(one.status_code, one.get_data()) for one in again} == {(201, told)}
    assert count(ServiceSession) == before + ROUNDS
    assert count(AuditEvent, AuditEvent.action == Action.SESSION_LOGGED) == ROUNDS
    assert count(KeptAnswer) == ROUNDS
