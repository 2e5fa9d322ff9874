"""Who may consent, links that ask a guardian far away, and receipts.

A yes of somebody who is no legal guardian never counted in law. Such rows are kept, marked as ended from the moment
they were recorded, and the children are asked for again; pairings that rested on them are stopped by the chore.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CHECKS = {
    "may_consent": "decision <> 'given' OR legal_guardian OR authority IS NOT NULL OR withdrawn_at IS NOT NULL",
    "body_has_paper": (
        "decision <> 'given' OR relation <> 'guardian_body' OR authority IS NOT NULL OR withdrawn_at IS NOT NULL"
    ),
    "no_is_no": "decision = 'given' OR NOT (online OR home_visit OR photo OR sharing)",
    "witness": "method <> 'oral_witness' OR witness IS NOT NULL",
    "link": "(method = 'one_time_link') = (link_id IS NOT NULL)",
    "home_yes": "home_yes_on IS NULL OR (home_visit AND home_yes_by IS NOT NULL)",
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "consent_link",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("class_name", sa.String(length=20), nullable=True),
        sa.Column("authority", sa.String(length=60), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(child_id IS NULL) <> (school_id IS NULL)", name=op.f("ck_consent_link_one_target")),
        sa.CheckConstraint(
            "child_id IS NOT NULL OR (authority IS NULL AND used_at IS NULL)", name=op.f("ck_consent_link_of_class")
        ),
        sa.CheckConstraint(
            "failures BETWEEN 0 AND 60 AND (child_id IS NULL OR failures <= 5)", name=op.f("ck_consent_link_tries")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_consent_link_child_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_consent_link_district_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_consent_link_made_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_consent_link_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_consent_link_token_hash")),
    )
    op.create_index(op.f("ix_consent_link_child_id"), "consent_link", ["child_id"])
    op.create_index(op.f("ix_consent_link_school_id"), "consent_link", ["school_id"])
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("authority", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("home_yes_by", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("home_yes_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("link_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_consent_link_id"), "consent_link", ["link_id"], ["id"])
    _end_what_never_counted()
    _no_is_no()
    with op.batch_alter_table("consent", schema=None) as batch_op:
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_consent_{name}"), rule)
    op.create_table(
        "consent_receipt",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("failures BETWEEN 0 AND 20", name=op.f("ck_consent_receipt_tries")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_consent_receipt_child_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_consent_receipt_consent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_receipt")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_consent_receipt_code_hash")),
        sa.UniqueConstraint("consent_id", name=op.f("uq_consent_receipt_consent_id")),
    )
    op.create_index(op.f("ix_consent_receipt_child_id"), "consent_receipt", ["child_id"])


def _end_what_never_counted() -> None:
    op.execute(
        "UPDATE child SET consented_until = NULL WHERE consented_until = (SELECT max(consent.expires_on) FROM consent"
        " WHERE consent.child_id = child.id AND consent.decision = 'given' AND consent.withdrawn_at IS NULL"
        " AND NOT consent.legal_guardian)"
    )
    op.execute(
        "UPDATE consent SET withdrawn_at = recorded_at, withdrawn_reason = 'not_valid'"
        " WHERE decision = 'given' AND withdrawn_at IS NULL AND NOT legal_guardian"
    )


def _no_is_no() -> None:
    op.execute(
        "UPDATE consent SET online = false, home_visit = false, photo = false, sharing = false"
        " WHERE decision = 'refused'"
    )


def downgrade() -> None:
    """Undo. An answer by link becomes one on paper: there was no other kind before."""
    op.drop_table("consent_receipt")
    op.execute("UPDATE consent SET withdrawn_at = NULL, withdrawn_reason = NULL WHERE withdrawn_reason = 'not_valid'")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_consent_{name}"), type_="check")
    op.execute("UPDATE consent SET method = 'paper' WHERE method = 'one_time_link'")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_consent_link_id"), type_="foreignkey")
        for name in ("link_id", "home_yes_on", "home_yes_by", "authority"):
            batch_op.drop_column(name)
    op.drop_table("consent_link")
