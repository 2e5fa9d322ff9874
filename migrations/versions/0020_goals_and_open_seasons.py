"""Goals of a season, its milestones' days, and open pairings that hold their season open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SEASON_OPEN = "CASE WHEN stage <> 'closed' THEN 1 END"
PAIRING_OPEN = "CASE WHEN state IN ('proposed', 'accepted', 'approved', 'active', 'suspended') THEN 1 END"


def upgrade() -> None:
    """Apply; a season that was closed with open pairings is told, not mended: nobody knows how these ended."""
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_contact_days", sa.Integer(), nullable=False, server_default="7"))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("is_open", sa.Integer(), sa.Computed(SEASON_OPEN, persisted=True), nullable=True))
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.alter_column("first_contact_days", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_season_first_contact_days"), "first_contact_days BETWEEN 1 AND 60"
        )
        batch_op.create_check_constraint(
            op.f("ck_season_review_on"), "review_on IS NULL OR review_on BETWEEN starts_on AND ends_on"
        )
        batch_op.create_unique_constraint(op.f("uq_season_id_is_open"), ["id", "is_open"])
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("holds_season", sa.Integer(), sa.Computed(PAIRING_OPEN, persisted=True), nullable=True)
        )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_foreign_key(
            "fk_pairing_holds_season", "season", ["season_id", "holds_season"], ["id", "is_open"]
        )
    op.create_table(
        "season_goal",
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=True),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("target BETWEEN 1 AND 10000000", name=op.f("ck_season_goal_target")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_season_goal_season_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_season_goal_township_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_goal")),
        sa.UniqueConstraint("season_id", "measure", "township_id", name=op.f("uq_season_goal_season_id_measure_township_id")),
    )
    op.create_index(
        "uq_season_goal_district", "season_goal", ["season_id", "measure"], unique=True,
        sqlite_where=sa.text("township_id IS NULL"), postgresql_where=sa.text("township_id IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    """Undo."""
    op.drop_table("season_goal")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_constraint("fk_pairing_holds_season", type_="foreignkey")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_column("holds_season")
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_season_id_is_open"), type_="unique")
        batch_op.drop_constraint(op.f("ck_season_review_on"), type_="check")
        batch_op.drop_constraint(op.f("ck_season_first_contact_days"), type_="check")
    with op.batch_alter_table("season", schema=None) as batch_op:
        for name in ("is_open", "review_on", "first_contact_days"):
            batch_op.drop_column(name)
