"""Do-not-pair entries: also for a whole school or village, with a sealed note, lifted with a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ABOUT = (
    "(child_id IS NOT NULL AND for_school_id IS NULL AND for_village_id IS NULL)"
    " OR (child_id IS NULL AND for_school_id IS NOT NULL AND for_village_id IS NULL)"
    " OR (child_id IS NULL AND for_school_id IS NULL AND for_village_id IS NOT NULL)"
)
LIFTED = "(lifted_at IS NULL) = (lift_reason IS NULL) AND (lifted_at IS NULL) = (lift_note IS NULL)"
UNIQUE = (
    ("uq_do_not_pair_child", "child_id"),
    ("uq_do_not_pair_school", "for_school_id"),
    ("uq_do_not_pair_village", "for_village_id"),
)


def upgrade() -> None:
    """Apply."""
    stands = sa.text("lifted_at IS NULL")
    with op.batch_alter_table("do_not_pair", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_do_not_pair_child_id_volunteer_id"), type_="unique")
        batch_op.alter_column("child_id", existing_type=sa.Uuid(), nullable=True)
        for name, kind in (
            ("for_school_id", sa.Uuid()), ("for_village_id", sa.Uuid()), ("note", sa.LargeBinary()),
            ("lifted_by_id", sa.Uuid()), ("lifted_at", sa.DateTime(timezone=True)),
            ("lift_reason", sa.String(length=40)), ("lift_note", sa.LargeBinary()),
        ):  # fmt: skip
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        for name, table in (("for_school_id", "school"), ("for_village_id", "area"), ("lifted_by_id", "account")):
            batch_op.create_foreign_key(op.f(f"fk_do_not_pair_{name}"), table, [name], ["id"])
        batch_op.create_check_constraint(op.f("ck_do_not_pair_about_one_thing"), ABOUT)
        batch_op.create_check_constraint(op.f("ck_do_not_pair_lifted"), LIFTED)
    for name, column in UNIQUE:
        op.create_index(
            name, "do_not_pair", [column, "volunteer_id"], unique=True, sqlite_where=stands, postgresql_where=stands
        )
    op.create_index(op.f("ix_do_not_pair_volunteer_id"), "do_not_pair", ["volunteer_id"])


def downgrade() -> None:
    """Undo: what was lifted, and entries for a whole school or village, have no place in the table as it was."""
    op.execute("DELETE FROM do_not_pair WHERE child_id IS NULL OR lifted_at IS NOT NULL")
    op.drop_index(op.f("ix_do_not_pair_volunteer_id"), table_name="do_not_pair")
    for name, _column in UNIQUE:
        op.drop_index(name, table_name="do_not_pair")
    with op.batch_alter_table("do_not_pair", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_do_not_pair_lifted"), type_="check")
        batch_op.drop_constraint(op.f("ck_do_not_pair_about_one_thing"), type_="check")
        for name in ("for_school_id", "for_village_id", "lifted_by_id"):
            batch_op.drop_constraint(op.f(f"fk_do_not_pair_{name}"), type_="foreignkey")
        for name in (
            "lift_note", "lift_reason", "lifted_at", "lifted_by_id", "note", "for_village_id", "for_school_id",
        ):  # fmt: skip
            batch_op.drop_column(name)
        batch_op.alter_column("child_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.create_unique_constraint(
            op.f("uq_do_not_pair_child_id_volunteer_id"), ["child_id", "volunteer_id"]
        )
