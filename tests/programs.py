"""Programs that ask in an account's name."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.api.codes import ApiScope, WebhookEvent
from app.api.models import ApiToken, Webhook, WebhookMessage
from app.api.rules.tokens import hash_of, new_token
from app.api.signing import new_secret
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.jobs import Job, JobState
from app.places.models import Area
from tests import factories as make

API = "/api/v1"


def token_of(account: Account, scopes: Iterable[ApiScope] = ApiScope, **values: Any) -> str:
    """A fresh token of an account that can sign in, committed; for every scope unless told otherwise."""
    if account.password_hash is None:
        account.password_hash = "of no password"
    if account.factor_since is None:
        account.factor_since = clock.now()
    token = new_token()
    values = {"expires_at": clock.now() + timedelta(days=90), **values}
    row = ApiToken(
        account_id=account.id, name="台账系统", purpose="试用", scopes=frozenset(scopes), token_hash=hash_of(token),
        hint=token[-4:], **values,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return token


def program(app: Flask, token: str) -> FlaskClient:
    """A client that shows the token with every request."""
    made = app.test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def send(client: FlaskClient, path: str, body: Any = None, key: str | None = None) -> TestResponse:
    """A write, by a fresh key unless told otherwise."""
    return client.post(f"{API}{path}", json=body, headers={"Idempotency-Key": key or uuid.uuid4().hex})


def as_text(answer: TestResponse) -> str:
    """The body as people read it: text, or JSON with its letters plain; empty for a file."""
    if "json" in answer.mimetype:
        return json.dumps(answer.get_json(force=True), ensure_ascii=False)
    return answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""


def webhook(district: Area, events: Iterable[WebhookEvent] = WebhookEvent) -> Webhook:
    """A system that is told of everything in a district, the same each time; committed."""
    found = db.session.scalars(select(Webhook).where(Webhook.district_id == district.id)).first()
    if found is None:
        maker = make.account(Role.ORGANIZER, district)
        found = Webhook(
            district_id=district.id, url="https://hooks.example.org/in", secret=new_secret(),
            events=frozenset(events), made_by_id=maker.id,
        )  # fmt: skip
        db.session.add(found)
        db.session.commit()
    return found


def webhook_message(to: Webhook) -> WebhookMessage:
    """A test to it that was given up; committed."""
    job = Job(id=uuid.uuid4(), kind="webhook", key=f"webhook:{uuid.uuid4()}", state=JobState.FAILED,
              district_id=to.district_id)  # fmt: skip
    made = WebhookMessage(webhook=to, event=WebhookEvent.TEST, subject_id=to.id, job=job)
    db.session.add(made)
    db.session.commit()
    return made
