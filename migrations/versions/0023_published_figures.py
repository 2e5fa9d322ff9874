"""What was published: the numbers of the public tables, as they were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "published_figure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value >= 5", name=op.f("ck_published_figure_not_small")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_published_figure_area_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_published_figure_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figure")),
        sa.UniqueConstraint("area_id", "month", "figure", name=op.f("uq_published_figure_area_id_month_figure")),
    )
    op.create_index(op.f("ix_published_figure_district_id_month"), "published_figure", ["district_id", "month"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("published_figure")
