"""Keyed indexes of names, for search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Rows there are get theirs in the next night: only the program has the keys."""
    for table in ("child", "volunteer"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("name_token", sa.String(length=64), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_{table}_name_token"), ["name_token"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("volunteer", "child"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_name_token"))
            batch_op.drop_column("name_token")
