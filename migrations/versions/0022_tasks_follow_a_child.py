"""A task goes with its child into the file that stays of two, and the system itself may end one."""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op


revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BEFORE = (
    "id, district_id, child_id, source, subject_id, report_id, made_by_id, made_at",
    "(state = 'open') = (ended_at IS NULL) AND (state = 'open') = (ended_by_id IS NULL)",
)
AFTER = (
    "id, district_id, source, report_id, made_by_id, made_at",
    "(state = 'open') = (ended_at IS NULL) AND (ended_by_id IS NULL OR ended_at IS NOT NULL)",
)
FINAL = "state, ended_by_id, ended_at, drop_reason, due_on, owner_id, owner_school_id, owner_area_id"


def _sqlite(fixed: str) -> Iterator[str]:
    """All triggers of the table: SQLite drops them with the table that it makes anew."""
    kept = "BEGIN SELECT RAISE(ABORT, 'care_task is kept'); END"
    yield f"CREATE TRIGGER care_task_no_delete BEFORE DELETE ON care_task {kept}"
    yield f"CREATE TRIGGER care_task_no_change BEFORE UPDATE OF {fixed} ON care_task {kept}"
    over = f"WHEN (OLD.ended_at IS NOT NULL) {kept}"
    yield f"CREATE TRIGGER care_task_final BEFORE UPDATE OF {FINAL} ON care_task {over}"


def _postgresql(fixed: str) -> Iterator[str]:
    """The two that were dropped."""
    run = "EXECUTE FUNCTION reports_kept()"
    yield f"CREATE TRIGGER care_task_no_change BEFORE UPDATE OF {fixed} ON care_task FOR EACH ROW {run}"
    over = f"FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) {run}"
    yield f"CREATE TRIGGER care_task_final BEFORE UPDATE OF {FINAL} ON care_task {over}"


def _change(fixed: str, ended: str, repair: str | None = None) -> None:
    """Replace the rule of what ended and the columns that stay; ``repair`` is run while nothing is kept."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name in ("no_change", "final"):
        op.execute(f"DROP TRIGGER care_task_{name}" + (" ON care_task" if postgresql else ""))
    if repair is not None:
        op.execute(repair)
    with op.batch_alter_table("care_task", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_care_task_ended"), type_="check")
        batch_op.create_check_constraint(op.f("ck_care_task_ended"), ended)
    for statement in (_postgresql if postgresql else _sqlite)(fixed):
        op.execute(statement)


def upgrade() -> None:
    """Apply."""
    _change(*AFTER)


def downgrade() -> None:
    """Undo: what the system ended was ended by whoever made it, or by the first account there is."""
    ended = (
        "UPDATE care_task SET ended_by_id = coalesce(made_by_id, "
        "(SELECT id FROM account ORDER BY created_at, id LIMIT 1)) WHERE state <> 'open' AND ended_by_id IS NULL"
    )
    _change(*BEFORE, ended)
