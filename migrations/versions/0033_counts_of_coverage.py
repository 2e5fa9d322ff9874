"""Counts of coverage that are kept by season, for sums over a province."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "coverage_rollup",
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("chain_length", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_coverage_rollup_season_id")),
        sa.PrimaryKeyConstraint("season_id", name=op.f("pk_coverage_rollup")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("coverage_rollup")
