"""Indexes without which a province's pages read whole tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("ix_pairing_child_id"), "pairing", ["child_id"])
    op.create_index(
        "ix_account_demo", "account", ["id"], sqlite_where=sa.text("demo"), postgresql_where=sa.text("demo")
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_account_demo", table_name="account")
    op.drop_index(op.f("ix_pairing_child_id"), table_name="pairing")
