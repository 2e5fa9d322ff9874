"""A reminder says in which village its thing lies, so that the village's director may tell the person about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BEFORE = "district_id IS NOT NULL OR (township_id IS NULL AND school_id IS NULL)"
NOW = "district_id IS NOT NULL OR (township_id IS NULL AND village_id IS NULL AND school_id IS NULL)"


def upgrade() -> None:
    """Apply. The next sweep fills the villages in."""
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("village_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_reminder_village_id"), "area", ["village_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("ck_reminder_place"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_reminder_place"), NOW)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_reminder_place"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_reminder_place"), BEFORE)
        batch_op.drop_constraint(batch_op.f("fk_reminder_village_id"), type_="foreignkey")
        batch_op.drop_column("village_id")
