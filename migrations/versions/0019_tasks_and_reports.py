"""Tasks, and the monthly report with its snapshots and decisions."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# table: the columns that stay, by the name of the trigger; "final" ones stay once the row has ended.
FIXED = {
    "care_task": "id, district_id, child_id, source, subject_id, report_id, made_by_id, made_at",
    "monthly_report": "id, district_id, month, made_by_id, made_at",
    "report_snapshot": "id, report_id, number, season_id, computed_at, computed_by_id, figures",
    "report_decision": "id, report_id, position, made_by_id, made_at",
}
FINAL = "state, ended_by_id, ended_at, drop_reason, due_on, owner_id, owner_school_id, owner_area_id"


def _sqlite(table: str) -> Iterator[str]:
    """What keeps a table's rows, on SQLite."""
    kept = f"BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {kept}"
    yield f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OF {FIXED[table]} ON {table} {kept}"
    if table == "care_task":
        over = f"WHEN (OLD.ended_at IS NOT NULL) {kept}"
        yield f"CREATE TRIGGER {table}_final BEFORE UPDATE OF {FINAL} ON {table} {over}"


def _postgresql(table: str) -> Iterator[str]:
    """What keeps a table's rows, on PostgreSQL."""
    yield (
        "CREATE OR REPLACE FUNCTION reports_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is kept', TG_TABLE_NAME; END $$"
    )
    run = "EXECUTE FUNCTION reports_kept()"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {run}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}"
    yield f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OF {FIXED[table]} ON {table} FOR EACH ROW {run}"
    if table == "care_task":
        over = f"FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) {run}"
        yield f"CREATE TRIGGER {table}_final BEFORE UPDATE OF {FINAL} ON {table} {over}"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "monthly_report",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("participants", sa.LargeBinary(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(participants IS NULL) OR (held_on IS NOT NULL)", name=op.f("ck_monthly_report_held")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_monthly_report_district_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_monthly_report_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_report")),
        sa.UniqueConstraint("district_id", "month", name=op.f("uq_monthly_report_district_id_month")),
    )
    op.create_table(
        "report_decision",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_report_decision_made_by_id")),
        sa.ForeignKeyConstraint(["report_id"], ["monthly_report.id"], name=op.f("fk_report_decision_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_decision")),
        sa.UniqueConstraint("report_id", "position", name=op.f("uq_report_decision_report_id_position")),
    )
    op.create_table(
        "report_snapshot",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_by_id", sa.Uuid(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_report_snapshot_number")),
        sa.ForeignKeyConstraint(["computed_by_id"], ["account.id"], name=op.f("fk_report_snapshot_computed_by_id")),
        sa.ForeignKeyConstraint(["report_id"], ["monthly_report.id"], name=op.f("fk_report_snapshot_report_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_report_snapshot_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshot")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_snapshot_report_id_number")),
    )
    op.create_table(
        "care_task",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=True),
        sa.Column("village_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_school_id", sa.Uuid(), nullable=True),
        sa.Column("owner_area_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drop_reason", sa.String(length=40), nullable=True),
        sa.Column("end_words", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(source = 'by_hand') = (subject_id IS NULL)", name=op.f("ck_care_task_subject")),
        sa.CheckConstraint("(source = 'decision') = (report_id IS NOT NULL)", name=op.f("ck_care_task_report")),
        sa.CheckConstraint("(state = 'dropped') = (drop_reason IS NOT NULL)", name=op.f("ck_care_task_dropped")),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL) AND (state = 'open') = (ended_by_id IS NULL)",
            name=op.f("ck_care_task_ended"),
        ),
        sa.CheckConstraint(
            "source NOT IN ('by_hand', 'decision') OR words IS NOT NULL", name=op.f("ck_care_task_words")
        ),
        sa.CheckConstraint(
            "(CASE WHEN owner_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN owner_school_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN owner_area_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_care_task_one_owner"),
        ),
        sa.CheckConstraint(
            "child_id IS NULL OR (township_id IS NULL AND village_id IS NULL AND school_id IS NULL)",
            name=op.f("ck_care_task_place"),
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_care_task_child_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_care_task_district_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name=op.f("fk_care_task_ended_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_care_task_made_by_id")),
        sa.ForeignKeyConstraint(["owner_area_id"], ["area.id"], name=op.f("fk_care_task_owner_area_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_care_task_owner_id")),
        sa.ForeignKeyConstraint(["owner_school_id"], ["school.id"], name=op.f("fk_care_task_owner_school_id")),
        sa.ForeignKeyConstraint(["report_id"], ["monthly_report.id"], name=op.f("fk_care_task_report_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_care_task_school_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_care_task_township_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_care_task_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_task")),
    )
    with op.batch_alter_table("care_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_care_task_child_id"), ["child_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_care_task_district_id_state_due_on"), ["district_id", "state", "due_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_care_task_report_id"), ["report_id"], unique=False)
        batch_op.create_index(
            "uq_care_task_open",
            ["source", "subject_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open' AND subject_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND subject_id IS NOT NULL"),
        )

    triggers = _postgresql if op.get_bind().dialect.name == "postgresql" else _sqlite
    for table in FIXED:
        for statement in triggers(table):
            op.execute(statement)


def downgrade() -> None:
    """Undo."""
    op.drop_table("care_task")
    op.drop_table("report_snapshot")
    op.drop_table("report_decision")
    op.drop_table("monthly_report")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION reports_kept()")
