"""Certificates that cannot be altered, publicity with its objections, and what staff add to a volunteer's record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SNAPSHOT = (
    "id, number, district_id, township_id, season_id, publicity_id, volunteer_id, first_day, last_day, minutes, "
    "sessions, content, season_name, body, responsible, handler, phone, issued_by_id, issued_at"
)
REVOKED_ONCE = "revoked_by_id, revoked_at, revoke_reason"
SQLITE = (
    f"CREATE TRIGGER certificate_no_change BEFORE UPDATE OF {SNAPSHOT} ON certificate "
    "BEGIN SELECT RAISE(ABORT, 'a certificate is never altered'); END",
    f"CREATE TRIGGER certificate_no_unrevoke BEFORE UPDATE OF {REVOKED_ONCE} ON certificate "
    "WHEN OLD.revoked_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a certificate is revoked once'); END",
    "CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate "
    "BEGIN SELECT RAISE(ABORT, 'a certificate is never deleted'); END",
    # REPLACE deletes without the delete trigger where a connection left recursive_triggers off; this one fires first.
    "CREATE TRIGGER certificate_no_replace BEFORE INSERT ON certificate WHEN EXISTS (SELECT 1 FROM certificate c "
    "WHERE c.id = NEW.id OR c.number = NEW.number) BEGIN SELECT RAISE(ABORT, 'a certificate is never altered'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION certificate_snapshot() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a certificate is never altered or deleted'; END $$",
    f"CREATE TRIGGER certificate_no_change BEFORE UPDATE OF {SNAPSHOT} ON certificate "
    "FOR EACH ROW EXECUTE FUNCTION certificate_snapshot()",
    f"CREATE TRIGGER certificate_no_unrevoke BEFORE UPDATE OF {REVOKED_ONCE} ON certificate "
    "FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL) EXECUTE FUNCTION certificate_snapshot()",
    "CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate "
    "FOR EACH ROW EXECUTE FUNCTION certificate_snapshot()",
    "CREATE TRIGGER certificate_no_truncate BEFORE TRUNCATE ON certificate "
    "FOR EACH STATEMENT EXECUTE FUNCTION certificate_snapshot()",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "certificate_issuer",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("responsible", sa.String(length=40), nullable=False),
        sa.Column("handler", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_certificate_issuer_changed_by_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_certificate_issuer_district_id")),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_certificate_issuer")),
    )
    op.create_table(
        "commendation",
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(length=80), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Uuid(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("strike_reason", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(struck_at IS NULL) = (strike_reason IS NULL)", name=op.f("ck_commendation_struck")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_commendation_recorded_by_id")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["account.id"], name=op.f("fk_commendation_struck_by_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_commendation_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendation")),
    )
    with op.batch_alter_table("commendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commendation_volunteer_id"), ["volunteer_id"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.String(length=40), nullable=False),
        sa.Column("quality", sa.String(length=40), nullable=False),
        sa.Column("attitude", sa.String(length=40), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Uuid(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("strike_reason", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(struck_at IS NULL) = (strike_reason IS NULL)", name=op.f("ck_evaluation_struck")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_evaluation_recorded_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_evaluation_school_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_evaluation_season_id")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["account.id"], name=op.f("fk_evaluation_struck_by_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_evaluation_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_volunteer_id"), ["volunteer_id"], unique=False)
        batch_op.create_index(
            "uq_evaluation_league",
            ["volunteer_id", "season_id"],
            unique=True,
            sqlite_where=sa.text("struck_at IS NULL AND school_id IS NULL"),
            postgresql_where=sa.text("struck_at IS NULL AND school_id IS NULL"),
        )
        batch_op.create_index(
            "uq_evaluation_school",
            ["volunteer_id", "season_id", "school_id"],
            unique=True,
            sqlite_where=sa.text("struck_at IS NULL AND school_id IS NOT NULL"),
            postgresql_where=sa.text("struck_at IS NULL AND school_id IS NOT NULL"),
        )

    op.create_table(
        "publicity",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_publicity_number")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_publicity_district_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_publicity_opened_by_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_publicity_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity")),
        sa.UniqueConstraint("season_id", "number", name=op.f("uq_publicity_season_id_number")),
    )
    with op.batch_alter_table("publicity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_publicity_district_id_opened_at"), ["district_id", "opened_at"], unique=False
        )

    op.create_table(
        "certificate",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=True),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("publicity_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("id_line", sa.LargeBinary(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("season_name", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=80), nullable=False),
        sa.Column("responsible", sa.String(length=40), nullable=False),
        sa.Column("handler", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoke_reason", sa.String(length=40), nullable=True),
        sa.Column("revoke_words", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoke_reason IS NULL)", name=op.f("ck_certificate_revoked")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_certificate_period")),
        sa.CheckConstraint("minutes > 0 AND sessions > 0", name=op.f("ck_certificate_served")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_certificate_district_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["account.id"], name=op.f("fk_certificate_issued_by_id")),
        sa.ForeignKeyConstraint(["publicity_id"], ["publicity.id"], name=op.f("fk_certificate_publicity_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["account.id"], name=op.f("fk_certificate_revoked_by_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_certificate_season_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_certificate_township_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_certificate_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_season_id"), ["season_id"], unique=False)
        batch_op.create_index("uq_certificate_number", ["number"], unique=True)
        batch_op.create_index(
            "uq_certificate_valid",
            ["volunteer_id", "season_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "publicity_objection",
        sa.Column("publicity_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_publicity_objection_answered")),
        sa.CheckConstraint("answered_by_id <> account_id", name=op.f("ck_publicity_objection_answered_by_another")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_publicity_objection_account_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_publicity_objection_answered_by_id")),
        sa.ForeignKeyConstraint(["publicity_id"], ["publicity.id"], name=op.f("fk_publicity_objection_publicity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_objection")),
    )
    with op.batch_alter_table("publicity_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publicity_objection_publicity_id"), ["publicity_id"], unique=False)

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("publicity_objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publicity_objection_publicity_id"))

    op.drop_table("publicity_objection")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_valid",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index("uq_certificate_number")
        batch_op.drop_index(batch_op.f("ix_certificate_season_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("publicity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publicity_district_id_opened_at"))

    op.drop_table("publicity")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_evaluation_school",
            sqlite_where=sa.text("struck_at IS NULL AND school_id IS NOT NULL"),
            postgresql_where=sa.text("struck_at IS NULL AND school_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_evaluation_league",
            sqlite_where=sa.text("struck_at IS NULL AND school_id IS NULL"),
            postgresql_where=sa.text("struck_at IS NULL AND school_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_evaluation_volunteer_id"))

    op.drop_table("evaluation")
    with op.batch_alter_table("commendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commendation_volunteer_id"))

    op.drop_table("commendation")
    op.drop_table("certificate_issuer")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION certificate_snapshot()")
