"""Visits, the days between them, care agreements and checks of a file; the history of a level and of leaving."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("visit", "risk_change", "ledger_change", "file_check", "care_agreement", "visit_interval")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "visit_interval",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("summer_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 90", name=op.f("ck_visit_interval_days")),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_visit_interval_level")),
        sa.CheckConstraint("summer_days BETWEEN 1 AND days", name=op.f("ck_visit_interval_summer_days")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_visit_interval_district_id")),
        sa.PrimaryKeyConstraint("district_id", "level", name=op.f("pk_visit_interval")),
    )
    op.create_table(
        "care_agreement",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("carer", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("witness", sa.LargeBinary(), nullable=False),
        sa.Column("barred_asked", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("child_heard", sa.Boolean(), nullable=False),
        sa.Column("written_notice", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(length=60), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= signed_on", name=op.f("ck_care_agreement_ended")),
        sa.CheckConstraint("signed_on < valid_until", name=op.f("ck_care_agreement_dates")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_care_agreement_child_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_care_agreement_district_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_care_agreement_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_agreement")),
    )
    op.create_index(op.f("ix_care_agreement_child_id_signed_on"), "care_agreement", ["child_id", "signed_on"])

    op.create_table(
        "file_check",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("outcome = 'differs' OR note IS NULL", name=op.f("ck_file_check_note")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["account.id"], name=op.f("fk_file_check_checked_by_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_file_check_child_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_file_check_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_check")),
    )
    op.create_index(op.f("ix_file_check_child_id_checked_on"), "file_check", ["child_id", "checked_on"])

    op.create_table(
        "ledger_change",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_ledger_change_changed_by_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_ledger_change_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_change")),
    )
    op.create_index(op.f("ix_ledger_change_child_id_changed_on"), "ledger_change", ["child_id", "changed_on"])

    op.create_table(
        "risk_change",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("after BETWEEN 0 AND 3", name=op.f("ck_risk_change_after")),
        sa.CheckConstraint(
            "before IS NULL OR (before BETWEEN 0 AND 3 AND before <> after)", name=op.f("ck_risk_change_before")
        ),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_risk_change_changed_by_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_risk_change_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_change")),
    )
    op.create_index(op.f("ix_risk_change_child_id_changed_at"), "risk_change", ["child_id", "changed_at"])

    op.create_table(
        "visit",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("met_child", sa.Boolean(), nullable=False),
        sa.Column("met_carer", sa.Boolean(), nullable=False),
        sa.Column("health", sa.String(length=40), nullable=False),
        sa.Column("mood", sa.String(length=40), nullable=False),
        sa.Column("safety", sa.String(length=40), nullable=False),
        sa.Column("schooling", sa.String(length=40), nullable=False),
        sa.Column("care_needs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("parent_contact", sa.String(length=40), nullable=False),
        sa.Column("risk_seen", sa.Boolean(), nullable=False),
        sa.Column("topics", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("visited_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by_id", sa.Uuid(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name=op.f("ck_visit_void")),
        sa.CheckConstraint("met_child OR met_carer", name=op.f("ck_visit_met")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_visit_child_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_visit_district_id")),
        sa.ForeignKeyConstraint(["visited_by_id"], ["account.id"], name=op.f("fk_visit_visited_by_id")),
        sa.ForeignKeyConstraint(["voided_by_id"], ["account.id"], name=op.f("fk_visit_voided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_child_id_visited_on"), "visit", ["child_id", "visited_on"])
    op.create_index(op.f("ix_visit_district_id_visited_on"), "visit", ["district_id", "visited_on"])

    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.add_column(sa.Column("over_age_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_column("over_age_on")
    for table in TABLES:
        op.drop_table(table)
