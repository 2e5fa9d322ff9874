"""Training by hours, with the quiz of the course; every try at it is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PLEDGE_TEXT = "kind <> 'pledge' OR result <> 'clear' OR text_version IS NOT NULL"
TEXT = "kind NOT IN ('pledge', 'training') OR result <> 'clear' OR text_version IS NOT NULL"


def upgrade() -> None:
    """Apply; who was trained before there was a quiz keeps that, as one hour with the first quiz."""
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.add_column(sa.Column("training_hours", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.alter_column("training_hours", server_default=None)
        batch_op.create_check_constraint(op.f("ck_season_training_hours"), "training_hours BETWEEN 1 AND 40")
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hours", sa.Integer(), nullable=True))
    op.execute("UPDATE vetting_check SET hours = 1, text_version = 1 WHERE kind = 'training' AND result = 'clear'")
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_vetting_check_text_version"), type_="check")
        batch_op.create_check_constraint(op.f("ck_vetting_check_text_version"), TEXT)
        batch_op.create_check_constraint(
            op.f("ck_vetting_check_training_hours"), "kind <> 'training' OR result <> 'clear' OR hours IS NOT NULL"
        )
        batch_op.create_check_constraint(op.f("ck_vetting_check_hours"), "hours IS NULL OR hours BETWEEN 1 AND 80")
    op.create_table(
        "quiz_attempt",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("right_answers", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "right_answers BETWEEN 0 AND questions", name=op.f("ck_quiz_attempt_right_answers")
        ),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_quiz_attempt_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_attempt")),
    )
    op.create_index(op.f("ix_quiz_attempt_volunteer_id_at"), "quiz_attempt", ["volunteer_id", "at"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("quiz_attempt")
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_vetting_check_hours"), type_="check")
        batch_op.drop_constraint(op.f("ck_vetting_check_training_hours"), type_="check")
        batch_op.drop_constraint(op.f("ck_vetting_check_text_version"), type_="check")
        batch_op.create_check_constraint(op.f("ck_vetting_check_text_version"), PLEDGE_TEXT)
        batch_op.drop_column("hours")
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_season_training_hours"), type_="check")
        batch_op.drop_column("training_hours")
