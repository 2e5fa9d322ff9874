"""From one database into another, of the other kind: every row arrives, is proven to, and nothing is half done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import URL, create_engine, make_url, select, text
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.pool import NullPool

from app.foundation.access import system_actor
from app.foundation.audit.actions import Action
from app.foundation.audit.log import record_and_commit
from app.foundation.audit.models import AuditEvent
from app.foundation.database import db
from tests import postgresql
from tests.guards.world import make_world
from tests.integration.test_backups import on_server, rows_of

ACTOR = system_actor("test")


@pytest.fixture
def other(app: Flask, database: str, tmp_path: Path) -> Iterator[URL]:
    """An empty database of the other kind."""
    if database == "postgresql":
        yield URL.create("sqlite", database=str(tmp_path / "copy.db"))
        return
    server = os.environ.get(postgresql.URL)
    if server is None:
        pytest.skip("PostgreSQL is not installed here")
    url, name = make_url(f"{server}/postgres"), f"tongxing_copy_{os.getpid()}"
    on_server(url, f"CREATE DATABASE {name} TEMPLATE template0")
    yield url.set(database=name)
    on_server(url, f"DROP DATABASE {name} WITH (FORCE)")


def command(app: Flask, verb: str, url: URL) -> Any:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["database", verb, "--to", url.render_as_string(hide_password=False)])


def change(url: URL, statement: str) -> None:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text(statement))


def test_every_row_arrives_and_a_changed_row_is_found(app: Flask, session: scoped_session[Any], other: URL) -> None:
    make_world()
    for _number in range(2):
        record_and_commit(session, ACTOR, Action.ACCOUNT_SIGNED_OUT)
    done = command(app, "copy", other)
    assert done.exit_code == 0, done.output
    assert "each the same" in done.output
    assert rows_of(create_engine(other, poolclass=NullPool)) == rows_of(db.engine)
    again = command(app, "copy", other)
    assert again.exit_code == 1
    assert "not empty" in again.output

    assert command(app, "compare", other).exit_code == 0
    key = session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)).all()[-1]
    with Session(create_engine(other, poolclass=NullPool)) as there:  # the next row is numbered after those that came
        record_and_commit(there, ACTOR, Action.ACCOUNT_SIGNED_OUT)
        assert there.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc())).first() == key + 1
    change(other, "UPDATE child SET risk = 3 - risk WHERE code = (SELECT min(code) FROM child)")
    found = command(app, "compare", other)
    assert found.exit_code == 1
    named = {line.split(":")[0] for line in found.output.splitlines() if "changed" in line}
    assert named == {"table audit_chain", "table audit_event", "table child"}


def test_what_cannot_be_copied_whole_is_refused(app: Flask, other: URL) -> None:
    with db.engine.connect() as writer:
        writer.execute(text("UPDATE job SET state = state"))
        written = command(app, "copy", other)
        assert written.exit_code == 1
        assert "Somebody writes" in written.output
        writer.rollback()
    settled = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    here = make_url(app.config["SETTINGS"].database_url)
    db.session.rollback()
    change(here, "UPDATE alembic_version SET version_num = '0001'")
    older = command(app, "copy", other)
    change(here, f"UPDATE alembic_version SET version_num = '{settled}'")  # the tests after this one share the tables
    assert older.exit_code == 1
    assert "The source is at revision 0001" in older.output
