"""Activities: plans, volunteers who served, topics taught; classes of a site with their places; more about sites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_OVERLAP = (
    "SELECT RAISE(ABORT, 'activity_service_overlap') WHERE EXISTS (SELECT 1 FROM activity_service AS other "
    "WHERE other.volunteer_id = NEW.volunteer_id AND other.id <> NEW.id AND other.state = 'confirmed' "
    "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at);"
)
OVERLAP = {
    "sqlite": tuple(
        f"CREATE TRIGGER activity_service_overlap_{name} BEFORE {verb} ON activity_service "
        f"WHEN NEW.state = 'confirmed' BEGIN {_OVERLAP} END"
        for name, verb in (("insert", "INSERT"), ("update", "UPDATE OF starts_at, ends_at, state, volunteer_id"))
    ),
    "postgresql": (
        "ALTER TABLE activity_service ADD CONSTRAINT activity_service_overlap EXCLUDE USING gist "
        "(volunteer_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'confirmed')",
    ),
}


def upgrade() -> None:
    """Apply."""
    _widen_site()
    _make_site_hours()
    _make_site_reach()
    _make_site_class()
    _make_class_seat()
    _make_enrolment()
    _widen_activity()
    _make_activity_service()
    _make_activity_topic()
    _make_safety_lesson()
    for statement in OVERLAP[op.get_bind().dialect.name]:
        op.execute(statement)


def _widen_site() -> None:
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("keeper_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("keeper_contact", sa.String(length=60), nullable=True))
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_site_capacity"), "capacity IS NULL OR capacity BETWEEN 1 AND 200")
        batch_op.create_foreign_key(op.f("fk_site_keeper_id"), "account", ["keeper_id"], ["id"])
    op.create_index(op.f("ix_site_keeper_id"), "site", ["keeper_id"])


def _widen_activity() -> None:
    # Until now an activity was recorded after it took place.
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("class_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(length=40), nullable=False, server_default="held"))
        batch_op.add_column(sa.Column("reason", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("plan", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("safety_note", sa.String(length=500), nullable=True))
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.alter_column("state", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_activity_reason"), "(state IN ('cancelled', 'void')) = (reason IS NOT NULL)"
        )
        batch_op.create_foreign_key(op.f("fk_activity_class_id"), "site_class", ["class_id"], ["id"])
    op.create_index(op.f("ix_activity_class_id_starts_at"), "activity", ["class_id", "starts_at"])


def _make_site_hours() -> None:
    op.create_table(
        "site_hours",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_site_hours_times")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_site_hours_weekday")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_hours_site_id")),
        sa.PrimaryKeyConstraint("site_id", "weekday", name=op.f("pk_site_hours")),
    )


def _make_site_reach() -> None:
    op.create_table(
        "site_reach",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_reach_site_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_site_reach_township_id")),
        sa.PrimaryKeyConstraint("site_id", "township_id", name=op.f("pk_site_reach")),
    )


def _make_site_class() -> None:
    op.create_table(
        "site_class",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("service_area", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("plan", sa.String(length=500), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_site_class_times")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_site_class_dates")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_site_class_district_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_site_class_made_by_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_site_class_season_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_class_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_class")),
    )
    op.create_index(op.f("ix_site_class_district_id_ends_on"), "site_class", ["district_id", "ends_on"])
    op.create_index(op.f("ix_site_class_site_id_starts_on"), "site_class", ["site_id", "starts_on"])


def _make_class_seat() -> None:
    op.create_table(
        "class_seat",
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 200", name=op.f("ck_class_seat_number")),
        sa.ForeignKeyConstraint(["class_id"], ["site_class.id"], name=op.f("fk_class_seat_class_id")),
        sa.PrimaryKeyConstraint("class_id", "number", name=op.f("pk_class_seat")),
    )


def _make_enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('declined', 'ended')) = (ended_at IS NOT NULL)", name=op.f("ck_enrolment_ended")
        ),
        sa.CheckConstraint("(state IN ('declined', 'ended')) = (reason IS NOT NULL)", name=op.f("ck_enrolment_reason")),
        sa.CheckConstraint("(state IN ('offered', 'enrolled')) = (seat IS NOT NULL)", name=op.f("ck_enrolment_seat")),
        sa.CheckConstraint("state <> 'offered' OR offered_at IS NOT NULL", name=op.f("ck_enrolment_offered")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_enrolment_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_enrolment_asked_by_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_enrolment_child_id")),
        sa.ForeignKeyConstraint(
            ["class_id", "seat"], ["class_seat.class_id", "class_seat.number"], name=op.f("fk_enrolment_class_id_seat")
        ),
        sa.ForeignKeyConstraint(["class_id"], ["site_class.id"], name=op.f("fk_enrolment_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    op.create_index(op.f("ix_enrolment_child_id"), "enrolment", ["child_id"])
    op.create_index(op.f("ix_enrolment_class_id_state_asked_at"), "enrolment", ["class_id", "state", "asked_at"])
    op.create_index(
        "uq_enrolment_open",
        "enrolment",
        ["class_id", "child_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'offered', 'enrolled')"),
        postgresql_where=sa.text("state IN ('waiting', 'offered', 'enrolled')"),
    )
    op.create_index(
        "uq_enrolment_seat",
        "enrolment",
        ["class_id", "seat"],
        unique=True,
        sqlite_where=sa.text("seat IS NOT NULL"),
        postgresql_where=sa.text("seat IS NOT NULL"),
    )


def _make_activity_service() -> None:
    op.create_table(
        "activity_service",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("service_area", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by_id", sa.Uuid(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'void') = (voided_at IS NOT NULL)", name=op.f("ck_activity_service_voided")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_activity_service_minutes")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_activity_service_times")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_service_activity_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"], name=op.f("fk_activity_service_confirmed_by_id")),
        sa.ForeignKeyConstraint(["voided_by_id"], ["account.id"], name=op.f("fk_activity_service_voided_by_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_activity_service_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_service")),
    )
    op.create_index(op.f("ix_activity_service_activity_id"), "activity_service", ["activity_id"])
    op.create_index(
        op.f("ix_activity_service_volunteer_id_starts_at"), "activity_service", ["volunteer_id", "starts_at"]
    )


def _make_activity_topic() -> None:
    op.create_table(
        "activity_topic",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_topic_activity_id")),
        sa.PrimaryKeyConstraint("activity_id", "topic", name=op.f("pk_activity_topic")),
    )
    op.create_index(op.f("ix_activity_topic_topic"), "activity_topic", ["topic"])


def _make_safety_lesson() -> None:
    op.create_table(
        "safety_lesson",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("taught_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_safety_lesson_child_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_safety_lesson_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_lesson")),
        sa.UniqueConstraint(
            "child_id", "topic", "taught_on", "place", name=op.f("uq_safety_lesson_child_id_topic_taught_on_place")
        ),
    )
    op.create_index(op.f("ix_safety_lesson_record_id"), "safety_lesson", ["record_id"])


def downgrade() -> None:
    """Undo: what did not take place has no place in the table as it was."""
    for table in ("safety_lesson", "activity_topic", "activity_service"):
        op.drop_table(table)
    op.execute("DELETE FROM attendance WHERE activity_id IN (SELECT id FROM activity WHERE state <> 'held')")
    op.execute("DELETE FROM activity WHERE state <> 'held'")
    op.drop_index(op.f("ix_activity_class_id_starts_at"), table_name="activity")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_activity_class_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_activity_reason"), type_="check")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        for name in ("safety_note", "plan", "reason", "state", "class_id"):
            batch_op.drop_column(name)
    for table in ("enrolment", "class_seat", "site_class", "site_reach", "site_hours"):
        op.drop_table(table)
    op.drop_index(op.f("ix_site_keeper_id"), table_name="site")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_site_keeper_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_site_capacity"), type_="check")
    with op.batch_alter_table("site", schema=None) as batch_op:
        for name in ("keeper_contact", "keeper_id", "capacity"):
            batch_op.drop_column(name)
