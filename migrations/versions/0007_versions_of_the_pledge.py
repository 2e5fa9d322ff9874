"""Which text of the pledge a volunteer signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text_version", sa.Integer(), nullable=True))
    op.execute("UPDATE vetting_check SET text_version = 1 WHERE kind = 'pledge'")
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_vetting_check_text_version"),
            "kind <> 'pledge' OR result <> 'clear' OR text_version IS NOT NULL",
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_vetting_check_text_version"), type_="check")
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.drop_column("text_version")
