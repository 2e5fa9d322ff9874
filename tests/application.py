"""The application under test, on each database, with an empty database for every test."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import io
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app, g
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import scoped_session
from sqlalchemy.pool import NullPool
from sqlalchemy.util import LRUCache

from app import create_app
from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import db
from app.foundation.jobs import moments
from app.foundation.secrets.keyring import keyring
from config import Settings, load_settings
from tests import postgresql
from tests.client import CheckingClient
from tests.reads import watch_reads

__all__ = ["app", "application", "client", "database", "one_clock", "session", "sign_in"]

TEMPLATE = "tongxing_template"
STATEMENTS = 3000


class Compiled(BytecodeCache):
    """The templates as programs, for every application of this process: each is compiled once."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if that very source was compiled before."""
        if (kept := self.kept.get(bucket.key)) is not None:
            bucket.load_bytecode(io.BytesIO(kept))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@event.listens_for(Engine, "connect")
def turn_around_what_has_no_order(connection: Any, record: object) -> None:
    """SQLite gives rows that no ORDER BY asked for backwards: who trusts in their order is found out here, every run.

    PostgreSQL gives them in any order too, but only now and then.
    """
    if type(connection).__module__ == "sqlite3":
        connection.execute("PRAGMA reverse_unordered_selects = ON")
        # No test here takes the power away (tests/faults does, of programs of their own): nothing waits for the disk.
        connection.execute("PRAGMA synchronous = OFF")


def settings_for(url: str, folder: Path) -> Settings:
    """Settings of a testing application whose queue holds its signals in memory."""
    settings = load_settings(
        {"APP_ENV": "testing", "INSTANCE_PATH": str(folder), "DATABASE_URL": url, "BACKUP_KEEP": "0"}
    )
    # Forms carry their token, which no test has to fetch first; `trust_tokens` says that it was right.
    return replace(settings, tasks_url="memory://", extra={"WTF_CSRF_CHECK_DEFAULT": False})


def trust_tokens() -> None:
    """Before every request of a test."""
    g.csrf_valid = True


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def application(request: pytest.FixtureRequest) -> Iterator[tuple[Flask, Callable[[], None]]]:
    """The app and a function that empties its database; built once per database and worker."""
    with tempfile.TemporaryDirectory(prefix="tongxing-") as folder:
        if request.param == "sqlite":
            yield from _on_sqlite(Path(folder))
        else:
            yield from _on_postgresql(Path(folder))


def _application(settings: Settings) -> Flask:
    app = create_app(settings)
    app.test_client_class = CheckingClient
    app.jinja_env.bytecode_cache = COMPILED
    app.before_request(trust_tokens)
    watch_reads(app)
    with app.app_context():
        # Tests ask more different statements than a site's 500: none is to be written out for the database twice.
        db.engine.update_execution_options(compiled_cache=LRUCache(STATEMENTS))
    return app


def _keep_for_good() -> None:
    """What was built stays to the end of the run: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def _on_sqlite(folder: Path) -> Iterator[tuple[Flask, Callable[[], None]]]:
    file, template = folder / "test.db", folder / "template.db"
    app = _application(settings_for(f"sqlite:///{file}", folder))
    with app.app_context():
        make_schema()
        db.engine.dispose()
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(file, template)

    def empty() -> None:
        db.engine.dispose()
        for leftover in folder.glob("test.db*"):  # the file too: a failed test may still hold it open
            leftover.unlink()
        shutil.copy(template, file)

    _keep_for_good()
    yield app, empty
    with app.app_context():
        db.engine.dispose()


def _on_postgresql(folder: Path) -> Iterator[tuple[Flask, Callable[[], None]]]:
    server = os.environ.get(postgresql.URL)
    if server is None:
        pytest.skip("PostgreSQL is not installed here (no initdb found, and TEST_POSTGRESQL_URL is not set)")
    # Guards and integration tests each have their own fixture, alive at the same time.
    name = f"tongxing_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid.uuid4().hex[:8]}"
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    _make_template(admin, server, folder)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    app = _application(settings_for(f"{server}/{name}", folder))
    tables = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    emptying = "; ".join(f"DELETE FROM {table}" for table in tables.split(", "))

    def empty() -> None:
        with db.engine.begin() as connection:
            # As a replica neither foreign keys nor the append-only triggers fire: only tests may do this.
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {emptying}")

    _keep_for_good()
    yield app, empty
    with app.app_context():
        db.engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _make_template(admin: Any, server: str, folder: Path) -> None:
    """Build the template database once, whichever worker comes first."""
    port = make_url(server).port
    with (Path(tempfile.gettempdir()) / f"tongxing-template-{port}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with admin.connect() as connection:
            query = text("SELECT 1 FROM pg_database WHERE datname = :name")
            if connection.execute(query, {"name": TEMPLATE}).scalar():
                return
            connection.execute(text(f"CREATE DATABASE {TEMPLATE}"))
        app = create_app(settings_for(f"{server}/{TEMPLATE}", folder))
        with app.app_context():
            make_schema()
            db.engine.dispose()


def make_schema() -> None:
    """Make every table at once, at the last revision; `test_migrations` proves that the migrations build the same."""
    db.create_all()
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    with db.engine.begin() as connection:
        MigrationContext.configure(connection).stamp(scripts, "head")


@pytest.fixture
def app(application: tuple[Flask, Callable[[], None]]) -> Iterator[Flask]:
    """The application, in its context, over an empty database."""
    made, empty = application
    with made.app_context():
        empty()
        settings = made.config["SETTINGS"]
        keyring.install(settings.secrets, settings.secrets_source)  # another application may have put its own
        # Seals of the test before would say that the tail of this empty log is cut.
        shutil.rmtree(settings.audit_folder, ignore_errors=True)
        yield made
        db.session.remove()


@pytest.fixture
def database(app: Flask) -> str:
    """Which database this is: ``sqlite`` or ``postgresql``."""
    return db.engine.dialect.name


@pytest.fixture
def session(app: Flask) -> scoped_session[Any]:
    """The test's own session; requests have theirs. Commit before a request."""
    return db.session


@pytest.fixture(autouse=True)
def one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests move the program's clock; the server's, which leases go by, cannot be moved and follows it."""
    monkeypatch.setattr(moments, "now", lambda _session: clock.now())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who has not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Account], FlaskClient]:
    """A browser in which the account is signed in."""

    def signed_in(account: Account) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as cookies:
            cookies["_user_id"] = account.get_id()
            cookies["_fresh"] = True
            cookies["factor_passed"] = True
        return browser

    return signed_in
