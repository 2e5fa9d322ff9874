"""Alembic, on the application's own engine: all or nothing on SQLite too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.operations.batch import ApplyBatchImpl
from flask import current_app
from sqlalchemy import Engine, TypeDecorator

from app.foundation.database import Base, db


def _render(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write the project's column types as what the database sees, so that a migration never imports the app."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}" if type(item).__module__.startswith("app.") else False
    return False


def _compare(ctx: Any, inspected: Any, column: Any, found: Any, wanted: Any) -> bool | None:
    """Compare the project's types by what they are made of."""
    if isinstance(wanted, TypeDecorator):
        made = wanted.dialect_impl(ctx.dialect).impl_instance if hasattr(wanted, "impl_instance") else wanted
        return bool(ctx.impl.compare_type(_Column(found), _Column(made)))
    return None


class _Column:
    """Just enough of a column for Alembic's comparison."""

    def __init__(self, kind: Any) -> None:
        self.type = kind


_OVERLAPS = {"service_session_overlap", "activity_service_overlap"}


def _names(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out what no model declares: the index behind an exclusion constraint, and a queue in the same database."""
    return not (name in _OVERLAPS if kind == "index" else kind == "table" and str(name)[:5] == "huey_")


@contextmanager
def _computed_left_out() -> Iterator[None]:
    """Alembic would copy generated columns into a rebuilt table of SQLite, which computes them itself and refuses."""
    create = ApplyBatchImpl._create  # noqa: SLF001 - Alembic has no setting for this

    def without(batch: ApplyBatchImpl, impl: Any) -> None:
        for name, column in batch.columns.items():
            if column.computed is not None:
                batch.column_transfers[name].pop("expr", None)
        create(batch, impl)

    ApplyBatchImpl._create = without  # type: ignore[method-assign] # noqa: SLF001 - put back below
    try:
        yield
    finally:
        ApplyBatchImpl._create = create  # type: ignore[method-assign] # noqa: SLF001 - as it was


def run() -> None:
    """Migrate the configured database, or the one whose engine the caller gives along."""
    settings: dict[str, Any] = dict(current_app.extensions["migrate"].configure_args)
    engine: Engine = context.config.attributes.get("engine", db.engine)
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        raw: Any = connection.connection.dbapi_connection
        if on_sqlite:
            # Rebuilding a table drops the old one, which must not take its children along. Outside a transaction.
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=_render,
            include_name=_names,
            transactional_ddl=True,
            **{**settings, "compare_type": _compare},
        )
        with context.begin_transaction(), _computed_left_out():
            context.run_migrations()
            if on_sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"rows without their parents: {broken[:5]}")
        if on_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


run()
