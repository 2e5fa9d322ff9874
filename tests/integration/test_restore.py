"""A backup older than an erasure brings nobody back: production does not serve it before the ledger is replayed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app import create_app
from app.children.models import Child, ChildStatus
from app.foundation.access import system_actor
from app.foundation.database import db
from app.foundation.production import UnsafeToStart
from app.pairing.models import Pairing, PairingState
from app.privacy.ledger import LedgerBroken
from app.privacy.rules.erasing import ledger
from app.privacy.rules.replaying import standing
from app.privacy.rules.retaining import run
from tests.integration.privacy_place import fresh_ledger, make_past, marked, plant

__all__ = ["fresh_ledger"]
ACTOR = system_actor("test")


def back_up(app: Flask) -> Callable[[], None]:
    """Copy the whole database aside; the function that is returned puts the copy in its place."""
    db.session.remove()
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        file = Path(str(db.engine.url.database))
        kept = file.with_name("backup.db")
        with db.engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
        shutil.copy(file, kept)

        def put_back() -> None:
            db.session.remove()
            db.engine.dispose()
            for leftover in file.parent.glob("test.db*"):
                leftover.unlink()
            shutil.move(kept, file)

        return put_back
    name, url = str(db.engine.url.database), db.engine.url.set(database="postgres")

    def copy(source: str, target: str) -> None:
        db.session.remove()
        db.engine.dispose()
        admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {target} TEMPLATE {source}"))

    copy(name, f"{name}_backup")
    return lambda: copy(f"{name}_backup", name)


def start_production(app: Flask) -> None:
    """What a server does when it starts."""
    started = create_app(replace(app.config["SETTINGS"], environment="production"))
    with started.app_context():
        db.engine.dispose()


def test_a_restored_backup_serves_only_after_everybody_is_erased_again(app: Flask) -> None:
    past = make_past()
    plant(past)
    # On the day of the backup the child was still here and in a pairing.
    past.child.status, past.child.left_on = ChildStatus.ACTIVE, None
    past.pairing.state, past.pairing.ended_at = PairingState.SUSPENDED, None
    db.session.commit()
    child_id, pairing_id, left_on = past.child.id, past.pairing.id, past.season.ends_on
    restore = back_up(app)
    child, pairing = db.session.get_one(Child, child_id), db.session.get_one(Pairing, pairing_id)
    child.status, child.left_on = ChildStatus.LEFT, left_on
    pairing.state, pairing.ended_at = PairingState.ENDED, pairing.proposed_at
    db.session.commit()
    assert run(db.session, ACTOR, dry_run=False).children == 1
    start_production(app)

    restore()
    assert marked()
    with pytest.raises(UnsafeToStart, match="before the last erasure"):
        start_production(app)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["restore", "check"]).exit_code == 1
    told = json.loads(runner.invoke(args=["erasures", "replay", "--json"]).output)
    assert told["replayed"] == 2
    assert marked() == []
    child = db.session.get_one(Child, child_id)
    assert (child.status, child.erased_at is not None) == (ChildStatus.LEFT, True)
    assert db.session.get_one(Pairing, pairing_id).state is PairingState.ENDED
    db.session.rollback()
    assert runner.invoke(args=["restore", "check"]).exit_code == 0
    start_production(app)


def test_a_ledger_that_was_touched_is_not_believed(app: Flask, fresh_ledger: Path) -> None:
    make_past()
    run(db.session, ACTOR, dry_run=False)
    lines = fresh_ledger.read_text().splitlines(keepends=True)
    assert len(lines) == 2
    assert fresh_ledger.stat().st_mode & 0o077 == 0, "its owner's only"
    for touched in (lines[1:], [lines[1], lines[0]], [lines[0].replace("term", "request"), lines[1]]):
        fresh_ledger.write_text("".join(touched))
        with pytest.raises(LedgerBroken):
            standing(db.session)
        with pytest.raises(UnsafeToStart, match="cannot be trusted"):
            start_production(app)


def test_a_ledger_whose_end_was_cut_is_noticed_and_can_be_written_again(app: Flask, fresh_ledger: Path) -> None:
    make_past()
    run(db.session, ACTOR, dry_run=False)
    whole = fresh_ledger.read_text()
    fresh_ledger.write_text(whole.splitlines(keepends=True)[0])
    with pytest.raises(UnsafeToStart, match="lacks 1 entries"):
        start_production(app)
    assert app.test_cli_runner().invoke(args=["erasures", "replay"]).exit_code == 0
    assert len(ledger().entries()) == 2
    start_production(app)


def test_a_line_that_a_crash_tore_is_taken_off(app: Flask, fresh_ledger: Path) -> None:
    make_past()
    run(db.session, ACTOR, dry_run=False)
    whole = fresh_ledger.read_text()
    fresh_ledger.write_text(whole + whole.splitlines()[0][:70])
    assert standing(db.session).agree
    db.session.rollback()
    make_past(days_ago=900)
    assert run(db.session, ACTOR, dry_run=False).children == 1
    assert len(ledger().entries()) == 4
    assert standing(db.session).agree
