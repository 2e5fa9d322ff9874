"""Sessions whole: late entries with two people, disputes, missed meetings, absences and who stands in, limits by season."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# SQLite drops the triggers with the table it makes anew.
_OVERLAP = (
    "SELECT RAISE(ABORT, 'service_session_overlap') WHERE EXISTS (SELECT 1 FROM service_session AS other "
    "WHERE other.volunteer_id = NEW.volunteer_id AND other.id <> NEW.id AND other.state IN ('sent', 'confirmed') "
    "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at);"
)
SQLITE_OVERLAP = tuple(
    f"CREATE TRIGGER service_session_overlap_{name} BEFORE {verb} ON service_session "
    f"WHEN NEW.state IN ('sent', 'confirmed') BEGIN {_OVERLAP} END"
    for name, verb in (("insert", "INSERT"), ("update", "UPDATE OF starts_at, ends_at, state, volunteer_id"))
)
CHECKS = (
    (
        "late_needs_two",
        "state <> 'confirmed' OR NOT late OR (vouched_by_id IS NOT NULL AND confirmed_by_id IS NOT NULL)",
    ),
    ("two_are_two", "vouched_by_id <> confirmed_by_id"),
    ("voucher_is_not_volunteer", "vouched_by_id <> logged_by_id"),
    ("vouched", "(vouched_by_id IS NULL) = (vouched_at IS NULL)"),
)
KEYS = (("vouched_by_id", "account"), ("decided_by_id", "account"), ("substitute_id", "substitute"))
PLAIN = (
    ("response", sa.String(length=40)), ("mood", sa.String(length=40)), ("follow_up", sa.String(length=40)),
    ("written_at", sa.DateTime(timezone=True)), ("vouched_by_id", sa.Uuid()),
    ("vouched_at", sa.DateTime(timezone=True)), ("decided_by_id", sa.Uuid()), ("substitute_id", sa.Uuid()),
)  # fmt: skip
LIMITS = (("session_hours", "4"), ("day_hours", "8"), ("late_days", "3"))
LIMIT_CHECKS = (
    ("session_hours", "session_hours BETWEEN 1 AND 12"),
    ("day_hours", "day_hours BETWEEN session_hours AND 16"),
    ("late_days", "late_days BETWEEN 1 AND 14"),
)


def upgrade() -> None:
    """Apply."""
    _change_season()
    _make_absences()
    _change_sessions()
    _make_around()


def _change_season() -> None:
    with op.batch_alter_table("season", schema=None) as batch_op:
        for name, default in LIMITS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
        batch_op.add_column(sa.Column("check_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("season", schema=None) as batch_op:
        for name in (*(one for one, _ in LIMITS), "check_in"):
            batch_op.alter_column(name, server_default=None)
        for name, rule in LIMIT_CHECKS:
            batch_op.create_check_constraint(op.f(f"ck_season_{name}"), rule)


def _make_absences() -> None:
    op.create_table(
        "absence",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("said_by_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by_id", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_absence_dates")),
        sa.CheckConstraint("(told_at IS NULL) = (told_by_id IS NULL)", name=op.f("ck_absence_told")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_absence_pairing_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["account.id"], name=op.f("fk_absence_said_by_id")),
        sa.ForeignKeyConstraint(["told_by_id"], ["account.id"], name=op.f("fk_absence_told_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_pairing_id"), "absence", ["pairing_id"])
    op.create_index(op.f("ix_absence_last_on"), "absence", ["last_on"])
    op.create_table(
        "substitute",
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_substitute_dates")),
        sa.CheckConstraint("(state = 'approved') = (answered_at IS NULL)", name=op.f("ck_substitute_answered")),
        sa.ForeignKeyConstraint(["absence_id"], ["absence.id"], name=op.f("fk_substitute_absence_id")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_substitute_pairing_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_substitute_volunteer_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_substitute_approved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitute")),
    )
    standing = sa.text("state IN ('approved', 'accepted')")
    op.create_index(
        "uq_substitute_standing", "substitute", ["absence_id"], unique=True,
        sqlite_where=standing, postgresql_where=standing,
    )
    op.create_index(op.f("ix_substitute_volunteer_id"), "substitute", ["volunteer_id"])
    op.create_index(op.f("ix_substitute_pairing_id"), "substitute", ["pairing_id"])


def _change_sessions() -> None:
    empty = sa.text("'[]'")
    with op.batch_alter_table("service_session", schema=None) as batch_op:
        for name in ("tags", "done"):
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default=empty))
        for name in ("late", "checked_in"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        for name, kind in PLAIN:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    # What was confirmed under the old rule stays confirmed.
    op.execute(
        "UPDATE service_session SET late = true WHERE late_reason IS NOT NULL AND state IN ('sent', 'returned')"
    )
    with op.batch_alter_table("service_session", schema=None) as batch_op:
        for name in ("tags", "done", "late", "checked_in"):
            batch_op.alter_column(name, server_default=None)
        for name, table in KEYS:
            batch_op.create_foreign_key(op.f(f"fk_service_session_{name}"), table, [name], ["id"])
        for name, rule in CHECKS:
            batch_op.create_check_constraint(op.f(f"ck_service_session_{name}"), rule)
    _make_triggers()


def _make_triggers() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_OVERLAP:
            op.execute(statement)


def _make_around() -> None:
    op.create_table(
        "session_dispute",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("answer_words", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_session_dispute_answered"),
        ),
        sa.CheckConstraint("answered_by_id <> raised_by_id", name=op.f("ck_session_dispute_not_by_oneself")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_session_dispute_answered_by_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["account.id"], name=op.f("fk_session_dispute_raised_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_session_dispute_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_dispute")),
    )
    unanswered = sa.text("answer IS NULL")
    op.create_index(
        "uq_session_dispute_open", "session_dispute", ["session_id"], unique=True,
        sqlite_where=unanswered, postgresql_where=unanswered,
    )
    op.create_index(op.f("ix_session_dispute_session_id"), "session_dispute", ["session_id"])
    op.create_table(
        "missed_meeting",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("missing", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name=op.f("ck_missed_meeting_taken_back")
        ),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_missed_meeting_pairing_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_missed_meeting_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["taken_back_by_id"], ["account.id"], name=op.f("fk_missed_meeting_taken_back_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_meeting")),
    )
    stands = sa.text("taken_back_at IS NULL")
    op.create_index(
        "uq_missed_meeting_day", "missed_meeting", ["pairing_id", "day"], unique=True,
        sqlite_where=stands, postgresql_where=stands,
    )
    op.create_index(op.f("ix_missed_meeting_day"), "missed_meeting", ["day"])


def downgrade() -> None:
    """Undo: what a substitute served has no place in the tables as they were, nor have disputes and missed meetings."""
    op.drop_table("missed_meeting")
    op.drop_table("session_dispute")
    op.execute("UPDATE service_session SET substitute_id = NULL")
    with op.batch_alter_table("service_session", schema=None) as batch_op:
        for name, _rule in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_service_session_{name}"), type_="check")
        for name, _table in KEYS:
            batch_op.drop_constraint(op.f(f"fk_service_session_{name}"), type_="foreignkey")
    with op.batch_alter_table("service_session", schema=None) as batch_op:
        for name in ("tags", "done", "late", "checked_in", *(one for one, _ in PLAIN)):
            batch_op.drop_column(name)
    _make_triggers()
    op.drop_table("substitute")
    op.drop_table("absence")
    with op.batch_alter_table("season", schema=None) as batch_op:
        for name, _rule in LIMIT_CHECKS:
            batch_op.drop_constraint(op.f(f"ck_season_{name}"), type_="check")
    with op.batch_alter_table("season", schema=None) as batch_op:
        for name in (*(one for one, _ in LIMITS), "check_in"):
            batch_op.drop_column(name)
