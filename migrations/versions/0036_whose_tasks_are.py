"""Indexes by which tasks, sites and accounts are found in a province."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

OF_TASKS = ("owner_id", "owner_school_id", "owner_area_id", "township_id", "village_id", "school_id")
OF_SITES = ("village_id", "school_id")


def upgrade() -> None:
    """Apply."""
    for column in OF_TASKS:
        _create("care_task", [column], where=f"{column} IS NOT NULL")
    for column in OF_SITES:
        _create("site", [column])
    _create("area", ["level", "code"])
    _create("account", ["created_at", "id"])
    _create("account", ["created_at", "id"], "ix_account_waiting", "active AND password_hash IS NULL")


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_account_waiting", table_name="account")
    op.drop_index(op.f("ix_account_created_at_id"), table_name="account")
    op.drop_index(op.f("ix_area_level_code"), table_name="area")
    for column in OF_SITES:
        op.drop_index(op.f(f"ix_site_{column}"), table_name="site")
    for column in OF_TASKS:
        op.drop_index(op.f(f"ix_care_task_{column}"), table_name="care_task")


def _create(table: str, columns: list[str], name: str | None = None, where: str | None = None) -> None:
    only = {} if where is None else {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
    op.create_index(name or op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns, **only)
