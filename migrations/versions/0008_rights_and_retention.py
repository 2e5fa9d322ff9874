"""Rights and retention: requests, erasures, terms, breaches, impact assessments; files that were anonymised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("subject", "subject_id", name=op.f("uq_erasure_subject_subject_id")),
    )
    op.create_table(
        "breach",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("volunteers", sa.Integer(), nullable=False),
        sa.Column("measures", sa.LargeBinary(), nullable=True),
        sa.Column("told_office_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_police_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_people_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_how", sa.LargeBinary(), nullable=True),
        sa.Column("lessons", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("children >= 0 AND volunteers >= 0", name=op.f("ck_breach_counts")),
        sa.CheckConstraint("closed_at IS NULL OR lessons IS NOT NULL", name=op.f("ck_breach_closed")),
        sa.CheckConstraint("told_office_at IS NULL OR told_office_at >= found_at", name=op.f("ck_breach_told_after")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_breach_district_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_breach_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
    )
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_breach_district_id_found_at"), ["district_id", "found_at"], unique=False)

    op.create_table(
        "data_officer",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_data_officer_changed_by_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_data_officer_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_officer")),
        sa.UniqueConstraint("district_id", name=op.f("uq_data_officer_district_id")),
    )
    op.create_table(
        "impact_assessment",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("effects", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.LargeBinary(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reviewed_on < next_due_on", name=op.f("ck_impact_assessment_dates")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_impact_assessment_district_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_impact_assessment_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_assessment")),
        sa.UniqueConstraint("district_id", "version", name=op.f("uq_impact_assessment_district_id_version")),
    )
    op.create_table(
        "retention_term",
        sa.Column("kept", sa.String(length=40), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months > 0", name=op.f("ck_retention_term_months")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_retention_term_changed_by_id")),
        sa.PrimaryKeyConstraint("kept", name=op.f("pk_retention_term")),
    )
    op.create_table(
        "rights_request",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("requester", sa.String(length=40), nullable=False),
        sa.Column("requester_name", sa.LargeBinary(), nullable=True),
        sa.Column("carer_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("wish", sa.LargeBinary(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_rights_request_decided")),
        sa.CheckConstraint(
            "state <> 'refused' OR answer IS NOT NULL", name=op.f("ck_rights_request_refusal_in_writing")
        ),
        sa.CheckConstraint("(child_id IS NULL) <> (volunteer_id IS NULL)", name=op.f("ck_rights_request_one_person")),
        sa.CheckConstraint("received_on <= due_on", name=op.f("ck_rights_request_due")),
        sa.ForeignKeyConstraint(["carer_id"], ["carer.id"], name=op.f("fk_rights_request_carer_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_rights_request_child_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_rights_request_decided_by_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_rights_request_recorded_by_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_rights_request_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_request")),
    )
    with op.batch_alter_table("rights_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rights_request_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rights_request_state_due_on"), ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_rights_request_volunteer_id"), ["volunteer_id"], unique=False)

    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_child_erased"), "erased_at IS NULL OR status = 'left'")

    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_column("erased_at")

    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_child_erased"), type_="check")
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_column("erased_at")

    with op.batch_alter_table("rights_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rights_request_volunteer_id"))
        batch_op.drop_index(batch_op.f("ix_rights_request_state_due_on"))
        batch_op.drop_index(batch_op.f("ix_rights_request_child_id"))

    op.drop_table("rights_request")
    op.drop_table("retention_term")
    op.drop_table("impact_assessment")
    op.drop_table("data_officer")
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_breach_district_id_found_at"))

    op.drop_table("breach")
    op.drop_table("erasure")
