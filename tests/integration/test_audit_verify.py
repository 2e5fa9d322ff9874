"""Somebody with the database in hand changes the log behind its triggers: `flask audit verify` names what they did."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import scoped_session

from app.foundation import audit, clock
from app.foundation.access import system_actor
from app.foundation.audit.archive import archive
from app.foundation.audit.models import AuditSegment
from app.foundation.audit.sealing import FILE, audit_folder, seal_daily, seal_heads
from tests import factories as make

ACTOR = system_actor("test")
Session = scoped_session[Any]
Tamper = Callable[[str], None]


@pytest.fixture
def chains(session: Session) -> list[str]:
    """Two districts with six events each; the names of their chains."""
    seasons = [make.season(make.district()) for _ in range(2)]
    for _ in range(6):
        for season in seasons:
            audit.record(session, ACTOR, audit.Action.SEASON_CREATED, season)
            session.commit()
    return [str(season.district_id) for season in seasons]


@pytest.fixture
def tamper(session: Session, database: str) -> Tamper:
    """Run statements as somebody whom no trigger stops."""

    def run(statements: str) -> None:
        if database == "sqlite":
            for verb in ("update", "delete", "replace"):
                session.execute(text(f"DROP TRIGGER IF EXISTS audit_event_no_{verb}"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements.split(";"):
            session.execute(text(statement))
        session.commit()

    return run


def found(app: Flask, *more: str) -> list[tuple[str, int, str]]:
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--json", *more])
    breaks = [(one["chain"], one["position"], one["how"]) for one in json.loads(result.stdout)["breaks"]]
    assert result.exit_code == (1 if breaks else 0)
    return breaks


@pytest.mark.parametrize(("deed", "position", "how"), [
    ("UPDATE audit_event SET actor_label = 'x' WHERE chain = '{}' AND position = 3", 3, "changed"),
    ("UPDATE audit_event SET action = 'no.such' WHERE chain = '{}' AND position = 3", 3, "changed"),
    ("DELETE FROM audit_event WHERE chain = '{}' AND position = 3", 3, "removed"),
    ("DELETE FROM audit_event WHERE chain = '{0}' AND position = 3;"
     "UPDATE audit_event SET position = 3 WHERE chain = '{0}' AND position = 4;"
     "UPDATE audit_event SET position = 4 WHERE chain = '{0}' AND position = 5", 3, "removed"),
    ("UPDATE audit_event SET position = 99 WHERE chain = '{0}' AND position = 3;"
     "UPDATE audit_event SET position = 3 WHERE chain = '{0}' AND position = 5;"
     "UPDATE audit_event SET position = 5 WHERE chain = '{0}' AND position = 99", 3, "reordered"),
    ("DELETE FROM audit_event WHERE chain = '{}' AND position > 4", 5, "cut"),
    ("DELETE FROM audit_event WHERE chain = '{0}'; DELETE FROM audit_chain WHERE name = '{0}'", 1, "cut"),
])  # fmt: skip
def test_what_was_done_to_which_row_is_named(
    app: Flask, session: Session, chains: list[str], tamper: Tamper, deed: str, position: int, how: str
) -> None:
    seal_heads(session, ACTOR, audit_folder() / FILE)
    assert found(app) == []
    tamper(deed.format(chains[0]))
    assert found(app) == [(chains[0], position, how)]


def test_a_tail_cut_together_with_its_head_shows_against_the_seal(
    app: Flask, session: Session, chains: list[str], tamper: Tamper, tmp_path: Path
) -> None:
    seal_daily(session)
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes((audit_folder() / FILE).read_bytes())
    head = session.scalars(
        select(audit.AuditEvent.link).where(audit.AuditEvent.chain == chains[1], audit.AuditEvent.position == 4)
    ).one()
    tamper(
        f"DELETE FROM audit_event WHERE chain = '{chains[1]}' AND position > 4;"
        f"UPDATE audit_chain SET length = 4, head = '{head}' WHERE name = '{chains[1]}'"
    )
    assert found(app) == [(chains[1], 5, "cut")]
    (audit_folder() / FILE).write_text("")  # whoever cut the tail empties the file of seals too; the copy remains
    assert found(app) == []
    assert found(app, "--seals", str(copy)) == [(chains[1], 5, "cut")]


def test_a_cut_log_is_not_sealed_over_and_a_restore_is_accepted_aloud(
    app: Flask, session: Session, chains: list[str], tamper: Tamper, caplog: pytest.LogCaptureFixture
) -> None:
    seal_heads(session, ACTOR, audit_folder() / FILE)
    tamper(f"DELETE FROM audit_event WHERE chain = '{chains[0]}'; DELETE FROM audit_chain WHERE name = '{chains[0]}'")
    run = app.test_cli_runner()
    assert run.invoke(args=["audit", "seal"]).exit_code == 1
    with time_machine.travel(clock.now() + timedelta(days=1)):
        from app.foundation.jobs.worker import do_chores

        do_chores()
    assert "seal_daily failed" in caplog.text
    assert run.invoke(args=["audit", "seal", "--accept-loss"]).exit_code == 0
    assert found(app) == []
    asked = select(audit.AuditEvent).where(audit.AuditEvent.action == audit.Action.AUDIT_SEALED)
    events = session.scalars(asked.order_by(audit.AuditEvent.position)).all()
    assert [one.details["accepted"] for one in events] == [False, True]


def test_a_changed_line_of_the_seals_is_named(app: Flask, session: Session, chains: list[str]) -> None:
    file = audit_folder() / FILE
    seal_heads(session, ACTOR, file)
    seal_heads(session, ACTOR, file)
    first, second = file.read_text().splitlines(keepends=True)
    file.write_text(first.replace(f'"{chains[0]}": [6', f'"{chains[0]}": [5') + second)
    assert found(app) == [("seals", 1, "changed")]
    file.write_text(second)
    assert found(app) == [("seals", 1, "changed")]


def test_once_a_day_the_worker_seals(session: Session, chains: list[str]) -> None:
    for day in (0, 0, 1, 1):
        with time_machine.travel(clock.now() + timedelta(days=day)):
            seal_daily(session)
    assert len((audit_folder() / FILE).read_text().splitlines()) == 2


def test_old_rows_leave_whole_and_are_walked_in_their_files(
    app: Flask, session: Session, chains: list[str], tamper: Tamper
) -> None:
    seal_heads(session, ACTOR, audit_folder() / FILE)
    with time_machine.travel(clock.now() + timedelta(days=200)):
        result = app.test_cli_runner().invoke(args=["audit", "archive", "--before", str(clock.today())])
        assert result.exit_code == 1, "half a year stays"
        archive(session, ACTOR, clock.now() - timedelta(days=190), audit_folder())
        audit.record(session, ACTOR, audit.Action.SEASON_CREATED, make.season(make.district()))
        session.commit()
        segments = session.scalars(select(AuditSegment).where(AuditSegment.chain.in_(chains))).all()
        assert [(one.first_row, one.last_row) for one in segments] == [(1, 5), (1, 5)]
        kept = select(audit.AuditEvent.position).where(audit.AuditEvent.chain == chains[0])
        assert session.scalars(kept).all() == [6]
        assert found(app) == []
        seal_heads(session, ACTOR, audit_folder() / FILE)
        _tamper_with_files(app, chains, [audit_folder() / "archive" / one.file for one in segments])


def _tamper_with_files(app: Flask, chains: list[str], files: list[Path]) -> None:
    files.sort(key=lambda file: chains.index(file.name[:36]))
    first, second = (file.read_bytes() for file in files)
    files[0].write_bytes(second)
    assert found(app) == [(chains[0], 1, "swapped")]
    files[0].write_bytes(
        gzip.compress(gzip.decompress(first).replace(b'"actor_label": "test"', b'"actor_label": "me"'))
    )
    assert found(app) == [(chains[0], 1, "changed")]
    files[0].write_bytes(gzip.compress(b"".join(gzip.decompress(first).splitlines(keepends=True)[:3])))
    assert found(app) == [(chains[0], 4, "cut")]
    files[0].unlink()
    assert found(app) == [(chains[0], 1, "missing")]
    files[0].write_bytes(first)
    assert found(app) == []


def test_rows_of_no_segment_cannot_be_deleted_and_a_segment_cannot_be_changed(
    session: Session, chains: list[str]
) -> None:
    with time_machine.travel(clock.now() + timedelta(days=200)):
        archive(session, ACTOR, clock.now() - timedelta(days=190), audit_folder())
    for statement in (
        "DELETE FROM audit_event WHERE position = 6",
        "UPDATE audit_segment SET last_row = 9",
        "DELETE FROM audit_segment",
    ):
        with pytest.raises(Exception, match="append-only"):
            session.execute(text(statement))
        session.rollback()
