"""Writing by a program: over the rules of the pages, once for each key, whoever asks twice or at the same instant."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.api import once
from app.api.models import KeptAnswer
from app.catalogue.rules import ensure_defaults
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.sessions.models import ServiceSession, SessionDispute, SessionState
from tests import factories as make
from tests.guards.world import World, make_world
from tests.programs import API, program, send, token_of


@pytest.fixture
def world(app: Flask) -> World:
    ensure_defaults(db.session)
    found = make_world()
    found.own.volunteer, found.own.active.volunteer.account_id = found.own.active.volunteer, None
    return found


@pytest.fixture
def student(app: Flask, world: World) -> FlaskClient:
    """The program of the volunteer who serves the active pairing."""
    account = make.account(Role.VOLUNTEER)
    world.own.active.volunteer.account_id = account.id
    db.session.commit()
    return program(app, token_of(account))


def teacher(app: Flask, world: World) -> FlaskClient:
    return program(app, token_of(world.own.accounts[Role.SCHOOL_STAFF]))


def entry(world: World, **changed: Any) -> dict[str, Any]:
    day = clock.today() - timedelta(days=2)
    begin = clock.from_local(datetime(day.year, day.month, day.day, 9))  # noqa: DTZ001 - local, then made UTC
    return {
        "id": str(uuid.uuid4()), "pairing_id": str(world.own.active.id), "starts_at": begin.isoformat(),
        "ends_at": (begin + timedelta(minutes=90)).isoformat(), "place": "school", "service_area": "tutoring",
        "adult_present": True, "safe": True, "note": "复习分数", **changed,
    }  # fmt: skip


def count(of: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(of)) or 0


def test_a_session_is_logged_once_by_the_rules_of_the_page(app: Flask, world: World, student: FlaskClient) -> None:
    (own,) = student.get(f"{API}/me/pairings").get_json()["items"]
    assert own["child"] == world.own.active.child.code
    body = entry(world, pairing_id=own["id"])
    first = send(student, "/sessions", body)
    assert first.status_code == 201, first.get_json()
    assert (first.get_json()["minutes"], first.get_json()["state"]) == (90, "sent")
    assert "note" not in first.get_json()
    again = send(student, "/sessions", body)  # by another key: the id is the client's
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    overlaps = send(student, "/sessions", {**body, "id": str(uuid.uuid4())})
    assert overlaps.status_code == 409
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.SESSION_LOGGED)).one()
    assert logged.actor_label.startswith("api:")


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"ends_at": "2027-01-20"}, "body.ends_at"), ({"starts_at": "0001-01-01T00:00:00+14:00"}, "body.starts_at"),
        ({"place": "moon"}, "body.place"), ({"note": "\x00"}, "body.note"), ({"note": "\ud800"}, "body.note"),
        ({"service_area": "unknown"}, "body.service_area"), ({"safe": "yes"}, "body.safe"),
        ({"minutes": 999}, "body.minutes"), ({"break_minutes": 90}, "body.break_minutes"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(
    app: Flask, world: World, student: FlaskClient, changed: dict[str, Any], where: str
) -> None:
    answer = send(student, "/sessions", entry(world, **changed))
    assert answer.status_code == 422, answer.get_json()
    assert [one["where"] for one in answer.get_json()["errors"]] == [where]


def test_the_same_key_gives_the_same_answer_and_another_request_none(
    app: Flask, world: World, student: FlaskClient
) -> None:
    body, key = entry(world), "first-1"
    first = send(student, "/sessions", body, key)
    before = count(AuditEvent)
    again = send(student, "/sessions", body, key)
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert count(AuditEvent) == before, "nothing was done again"
    other = send(student, "/sessions", entry(world), key)
    assert other.status_code == 422
    assert other.get_json()["type"].endswith("api.key_used")
    missing = student.post(f"{API}/sessions", json=body)
    assert missing.status_code == 422
    assert missing.get_json()["errors"][0]["where"] == "headers.Idempotency-Key"
    with time_machine.travel(clock.now() + timedelta(hours=24), tick=True):
        once.drop_kept(db.session)
    assert count(KeptAnswer) == 0


def test_a_refusal_is_kept_too_and_a_fault_is_not(
    app: Flask, world: World, student: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = entry(world, place="home", adult_present=False)
    first = send(student, "/sessions", body, "no")
    assert first.status_code == 422
    assert send(student, "/sessions", body, "no").headers["Idempotent-Replayed"] == "true"

    def breaks(*_: Any) -> None:
        raise RuntimeError("the disk")

    good = entry(world)
    with monkeypatch.context() as patch:
        patch.setattr("app.sessions.rules.log_session", breaks)
        with pytest.raises(RuntimeError):
            send(student, "/sessions", good, "yes")
    assert send(student, "/sessions", good, "yes").status_code == 201


def test_the_same_request_at_the_same_instant_waits_and_one_left_by_a_dead_worker_is_done(
    app: Flask, world: World, student: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = entry(world)
    assert send(student, "/sessions", body, "k").status_code == 201
    row = db.session.scalars(select(KeptAnswer)).one()
    row.status = row.mimetype = row.content = None  # as if it were under way
    db.session.commit()
    waits = send(student, "/sessions", body, "k")
    assert waits.status_code == 409
    assert int(waits.headers["Retry-After"]) > 0
    row.begun_at = clock.now() - once.UNDER_WAY
    db.session.commit()
    done = send(student, "/sessions", body, "k")
    assert done.status_code == 201
    assert "Idempotent-Replayed" not in done.headers
    assert count(ServiceSession) == 4 + 1, "logged once"


def test_keys_of_two_accounts_are_two(app: Flask, world: World, student: FlaskClient) -> None:
    assert send(student, "/sessions", entry(world), "k").status_code == 201
    answer = send(teacher(app, world), f"/sessions/{world.own.sent.id}/confirm", key="k")
    assert answer.status_code == 200


def test_staff_confirm_and_return_and_the_volunteer_disputes(app: Flask, world: World, student: FlaskClient) -> None:
    reader, sent = teacher(app, world), world.own.sent
    assert send(student, f"/sessions/{sent.id}/confirm").status_code == 404
    confirmed = send(reader, f"/sessions/{sent.id}/confirm")
    assert (confirmed.status_code, confirmed.get_json()["state"]) == (200, "confirmed")
    late = send(reader, f"/sessions/{sent.id}/return", {"reason": "time"})
    assert late.status_code == 409, "it does not wait any more"
    said = {"id": str(uuid.uuid4()), "reason": "time", "words": "实际是两个小时"}
    assert send(student, f"/sessions/{sent.id}/dispute", said).status_code == 201
    assert count(SessionDispute) == 3
    other = send(student, "/sessions", entry(world)).get_json()["id"]
    back = send(reader, f"/sessions/{other}/return", {"reason": "time", "remark": "请核对"})
    assert (back.get_json()["state"], back.get_json()["reason"]) == ("returned", "time")
    assert db.session.get(ServiceSession, uuid.UUID(other)).state is SessionState.RETURNED
    assert send(teacher(app, world), f"/sessions/{world.foreign.sent.id}/confirm").status_code == 404


def test_forms_and_large_bodies_are_refused(app: Flask, world: World, student: FlaskClient) -> None:
    headers = {"Idempotency-Key": "k"}
    assert student.post(f"{API}/sessions", data={"id": "1"}, headers=headers).status_code == 415
    large = student.post(f"{API}/sessions", json={"note": "x" * 70000}, headers={"Idempotency-Key": "l"})
    assert (large.status_code, large.mimetype) == (413, "application/problem+json")
    broken = student.post(
        f"{API}/sessions", data="{", headers={"Idempotency-Key": "m", "Content-Type": "application/json"}
    )
    assert broken.status_code == 400


def test_no_form_of_a_stranger_writes_and_none_needs_a_token_of_forms(
    app: Flask, world: World, student: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", True)
    monkeypatch.setitem(app.before_request_funcs, None, [f for f in app.before_request_funcs[None]
                                                         if f.__name__ != "trust_tokens"])  # fmt: skip
    assert send(student, "/sessions", entry(world)).status_code == 201
