"""Grants to open sections of a file, duty grants of a season, counselling notes, file keepers, approved care tips."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_keeper", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.alter_column("file_keeper", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_role_grant_file_keeper"), "NOT file_keeper OR role = 'school_staff'"
        )
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.add_column(sa.Column("health_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("care_tips_approved_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.create_foreign_key(op.f("fk_child_health_by_id"), "account", ["health_by_id"], ["id"])
    # Until now staff wrote the tips under the words "a volunteer may read".
    op.execute("UPDATE child SET care_tips_approved_at = changed_at WHERE care_tips IS NOT NULL")
    _make_access_grant()
    _make_duty_grant()
    _make_counselling_note()


def _make_access_grant() -> None:
    op.create_table(
        "access_grant",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role_grant_id", sa.Uuid(), nullable=False),
        sa.Column("sections", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_access_grant_hours")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome = 'withdrawn' OR (decided_by_id IS NOT NULL AND decided_by_id <> account_id)",
            name=op.f("ck_access_grant_not_to_oneself"),
        ),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_access_grant_decided")),
        sa.CheckConstraint(
            "(outcome IS NOT NULL AND outcome = 'granted') = (expires_at IS NOT NULL)",
            name=op.f("ck_access_grant_limited"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_access_grant_account_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_access_grant_child_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_access_grant_decided_by_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_access_grant_district_id")),
        sa.ForeignKeyConstraint(["role_grant_id"], ["role_grant.id"], name=op.f("fk_access_grant_role_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    waiting = sa.text("outcome IS NULL")
    op.create_index(
        "uq_access_grant_waiting", "access_grant", ["account_id", "child_id"], unique=True,
        sqlite_where=waiting, postgresql_where=waiting,
    )
    op.create_index(op.f("ix_access_grant_account_id_child_id"), "access_grant", ["account_id", "child_id"])
    op.create_index(op.f("ix_access_grant_child_id"), "access_grant", ["child_id"])
    op.create_index(op.f("ix_access_grant_district_id_outcome"), "access_grant", ["district_id", "outcome"])


def _make_duty_grant() -> None:
    op.create_table(
        "duty_grant",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role_grant_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("approved_by_id <> account_id", name=op.f("ck_duty_grant_not_to_oneself")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_duty_grant_ended")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_duty_grant_account_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_duty_grant_approved_by_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_duty_grant_district_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name=op.f("fk_duty_grant_ended_by_id")),
        sa.ForeignKeyConstraint(["role_grant_id"], ["role_grant.id"], name=op.f("fk_duty_grant_role_grant_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_duty_grant_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_grant")),
    )
    current = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_duty_grant_current", "duty_grant", ["role_grant_id", "season_id"], unique=True,
        sqlite_where=current, postgresql_where=current,
    )
    op.create_index(op.f("ix_duty_grant_account_id"), "duty_grant", ["account_id"])
    op.create_index(op.f("ix_duty_grant_season_id"), "duty_grant", ["season_id"])


def _make_counselling_note() -> None:
    op.create_table(
        "counselling_note",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "corrects_id IS NULL OR corrects_id <> id", name=op.f("ck_counselling_note_not_of_itself")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_counselling_note_author_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_counselling_note_child_id")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["counselling_note.id"], name=op.f("fk_counselling_note_corrects_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counselling_note")),
    )
    op.create_index(op.f("ix_counselling_note_child_id_written_at"), "counselling_note", ["child_id", "written_at"])
    op.create_index("uq_counselling_note_corrects", "counselling_note", ["corrects_id"], unique=True)


def downgrade() -> None:
    """Undo."""
    for table in ("counselling_note", "duty_grant", "access_grant"):
        op.drop_table(table)
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_child_health_by_id"), type_="foreignkey")
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_column("care_tips_approved_at")
        batch_op.drop_column("health_by_id")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_role_grant_file_keeper"), type_="check")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_column("file_keeper")
