"""Telling other systems: with the change or not at all, signed, the same id at each attempt, and never inside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account
from app.api import tasks
from app.api.codes import WebhookEvent
from app.api.models import Webhook, WebhookMessage
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import Action, AuditEvent
from app.foundation.database import db
from app.foundation.jobs import Job, JobState
from app.foundation.jobs.rules import bury, delay, waiting
from app.foundation.jobs.worker import run_job, run_waiting
from app.foundation.notifier import NotSent
from app.pairing.models import PairingState
from app.pairing.rules.steps import lock_pairing, move
from app.sessions.rules import confirm_session
from tests.guards.world import World, make_world
from tests.programs import webhook

SignIn = Callable[[Account], FlaskClient]


class Receiver:
    """The other system: what arrived, and whether it answers."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes, dict[str, str]]] = []
        self.answers = True

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        self.messages.append((url, body, headers))
        if not self.answers:
            raise NotSent("answered_500")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    made = Receiver()
    monkeypatch.setattr(tasks, "post_outward", made)
    return made


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def is_signed(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    """As the document has it: the fifteen lines of a receiver."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one, f"v1,{wanted}") for one in headers["webhook-signature"].split())


def send_waiting() -> None:
    for job in db.session.scalars(select(Job).where(Job.kind == "webhook").order_by(Job.created_at)).all():
        if job.state is JobState.QUEUED:
            run_job(job.id)


def test_what_happens_is_told_signed_and_only_in_its_district(app: Flask, world: World, receiver: Receiver) -> None:
    told = webhook(world.own.district)
    webhook(world.foreign.district)
    secret = told.secret or ""
    confirm_session(db.session, world.own.accounts[Role.SCHOOL_STAFF].actor(), world.own.sent.id)
    pairing = lock_pairing(db.session, world.own.active.id)
    pairing.reason = "moved"
    move(db.session, system_actor("test"), pairing, PairingState.ENDED)
    db.session.commit()
    send_waiting()
    bodies = [json.loads(body) for _url, body, _headers in receiver.messages]
    assert [(one["type"], one["data"]["id"]) for one in bodies] == [
        ("session.confirmed", str(world.own.sent.id)), ("pairing.ended", str(world.own.active.id)),
    ]  # fmt: skip
    for url, body, headers in receiver.messages:
        assert url == "https://hooks.example.org/in"
        assert is_signed(secret, body, headers)
        assert not is_signed(secret, body + b" ", headers)
        assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
        for person in (world.own.active.child.name, world.own.active.child.code, world.own.active.volunteer.name):
            assert person not in body.decode()


def test_a_step_half_done_is_not_judged_by_the_database(app: Flask, world: World) -> None:
    webhook(world.own.district)
    pairing = lock_pairing(db.session, world.own.accepted.id)
    assert pairing.child is not None, "loaded, as for who judged it"
    move(db.session, system_actor("test"), pairing, PairingState.APPROVED)
    pairing.approved_at = clock.now()  # a rule may say it after the step
    db.session.commit()
    assert db.session.scalars(select(WebhookMessage)).one().event is WebhookEvent.PAIRING_APPROVED


def test_what_is_rolled_back_is_not_told(app: Flask, world: World) -> None:
    webhook(world.own.district)
    move(db.session, system_actor("test"), lock_pairing(db.session, world.own.active.id), PairingState.ENDED, "moved")
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(WebhookMessage)) == 0


def test_a_silent_receiver_is_asked_again_under_the_same_id_given_up_and_asked_by_hand(
    app: Flask, world: World, receiver: Receiver, sign_in: SignIn
) -> None:
    row, browser = webhook(world.own.district), sign_in(world.own.accounts[Role.ORGANIZER])
    assert browser.post(f"/webhooks/{row.id}/test").status_code == 302
    receiver.answers = False
    job = db.session.scalars(select(Job).where(Job.kind == "webhook")).one()
    for attempt in range(1, tasks.ATTEMPTS + 1):
        assert run_job(job.id)
        db.session.refresh(job)
        assert job.attempts == attempt
        if attempt < tasks.ATTEMPTS:
            assert job.state is JobState.QUEUED
            assert job.id not in waiting(db.session), "not before its time"
    assert (job.state, job.error) == (JobState.FAILED, "NotSent: answered_500")
    assert delay(tasks.ATTEMPTS - 1).total_seconds() > 8 * 3600
    assert len({headers["webhook-id"] for *_rest, headers in receiver.messages}) == 1
    message = db.session.scalars(select(WebhookMessage)).one()
    assert "500" in browser.get("/webhooks").get_data(as_text=True)
    receiver.answers = True
    assert browser.post(f"/webhooks/messages/{message.id}/again").status_code == 302
    assert run_waiting() >= 1
    db.session.refresh(job)
    assert job.state is JobState.DONE
    assert len({headers["webhook-id"] for *_rest, headers in receiver.messages}) == 1


def test_a_worker_that_died_in_an_early_attempt_is_followed(app: Flask, world: World) -> None:
    job = Job(kind="webhook", key="k", state=JobState.RUNNING, attempts=4, lease=uuid.uuid4())
    other = Job(kind="backup", key="b", state=JobState.RUNNING, attempts=4, lease=uuid.uuid4())
    db.session.add_all([job, other])
    db.session.commit()
    bury(db.session)
    db.session.refresh(job)
    db.session.refresh(other)
    assert (job.state, other.state) == (JobState.RUNNING, JobState.FAILED)
    assert job.id in waiting(db.session)


def form(district: Any, **changed: Any) -> dict[str, Any]:
    url = "https://hooks.example.org/in?key=s3cret"
    return {"district": str(district.id), "url": url, "events": ["session.confirmed"], **changed}


def test_an_organizer_has_another_system_told_and_ends_it(app: Flask, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.own.accounts[Role.ORGANIZER])
    page = browser.post("/webhooks", data=form(world.own.district)).get_data(as_text=True)
    row = db.session.scalars(select(Webhook)).one()
    assert row.secret in page
    later = browser.get("/webhooks").get_data(as_text=True)
    assert "hooks.example.org" in later
    assert "s3cret" not in later
    assert str(row.secret) not in later
    assert browser.post(f"/webhooks/{row.id}/end").status_code == 302
    assert (row.url, row.secret) == (None, None)
    assert browser.post(f"/webhooks/{row.id}/test").status_code == 404
    done = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [one for one in done if one.value.startswith("webhook")] == [Action.WEBHOOK_SET, Action.WEBHOOK_ENDED]


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "http://hooks.example.org/"}, {"url": "https://127.0.0.1/"}, {"url": "https://[::1]:8443/"},
        {"url": "https://hooks.example.org:22/"}, {"url": "https://user:pass@hooks.example.org/"},
        {"url": "https://localhost/"}, {"url": "https://169.254.169.254/latest"}, {"url": "https://[::ffff:10.0.0.1]/"},
        {"url": "https://hooks.example.org:99999/"}, {"events": []}, {"events": ["test"]}, {"url": "x" * 301},
    ],
)  # fmt: skip
def test_an_address_that_leads_inside_is_refused(
    app: Flask, world: World, sign_in: SignIn, changed: dict[str, Any]
) -> None:
    browser = sign_in(world.own.accounts[Role.ORGANIZER])
    assert browser.post("/webhooks", data=form(world.own.district, **changed)).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Webhook)) == 0


def test_nobody_has_another_district_told(app: Flask, world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.own.accounts[Role.ORGANIZER])
    assert browser.post("/webhooks", data=form(world.foreign.district)).status_code == 422
    assert WebhookEvent.TEST.value not in {one for row in db.session.scalars(select(Webhook)) for one in row.events}
