"""What keeps the rows of tasks and reports: triggers, so that nothing is deleted and what was written stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.foundation.database import Base, after_create


def keep(model: type[Base], fixed: str, final: tuple[str, str] | None = None) -> None:
    """No row of the table is deleted, and its ``fixed`` columns (as SQL) stay as they are.

    ``final``: a column, and the columns (as SQL) that stay too once it is set.
    """
    table = model.__tablename__
    rules = {"no_change": (fixed, "")}
    if final is not None:
        rules["final"] = (final[1], f"WHEN (OLD.{final[0]} IS NOT NULL) ")
    after_create(model.__table__, "sqlite", sqlite_triggers(table, rules))
    after_create(model.__table__, "postgresql", postgresql_triggers(table, rules))


def sqlite_triggers(table: str, rules: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    """What keeps a table's rows, on SQLite."""
    kept = f"BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {kept}"
    for name, (columns, when) in rules.items():
        yield f"CREATE TRIGGER {table}_{name} BEFORE UPDATE OF {columns} ON {table} {when}{kept}"


def postgresql_triggers(table: str, rules: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    """What keeps a table's rows, on PostgreSQL."""
    yield (
        "CREATE OR REPLACE FUNCTION reports_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is kept', TG_TABLE_NAME; END $$"
    )
    run = "EXECUTE FUNCTION reports_kept()"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {run}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}"
    for name, (columns, when) in rules.items():
        yield f"CREATE TRIGGER {table}_{name} BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW {when}{run}"
