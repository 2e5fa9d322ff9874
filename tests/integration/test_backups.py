"""Backups: everything at one moment, for one key alone, proven by putting it back; and never over what is there."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.orm import scoped_session
from sqlalchemy.pool import NullPool

from app.backups import places, rules, snapshot
from app.backups.archive import unpacked
from app.backups.errors import BackupBroken, BackupRefused
from app.backups.sealing import Identity, identity_of, make_key
from app.backups.tasks import back_up_daily
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.audit.sealing import FILE, audit_folder, seal_heads
from app.foundation.database import db
from app.foundation.jobs import Job, JobState
from app.foundation.jobs.worker import make_queue, run_waiting
from config import Settings
from tests import factories as make

Session = scoped_session[Any]
NIGHT = clock.now().replace(hour=19, minute=30)  # half past three in Shanghai


@pytest.fixture
def settings(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Those of the application, with backups and their key in a folder of the test."""
    made: Settings = replace(
        app.config["SETTINGS"], backup_folder=tmp_path / "backups", backup_key_file=tmp_path / "backup.key",
        backup_keep=2, erasure_ledger=tmp_path / "erasures.jsonl",
    )  # fmt: skip
    monkeypatch.setitem(app.config, "SETTINGS", made)
    return made


@pytest.fixture
def filled(session: Session) -> Child:
    """A child on file, and a log that is sealed."""
    township = make.township(make.district())
    child = make.child(make.school(township), make.village(township), name="王小雨")
    session.commit()
    seal_heads(session, system_actor("test"), audit_folder() / FILE)
    return child


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """An empty installation with the same secrets, on the same kind of database."""
    url, folder = make_url(settings.database_url), tmp_path / "other"
    folder.mkdir()
    place = URL.create("sqlite", database=str(folder / "tongxing.db"))
    if url.get_backend_name() == "postgresql":
        place = url.set(database=f"{url.database}_elsewhere")
        on_server(url, f"CREATE DATABASE {place.database} TEMPLATE template0")
    yield replace(
        settings, database_url=place.render_as_string(hide_password=False), instance=folder,
        erasure_ledger=folder / "erasures.jsonl", audit_folder=folder / "audit",
    )  # fmt: skip
    if url.get_backend_name() == "postgresql":
        on_server(url, f"DROP DATABASE {place.database} WITH (FORCE)")


def on_server(url: URL, statement: str) -> None:
    with create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text(statement))


def rows_of(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table, as it is written."""
    with engine.connect() as connection:
        found = {table.name: connection.execute(select(table)).all() for table in db.metadata.sorted_tables}
    return {name: sorted(repr(tuple(row)) for row in rows) for name, rows in found.items()}


def test_what_comes_back_elsewhere_is_what_was_there(filled: Child, settings: Settings, elsewhere: Settings) -> None:
    settings.ledger_file.write_text("a line\n")
    made = rules.create(settings, db.engine)
    assert made.file.stat().st_mode & 0o077 == 0, "its owner's only"
    assert [one.name for one in made.file.parent.iterdir()] == [made.file.name], "nothing else stays"
    proven = rules.verify(made.file, settings.backup_key_file, settings.database_url)
    assert (proven.rows, proven.tables) == (made.rows, len(db.metadata.tables) + 1), "with that of the migrations"
    assert rules.restore(made.file, settings.backup_key_file, elsewhere).kept == ()
    assert rows_of(create_engine(elsewhere.database_url, poolclass=NullPool)) == rows_of(db.engine)
    assert (elsewhere.audit_folder / FILE).read_text() == (settings.audit_folder / FILE).read_text()
    assert elsewhere.ledger_file.read_text() == "a line\n"
    with pytest.raises(BackupRefused, match=r"not empty|has \d+ tables"):
        rules.restore(made.file, settings.backup_key_file, elsewhere)


@contextlib.contextmanager
def queued(settings: Settings) -> Iterator[None]:
    """A queue in the database itself where that is PostgreSQL, as if TASKS_URL said the same as DATABASE_URL."""
    url = make_url(settings.database_url)
    own = url.get_backend_name() == "postgresql"
    queue = make_queue(settings.database_url if own else f"sqlite:///{settings.instance}/tasks.db", "secret")
    queue.put("key", "of work")
    queue.storage.close()
    yield
    if own:
        on_server(url, "DROP TABLE huey_kv, huey_schedule, huey_task, huey_counter")


def test_a_queue_in_the_same_database_is_neither_in_the_way_nor_taken_along(
    filled: Child, settings: Settings, elsewhere: Settings
) -> None:
    with queued(settings), queued(elsewhere):
        made = rules.create(settings, db.engine)
        rules.restore(made.file, settings.backup_key_file, elsewhere)
        proven = rules.verify(made.file, settings.backup_key_file, settings.database_url)
        assert proven.tables == len(db.metadata.tables) + 1, "with that of the migrations"
        with create_engine(elsewhere.database_url, poolclass=NullPool).connect() as connection:
            assert connection.scalar(select(func.count()).select_from(Child)) == 1


def test_files_that_know_more_are_left_alone(filled: Child, settings: Settings, elsewhere: Settings) -> None:
    """A ledger that lists a later erasure must not be written over by an older one."""
    settings.ledger_file.write_text("older\n")
    made = rules.create(settings, db.engine)
    elsewhere.ledger_file.write_text("older\nyounger\n")
    assert rules.restore(made.file, settings.backup_key_file, elsewhere).kept == (str(elsewhere.ledger_file),)
    assert elsewhere.ledger_file.read_text() == "older\nyounger\n"


def test_it_opens_with_its_key_alone_and_only_whole(
    filled: Child, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    made = rules.create(settings, db.engine)
    whole = made.file.read_bytes()
    assert whole.startswith(b"age-encryption.org/v1\n")
    stranger = make_key(tmp_path / "stranger.key")
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    tampered = {"cut": whole[: len(whole) // 2], "a byte short": whole[:-1], "changed": bytes(changed), "none": b"no"}
    for name, content in tampered.items():
        made.file.write_bytes(content)
        with pytest.raises(BackupBroken):
            rules.restore(made.file, settings.backup_key_file, elsewhere)
        assert snapshot.tables_there(make_url(elsewhere.database_url)) == 0, name
    made.file.write_bytes(whole)
    with pytest.raises(BackupBroken, match="does not open with this key"):
        rules.restore(made.file, stranger, elsewhere)
    assert snapshot.tables_there(make_url(elsewhere.database_url)) == 0


def test_a_backup_that_lacks_a_row_is_not_proven(
    filled: Child, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = snapshot.take

    def counted_one_more(*arguments: Any) -> Any:
        file, figures = take(*arguments)
        rows, total = figures.tables["child"]
        return file, snapshot.Figures(figures.revision, {**figures.tables, "child": (rows + 1, total)})

    monkeypatch.setattr(snapshot, "take", counted_one_more)
    made = rules.create(settings, db.engine)
    with pytest.raises(BackupBroken, match=r"table child: 2 rows .* restored 1 rows"):
        rules.verify(made.file, settings.backup_key_file, settings.database_url)


def test_it_is_of_one_moment_while_others_write(filled: Child, settings: Settings, app: Flask) -> None:
    """Each child is written with its school in one transaction: a backup has both or neither."""
    stop, written = threading.Event(), 0

    def write() -> None:
        nonlocal written
        with app.app_context():
            township = make.township(make.district())
            while not stop.is_set():
                make.child(make.school(township), make.village(township))
                db.session.commit()
                written += 1
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while written < 3:
            stop.wait(0.01)
        files = [rules.create(replace(settings, backup_folder=settings.backup_folder / str(one)), db.engine).file
                 for one in range(3)]  # fmt: skip
    finally:
        stop.set()
        writer.join()
    for file in files:
        with unpacked(file, identity_of(settings.backup_key_file), file.parent) as opened:
            tables = opened.manifest.figures.tables
        assert tables["child"][0] == tables["school"][0] > 1
        rules.verify(file, settings.backup_key_file, settings.database_url)


def test_every_night_one_is_made_and_proven_and_the_oldest_go(
    filled: Child, settings: Settings, session: Session
) -> None:
    for day in range(4):
        with time_machine.travel(NIGHT + timedelta(days=day), tick=True):
            assert [back_up_daily(session), back_up_daily(session)] == [True, False]
            assert run_waiting() == 1
    assert len(list(settings.backup_folder.iterdir())) == 2
    jobs = session.scalars(select(Job).where(Job.kind == "backup").order_by(Job.created_at)).all()
    assert [(one.state, one.result["proven"]) for one in jobs] == [(JobState.DONE, True)] * 4
    assert [one.result["deleted"] for one in jobs] == [0, 0, 1, 1]
    with time_machine.travel(NIGHT.replace(hour=17) + timedelta(days=9)):
        assert not back_up_daily(session), "it is one o'clock in Shanghai"


def test_with_a_public_key_alone_nothing_here_opens_it(filled: Child, settings: Settings, tmp_path: Path) -> None:
    kept_elsewhere = Identity.generate()
    apart = replace(settings, backup_recipients=(str(kept_elsewhere.to_public()),))
    made = rules.create(apart, db.engine)
    assert not settings.backup_key_file.exists()
    with pytest.raises(BackupRefused, match="holds no key"):
        rules.verify(made.file, settings.backup_key_file, settings.database_url)
    brought = tmp_path / "brought.key"
    brought.write_text(f"{kept_elsewhere}\n")
    assert rules.verify(made.file, brought, settings.database_url).rows == made.rows
    with pytest.raises(BackupRefused, match="BACKUP_RECIPIENTS"):
        rules.create(replace(settings, backup_recipients=("nonsense",)), db.engine)


def test_the_commands_say_what_they_did_or_why_not(
    filled: Child, settings: Settings, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = app.test_cli_runner()
    assert "no backup" in runner.invoke(args=["backup", "verify"]).output
    told = json.loads(runner.invoke(args=["backup", "create", "--json"]).output)
    assert told["rows"] > 0
    assert json.loads(runner.invoke(args=["backup", "verify", "--json"]).output)["rows"] == told["rows"]
    over = runner.invoke(args=["backup", "restore", told["file"]])
    assert over.exit_code == 1
    assert "empty" in over.output
    assert runner.invoke(args=["backup", "key"]).output.startswith("age1")
    if db.engine.dialect.name == "postgresql":
        monkeypatch.setattr("shutil.which", lambda _name: None)
        assert "postgresql-client" in runner.invoke(args=["backup", "create"]).output


def test_two_in_one_second_are_two(filled: Child, settings: Settings) -> None:
    with time_machine.travel(clock.now(), tick=False), ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(rules.create, settings, db.engine) for _twice in range(2)]
        files = {each.result().file for each in asked}
    assert len(files) == 2
    for file in files:
        rules.verify(file, settings.backup_key_file, settings.database_url)


def test_what_a_killed_one_left_to_read_is_swept_away_and_nothing_else(settings: Settings) -> None:
    url, folder = make_url(settings.database_url), settings.backup_folder
    (left := folder / f"{places.FOLDER}left").mkdir(parents=True)
    (left / "database.db").write_text("王小雨")
    hour_ago = time.time() - 3600
    os.utime(left, (hour_ago, hour_ago))
    names = {left.name}
    if url.get_backend_name() == "postgresql":
        names.add(f"{places.own_names(url)}left{uuid.uuid4().hex[:6]}")
        on_server(url, f"CREATE DATABASE {max(names)} TEMPLATE template0")
    with places.scratch(folder) as held:
        os.utime(held, (hour_ago, hour_ago))
        if url.get_backend_name() == "sqlite":
            assert set(places.sweep(folder, url)) == names
        else:
            with places.empty_database(url):
                assert set(places.sweep(folder, url)) == names
        assert [one.name for one in folder.iterdir()] == [held.name]
