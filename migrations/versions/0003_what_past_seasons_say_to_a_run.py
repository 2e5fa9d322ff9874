"""What past seasons say to a run: places reserved, who was expected, how the model of lasting did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "match_reserve",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("slots BETWEEN 1 AND 3", name=op.f("ck_match_reserve_slots")),
        sa.ForeignKeyConstraint(["run_id"], ["match_run.id"], name=op.f("fk_match_reserve_run_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_match_reserve_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_reserve")),
        sa.UniqueConstraint("run_id", "volunteer_id", name=op.f("uq_match_reserve_run_id_volunteer_id")),
    )
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outlook", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("retention", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.drop_column("retention")
        batch_op.drop_column("outlook")

    op.drop_table("match_reserve")
