"""Sexes and home visits: what a school confirmed of a pairing, and what a season allows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHECKS = {
    "sexes": "approved_by_id IS NULL OR sexes IS NOT NULL",
    "sex_reason": "sexes IS NULL OR sexes = 'same' OR sex_reason IS NOT NULL",
    "man_with_girl": "sexes IS NULL OR sexes <> 'man_with_girl' OR note IS NOT NULL",
    "public_places": "home_note IS NULL OR sexes IS NULL OR sexes = 'same'",
}
# Until now a different sex was confirmed with a note and no code.
FILL = """
    UPDATE pairing SET
        sexes = CASE
            WHEN (SELECT child.sex FROM child WHERE child.id = pairing.child_id)
               = (SELECT volunteer.sex FROM volunteer WHERE volunteer.id = pairing.volunteer_id) THEN 'same'
            WHEN note IS NOT NULL
               AND (SELECT child.sex FROM child WHERE child.id = pairing.child_id) = 'female' THEN 'man_with_girl'
            ELSE 'different'
        END
    WHERE approved_by_id IS NOT NULL
"""


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("season", schema=None) as batch_op:
        for name in ("allows_home_visits", "allows_man_with_girl"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("season", schema=None) as batch_op:
        for name in ("allows_home_visits", "allows_man_with_girl"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sexes", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("sex_reason", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("home_note", sa.LargeBinary(), nullable=True))
    op.execute(FILL)
    op.execute("UPDATE pairing SET sex_reason = 'other' WHERE sexes <> 'same'")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_pairing_{name}"), rule)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_pairing_{name}"), type_="check")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        for name in ("home_note", "sex_reason", "sexes"):
            batch_op.drop_column(name)
    with op.batch_alter_table("season", schema=None) as batch_op:
        batch_op.drop_column("allows_man_with_girl")
        batch_op.drop_column("allows_home_visits")
