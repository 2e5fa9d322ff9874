"""Migrations: what they build is what the models say, on both databases, and they run down and up with rows there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import create_engine, inspect, select, text, update
from sqlalchemy.engine import Connection, make_url

from app import create_app
from app.children.models import Child, Consent
from app.foundation.database import Base, db
from tests.application import settings_for
from tests.guards.world import make_world

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


@pytest.fixture
def empty_app(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An application over a database in which nothing has been made yet."""
    url = make_url(app.config["SETTINGS"].database_url)
    if url.get_backend_name() == "sqlite":
        made = create_app(settings_for(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path))
        with made.app_context():
            yield made
            db.engine.dispose()
        return
    name = f"{url.database}_migrations"
    admin = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    made = create_app(settings_for(url.set(database=name).render_as_string(hide_password=False), tmp_path))
    with made.app_context():
        yield made
        db.engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_models_and_migrations_agree(empty_app: Flask) -> None:
    upgrade(directory=MIGRATIONS)
    check(directory=MIGRATIONS)


def test_down_and_up_again_with_rows_in_the_tables(empty_app: Flask) -> None:
    upgrade(directory=MIGRATIONS)
    make_world()
    db.session.remove()
    with db.engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() is not None
        assert connection.execute(text("SELECT count(*) FROM pairing")).scalar_one() > 0
    downgrade(directory=MIGRATIONS, revision="base")
    with db.engine.connect() as connection:
        assert _tables(connection) == set()
    upgrade(directory=MIGRATIONS)
    make_world()
    db.session.remove()
    with db.engine.connect() as connection:
        assert _tables(connection) == set(Base.metadata.tables)


def test_partial_indexes_triggers_and_checks_are_those_of_the_models(empty_app: Flask) -> None:
    """`alembic check` sees neither a changed predicate of a partial index, nor a trigger, nor a CHECK."""
    upgrade(directory=MIGRATIONS)
    migrated = _definitions()
    downgrade(directory=MIGRATIONS, revision="base")
    db.create_all()
    made = _definitions()
    assert migrated == made


def _definitions() -> dict[str, str]:
    queries = {
        "sqlite": [
            "SELECT type || ' ' || name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql <> ''"
        ],
        "postgresql": [
            "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT 'constraint ' || conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace",
            "SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        ],
    }
    found: dict[str, str] = {}
    with db.engine.connect() as connection:
        for query in queries[connection.dialect.name]:
            rows: Any = connection.execute(text(query))
            found |= {name: re.sub(r"\s+", " ", sql) for name, sql in rows if "alembic_version" not in name}
        if connection.dialect.name == "sqlite":
            found |= _sqlite_checks(connection)
    return found


def _sqlite_checks(connection: Connection) -> dict[str, str]:
    inspector = inspect(connection)
    return {
        f"check {table} {rule['name']}": re.sub(r"\s+", " ", str(rule["sqltext"]))
        for table in _tables(connection)
        for rule in inspector.get_check_constraints(table)
    }


def test_a_yes_of_somebody_who_may_not_give_it_ends_where_the_rule_came_in(empty_app: Flask) -> None:
    upgrade(directory=MIGRATIONS)
    child_id = make_world().own.child.id
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="0008")
    with db.engine.begin() as connection:
        table = Consent.__table__
        connection.execute(update(table).where(table.c.child_id == child_id).values(legal_guardian=False))
    upgrade(directory=MIGRATIONS)
    child = db.session.get_one(Child, child_id)
    assert [one.withdrawn_reason for one in child.consents] == ["not_valid"]
    assert child.consented_until is None
    untouched = db.session.scalars(select(Consent).where(Consent.child_id != child_id)).all()
    assert {one.withdrawn_at for one in untouched if one.withdrawn_reason} == set()
    db.session.remove()


def test_an_index_whose_building_was_broken_off_is_built_again(empty_app: Flask) -> None:
    """Built beside the running site, it is in no transaction: a kill leaves it there, and no query uses it."""
    if db.engine.dialect.name != "postgresql":
        return  # SQLite builds an index in the transaction of the upgrade
    upgrade(directory=MIGRATIONS, revision="0037")
    broken, whole = "ix_account_closed", "ix_role_grant_role_account_id"
    of_index = "WHERE indexrelid = CAST(:name AS regclass)"
    with db.engine.begin() as connection:
        connection.execute(text(f"CREATE INDEX {whole} ON role_grant (role, account_id) WHERE ended_at IS NULL"))
        connection.execute(text(f"CREATE INDEX {broken} ON account (id) WHERE NOT active"))
        connection.execute(text(f"UPDATE pg_index SET indisvalid = false {of_index}"), {"name": broken})
        before = _files(connection, broken, whole)
    upgrade(directory=MIGRATIONS)
    with db.engine.connect() as connection:
        valid = connection.scalars(text("SELECT indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid "
                                        "WHERE relname LIKE 'ix_%'"))  # fmt: skip
        assert all(valid)
        after = _files(connection, broken, whole)
    assert after[broken] != before[broken]
    assert after[whole] == before[whole], "one that is whole is left alone"


def _files(connection: Connection, *indexes: str) -> dict[str, int]:
    query = text("SELECT pg_relation_filenode(CAST(:name AS regclass))")
    return {name: connection.execute(query, {"name": name}).scalar_one() for name in indexes}
