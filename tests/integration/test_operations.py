"""What runs the site looks at: ready or not, figures without anybody in them, jobs and backups of the administrator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role, system_actor
from app.foundation.audit import Action, AuditEvent
from app.foundation.jobs import Job, JobState, enqueue
from app.foundation.jobs.worker import run_waiting
from tests import factories as make

SignIn = Callable[[Account], FlaskClient]
Session = scoped_session[Any]


def test_it_is_ready_with_its_own_tables_or_wider_ones_not_with_older(client: FlaskClient, session: Session) -> None:
    own = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    told = {}
    for number in ("0001", "9999", own):
        session.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})
        session.commit()
        answer = client.get("/ready")
        told[number] = (answer.status_code, answer.get_json()["status"])
    assert told == {"0001": (503, "migration"), "9999": (200, "ok"), own: (200, "ok")}


def test_figures_are_for_who_knows_the_token_and_name_nobody(
    app: Flask, session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    township = make.township(make.district())
    child = make.child(make.school(township), make.village(township), name="王小雨")
    staff = make.account(Role.SCHOOL_STAFF, child.school)
    session.commit()
    sign_in(staff).get(f"/children/{child.id}")
    client = app.test_client()
    assert client.get("/metrics").status_code == 401
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], metrics_token="a-long-token"))
    for wrong in ("", "Bearer", "Bearer a-long-toke", "Basic a-long-token"):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 401
    enqueue(session, system_actor("test"), "backup", key="one", payload={}, district_id=None)
    session.commit()
    told = client.get("/metrics", headers={"Authorization": "Bearer a-long-token"})
    assert told.content_type.startswith("text/plain")
    assert 'tongxing_requests_total{endpoint="children.show",method="GET",status="200"}' in told.text
    assert 'tongxing_jobs{kind="backup",state="queued"} 1.0' in told.text
    for secret in (str(child.id), child.code, "王小雨", staff.login):
        assert secret not in told.text


def test_the_administrator_starts_again_what_was_given_up_and_asks_for_a_backup(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = replace(app.config["SETTINGS"], backup_folder=tmp_path / "backups", backup_key_file=tmp_path / "key")
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    browser = sign_in(make.account(Role.ADMINISTRATOR))
    session.commit()
    for _twice in range(2):
        asked = {"backup_id": "7d8f6a4e-1111-4222-8333-444455556666"}
        assert browser.post("/operations/backup", data=asked).status_code == 302
    assert run_waiting() == 1
    (job,) = session.scalars(select(Job)).all()
    assert (job.state, job.result["proven"]) == (JobState.DONE, True)
    page = browser.get("/operations").text
    assert job.result["file"] in page
    assert "试过，内容一致" in page
    url = f"/operations/jobs/{job.id}/restart"
    browser.post(url)
    assert "没有被放弃" in browser.get("/operations").text
    job.state, job.error, job.attempts, job.finished_at = JobState.FAILED, "Full: no room", 3, clock.now()
    session.commit()
    assert "Full: no room" in browser.get("/operations").text
    browser.post(url)
    session.refresh(job)
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == Action.JOB_RESTARTED)).one()
    assert (event.object_id, event.details["kind"]) == (str(job.id), "backup")
