"""Indexes for what a school decides on, and for files whose time is up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None
PARTIAL = (
    ("ix_pairing_accepted", "pairing", ["child_id"], "state = 'accepted'"),
    ("ix_child_left", "child", ["district_id", "left_on"], "left_on IS NOT NULL"),
)


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("ix_pairing_approved_by_id"), "pairing", ["approved_by_id"])
    for name, table, columns, condition in PARTIAL:
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Undo."""
    for name, table, _columns, _condition in PARTIAL:
        op.drop_index(name, table_name=table)
    op.drop_index(op.f("ix_pairing_approved_by_id"), table_name="pairing")
