"""Standing texts by version; what waits for a second person may be about a record of another part."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "standing_text",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(length=40), nullable=True),
        sa.Column("title_zh", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number IS NULL OR number > 0", name=op.f("ck_standing_text_number")),
        sa.CheckConstraint(
            "(number IS NULL) = (change IS NULL) AND (number IS NULL) = (published_at IS NULL)",
            name=op.f("ck_standing_text_published"),
        ),
        sa.CheckConstraint(
            "number IS NULL OR number = 1 OR change <> 'material' OR (published_by_id IS NOT NULL"
            " AND confirmed_by_id IS NOT NULL AND confirmed_by_id <> published_by_id)",
            name=op.f("ck_standing_text_two_persons"),
        ),
        sa.CheckConstraint(
            "(reviewed_by_id IS NULL) = (reviewed_at IS NULL)", name=op.f("ck_standing_text_reviewed")
        ),
        sa.CheckConstraint(
            "reviewed_by_id IS NULL OR written_by_id IS NULL OR reviewed_by_id <> written_by_id",
            name=op.f("ck_standing_text_reviewer"),
        ),
        sa.CheckConstraint(
            "(kind = 'quiz') = (pass_percent IS NOT NULL)", name=op.f("ck_standing_text_pass_percent")
        ),
        *(
            sa.ForeignKeyConstraint([f"{who}_by_id"], ["account.id"], name=op.f(f"fk_standing_text_{who}_by_id"))
            for who in ("written", "published", "confirmed", "reviewed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_text")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_standing_text_kind_number")),
    )
    op.create_index(
        "uq_standing_text_draft",
        "standing_text",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("number IS NULL"),
        postgresql_where=sa.text("number IS NULL"),
    )
    with op.batch_alter_table("pending_act", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_check_constraint(
            op.f("ck_pending_act_about"), "(account_id IS NULL) = (subject_id IS NOT NULL)"
        )


def downgrade() -> None:
    """Undo: what waits about records of other parts goes with them."""
    op.execute("DELETE FROM pending_act WHERE account_id IS NULL")
    with op.batch_alter_table("pending_act", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_pending_act_about"), type_="check")
        batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("subject_id")
    op.drop_table("standing_text")
