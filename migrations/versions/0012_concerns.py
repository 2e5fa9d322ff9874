"""Concerns, who handles them, suspensions and silences."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FIXED = {
    "concern": "id, code, district_id, about, reporter_id, raised_at, follows_id",
    "concern_party": "id, concern_id, account_id, kind",
    "concern_entry": "id, concern_id, position, kind, at, by_id, target_id, codes",
    "concern_report": 'id, concern_id, "to", reported_at, recorded_by_id, recorded_at',
    "suspension": "id, concern_id, volunteer_id, suspended_by_id, suspended_at",
}
FINAL = {"concern": "closed_at", "suspension": "lifted_at", "concern_party": "cleared_at"}
COURSE = {
    "concern": "state, outcome, closed_at, acknowledged_at, situations, volunteer_id, child_id",
    "suspension": "lift_asked_by_id, lift_asked_at, lifted_by_id, lifted_at",
    "concern_party": "cleared_at",
}


def _sqlite(table: str) -> Iterator[str]:
    """What keeps a table's rows, on SQLite."""
    kept = f"BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {kept}"
    yield f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OF {FIXED[table]} ON {table} {kept}"
    if table in FINAL:
        over = f"WHEN OLD.{FINAL[table]} IS NOT NULL {kept}"
        yield f"CREATE TRIGGER {table}_final BEFORE UPDATE OF {COURSE[table]} ON {table} {over}"


def _postgresql(table: str) -> Iterator[str]:
    """What keeps a table's rows, on PostgreSQL."""
    yield (
        "CREATE OR REPLACE FUNCTION safeguarding_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is kept', TG_TABLE_NAME; END $$"
    )
    run = "EXECUTE FUNCTION safeguarding_kept()"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {run}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}"
    yield f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OF {FIXED[table]} ON {table} FOR EACH ROW {run}"
    if table in FINAL:
        over = f"FOR EACH ROW WHEN (OLD.{FINAL[table]} IS NOT NULL) {run}"
        yield f"CREATE TRIGGER {table}_final BEFORE UPDATE OF {COURSE[table]} ON {table} {over}"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "duty_day",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_duty_day_account_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_duty_day_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_day")),
        sa.UniqueConstraint("district_id", "day", name=op.f("uq_duty_day_district_id_day")),
    )
    op.create_table(
        "response_time",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("urgent_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0 AND urgent_minutes > 0", name=op.f("ck_response_time_minutes")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_response_time_district_id")),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_response_time")),
    )
    op.create_table(
        "safeguarding_post",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_safeguarding_post_confirmed")
        ),
        sa.CheckConstraint("asked_by_id <> account_id", name=op.f("ck_safeguarding_post_not_for_oneself")),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR (confirmed_by_id <> asked_by_id AND confirmed_by_id <> account_id)",
            name=op.f("ck_safeguarding_post_two_persons"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_safeguarding_post_account_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_safeguarding_post_asked_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"], name=op.f("fk_safeguarding_post_confirmed_by_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_safeguarding_post_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_post")),
    )
    with op.batch_alter_table("safeguarding_post", schema=None) as batch_op:
        batch_op.create_index(
            "uq_safeguarding_post_in_force",
            ["district_id", "post"],
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        )

    op.create_table(
        "concern",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("story", sa.LargeBinary(), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("reporter_name", sa.LargeBinary(), nullable=True),
        sa.Column("reporter_phone", sa.LargeBinary(), nullable=True),
        sa.Column("may_call", sa.Boolean(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("volunteer_id", sa.Uuid(), nullable=True),
        sa.Column("for_second", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("situations", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_words", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (outcome IS NOT NULL) AND (state = 'closed') = (outcome_words IS NOT NULL)",
            name=op.f("ck_concern_closed"),
        ),
        sa.CheckConstraint("state = 'open' OR acknowledged_at IS NOT NULL", name=op.f("ck_concern_acknowledged")),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["account.id"], name=op.f("fk_concern_assigned_to_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_concern_child_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_concern_district_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["concern.id"], name=op.f("fk_concern_follows_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["account.id"], name=op.f("fk_concern_reporter_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_concern_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("code", name=op.f("uq_concern_code")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_concern_follows_id")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_district_id_state"), ["district_id", "state"], unique=False)

    op.create_table(
        "concern_entry",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_concern_entry_by_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_entry_concern_id")),
        sa.ForeignKeyConstraint(["target_id"], ["account.id"], name=op.f("fk_concern_entry_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_entry")),
        sa.UniqueConstraint("concern_id", "position", name=op.f("uq_concern_entry_concern_id_position")),
    )
    op.create_table(
        "concern_party",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("cleared_at IS NULL OR kind = 'named'", name=op.f("ck_concern_party_cleared")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_concern_party_account_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_party_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_party")),
        sa.UniqueConstraint(
            "concern_id", "account_id", "kind", name=op.f("uq_concern_party_concern_id_account_id_kind")
        ),
    )
    with op.batch_alter_table("concern_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_party_account_id"), ["account_id"], unique=False)

    op.create_table(
        "concern_report",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("to", sa.String(length=40), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_whom", sa.LargeBinary(), nullable=True),
        sa.Column("reported_by", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_report_concern_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_concern_report_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_report")),
    )
    with op.batch_alter_table("concern_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_report_concern_id"), ["concern_id"], unique=False)

    op.create_table(
        "silence_alert",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("silent_since", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_how", sa.String(length=40), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("word", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ended_how IS NULL OR ended_how <> 'word' OR word IS NOT NULL", name=op.f("ck_silence_alert_word")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (ended_how IS NULL)", name=op.f("ck_silence_alert_ended")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_silence_alert_child_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["account.id"], name=op.f("fk_silence_alert_closed_by_id")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_silence_alert_pairing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_alert")),
    )
    with op.batch_alter_table("silence_alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_silence_alert_child_id"), ["child_id"], unique=False)
        batch_op.create_index(
            "uq_silence_alert_open",
            ["pairing_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "suspension",
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("suspended_by_id", sa.Uuid(), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lift_asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("lift_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(lift_asked_by_id IS NULL) = (lift_asked_at IS NULL)", name=op.f("ck_suspension_asked")),
        sa.CheckConstraint("(lifted_by_id IS NULL) = (lifted_at IS NULL)", name=op.f("ck_suspension_lifted")),
        sa.CheckConstraint(
            "lifted_by_id IS NULL OR (lift_asked_by_id IS NOT NULL AND lifted_by_id <> lift_asked_by_id)",
            name=op.f("ck_suspension_two_persons"),
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_suspension_concern_id")),
        sa.ForeignKeyConstraint(["lift_asked_by_id"], ["account.id"], name=op.f("fk_suspension_lift_asked_by_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["account.id"], name=op.f("fk_suspension_lifted_by_id")),
        sa.ForeignKeyConstraint(["suspended_by_id"], ["account.id"], name=op.f("fk_suspension_suspended_by_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_suspension_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    with op.batch_alter_table("suspension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suspension_volunteer_id"), ["volunteer_id"], unique=False)
        batch_op.create_index(
            "uq_suspension_in_force",
            ["concern_id", "volunteer_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.add_column(sa.Column("silent_days", sa.Integer(), nullable=False, server_default="7"))
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.alter_column("silent_days", server_default=None)
        batch_op.create_check_constraint(op.f("ck_season_silent_days"), "silent_days > 0")

    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_since", sa.DateTime(timezone=True), nullable=True))
    triggers = _postgresql if op.get_bind().dialect.name == "postgresql" else _sqlite
    for table in FIXED:
        for statement in triggers(table):
            op.execute(statement)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_column("suspended_since")
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_season_silent_days"), type_="check")
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.drop_column("silent_days")
    for table in (
        "suspension", "silence_alert", "concern_report", "concern_party", "concern_entry", "concern",
        "safeguarding_post", "response_time", "duty_day",
    ):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION safeguarding_kept()")
