"""The second factor of an account, and recovery codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("factor_secret", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("factor_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("factor_last_step", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("factor_last_step")
        batch_op.drop_column("factor_since")
        batch_op.drop_column("factor_secret")
    op.drop_table("recovery_code")
