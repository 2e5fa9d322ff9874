"""Fairness and recruits of a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "match_recruit",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=True),
        sa.Column("grade_min", sa.Integer(), nullable=False),
        sa.Column("grade_max", sa.Integer(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=True),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=True),
        sa.Column("waiting_band", sa.Integer(), nullable=True),
        sa.Column("gain", sa.JSON(), nullable=False),
        sa.Column("serves", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["match_run.id"], name=op.f("fk_match_recruit_run_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_match_recruit_township_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_recruit")),
        sa.UniqueConstraint("run_id", "place", name=op.f("uq_match_recruit_run_id_place")),
    )
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fairness", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.drop_column("fairness")

    op.drop_table("match_recruit")
