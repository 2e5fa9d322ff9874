"""Indexes by which a province's accounts are counted, and volunteers found whose time to be kept is over.

On PostgreSQL they are built while the site goes on writing. That can happen in no transaction: what came before is
committed first, and an index whose building was broken off stays there, useless. It is taken away and built again; one
that is whole is left alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MADE = (
    ("ix_role_grant_role_account_id", "role_grant", ["role", "account_id"], "ended_at IS NULL"),
    (
        "ix_role_grant_school_id_role_account_id", "role_grant", ["school_id", "role", "account_id"],
        "ended_at IS NULL AND school_id IS NOT NULL",
    ),
    ("ix_account_closed", "account", ["id"], "NOT active"),
    ("ix_volunteer_created_at_id", "volunteer", ["created_at", "id"], "erased_at IS NULL"),
)  # fmt: skip
HALF_BUILT = sa.text(
    "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE NOT indisvalid AND pg_table_is_visible(indexrelid)"
)


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name != "postgresql":
        for name, table, columns, where in MADE:
            op.create_index(name, table, columns, sqlite_where=sa.text(where))
        return
    with op.get_context().autocommit_block():
        half_built = set(op.get_bind().scalars(HALF_BUILT))
        for name, table, columns, where in MADE:
            if name in half_built:
                op.drop_index(name, table_name=table, postgresql_concurrently=True)
            op.create_index(
                name, table, columns, if_not_exists=True, postgresql_concurrently=True, postgresql_where=sa.text(where)
            )


def downgrade() -> None:
    """Undo."""
    for name, table, _columns, _where in reversed(MADE):
        op.drop_index(name, table_name=table)
