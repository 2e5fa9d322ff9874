"""Old rows of the audit log leave whole, for files; the auditor's questions have their indexes; REPLACE is refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ARCHIVED = "SELECT 1 FROM audit_segment s WHERE s.chain = OLD.chain AND OLD.position BETWEEN s.first_row AND s.last_row"
REFUSED = "BEGIN SELECT RAISE(ABORT, '{} is append-only'); END"
SQLITE = (
    "DROP TRIGGER audit_event_no_delete",
    f"CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event WHEN NOT EXISTS ({ARCHIVED}) "
    + REFUSED.format("audit_event"),
    "CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event WHEN EXISTS (SELECT 1 FROM audit_event e "
    "WHERE e.id = NEW.id OR (e.chain = NEW.chain AND e.position = NEW.position)) " + REFUSED.format("audit_event"),
    "CREATE TRIGGER audit_segment_no_update BEFORE UPDATE ON audit_segment " + REFUSED.format("audit_segment"),
    "CREATE TRIGGER audit_segment_no_delete BEFORE DELETE ON audit_segment " + REFUSED.format("audit_segment"),
    "CREATE TRIGGER audit_segment_no_replace BEFORE INSERT ON audit_segment WHEN EXISTS (SELECT 1 FROM audit_segment s "
    "WHERE s.chain = NEW.chain AND s.first_row = NEW.first_row) " + REFUSED.format("audit_segment"),
)
SQLITE_BEFORE = (
    "DROP TRIGGER audit_event_no_delete",
    "DROP TRIGGER audit_event_no_replace",
    "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event " + REFUSED.format("audit_event"),
)
FUNCTION = "CREATE OR REPLACE FUNCTION {}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {}RAISE EXCEPTION '{} is append-only'; END $$"
POSTGRESQL = (
    FUNCTION.format(
        "audit_event",
        f"IF TG_OP = 'DELETE' THEN IF EXISTS ({ARCHIVED}) THEN RETURN OLD; END IF; END IF; ",
        "audit_event",
    ),
    FUNCTION.format("audit_segment", "", "audit_segment"),
    "CREATE TRIGGER audit_segment_no_change BEFORE UPDATE OR DELETE ON audit_segment "
    "FOR EACH ROW EXECUTE FUNCTION audit_segment_append_only()",
    "CREATE TRIGGER audit_segment_no_truncate BEFORE TRUNCATE ON audit_segment "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_segment_append_only()",
)
POSTGRESQL_BEFORE = (FUNCTION.format("audit_event", "", "audit_event"),)
INDEXES = (("action", "at", "id"), ("actor_id", "at", "id"), ("object_id", "at", "id"), ("at", "id"))
INDEXES_BEFORE = (("actor_id",), ("object_id",), ("at",))


def upgrade() -> None:
    """Apply."""
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "audit_segment",
        sa.Column("chain", sa.String(length=40), nullable=False),
        sa.Column("first_row", position, autoincrement=False, nullable=False),
        sa.Column("last_row", position, nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_row >= 1 AND last_row >= first_row", name=op.f("ck_audit_segment_rows")),
        sa.PrimaryKeyConstraint("chain", "first_row", name=op.f("pk_audit_segment")),
    )
    _reindex(INDEXES_BEFORE, INDEXES)
    _run(SQLITE, POSTGRESQL)


def downgrade() -> None:
    """Undo. Rows that left for files stay there."""
    _run(SQLITE_BEFORE, POSTGRESQL_BEFORE)
    _reindex(INDEXES, INDEXES_BEFORE)
    op.drop_table("audit_segment")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_segment_append_only()")


def _reindex(old: tuple[tuple[str, ...], ...], new: tuple[tuple[str, ...], ...]) -> None:
    # Not in batch mode: that rebuilds the table, and a rebuilt table has lost its triggers.
    for columns in old:
        op.drop_index(op.f("ix_audit_event_" + "_".join(columns)), table_name="audit_event")
    for columns in new:
        op.create_index(op.f("ix_audit_event_" + "_".join(columns)), "audit_event", list(columns), unique=False)


def _run(on_sqlite: tuple[str, ...], on_postgresql: tuple[str, ...]) -> None:
    for statement in on_sqlite if op.get_bind().dialect.name == "sqlite" else on_postgresql:
        op.execute(statement)
