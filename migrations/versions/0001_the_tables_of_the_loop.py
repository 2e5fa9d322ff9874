"""The tables of the loop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

AUDIT_SQLITE = tuple(
    f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
AUDIT_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$",
    "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event "
    "FOR EACH ROW EXECUTE FUNCTION audit_event_append_only()",
    "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only()",
)
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
POSTGRESQL_OVERLAP = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE service_session ADD CONSTRAINT service_session_overlap EXCLUDE USING gist "
    "(volunteer_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state IN ('sent', 'confirmed'))",
)


def _central_school() -> list[sa.ForeignKeyConstraint]:
    """The township's central school: a cycle with school, which PostgreSQL wants closed after both tables are there."""
    if op.get_bind().dialect.name == "postgresql":
        return []
    return [sa.ForeignKeyConstraint(["central_school_id"], ["school.id"], name="fk_area_central_school_id")]


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "account",
        sa.Column("login", sa.LargeBinary(), nullable=False),
        sa.Column("login_token", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("work_phone", sa.LargeBinary(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=True),
        sa.Column("session_stamp", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login_token", name=op.f("uq_account_login_token")),
    )
    op.create_table(
        "area",
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("column", sa.Integer(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("central_school_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(level = 'district') = (parent_id IS NULL)", name=op.f("ck_area_parent")),
        sa.CheckConstraint("provisional OR code IS NOT NULL", name=op.f("ck_area_code_or_provisional")),
        *_central_school(),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_area_district_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
        sa.UniqueConstraint("parent_id", "name", name=op.f("uq_area_parent_id_name")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_district_id"), ["district_id"], unique=False)

    op.create_table(
        "audit_chain",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("length", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("chain", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_label", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("chain", "position", name=op.f("uq_audit_event_chain_position")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_object_id"), ["object_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=400), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("progress >= 0 AND progress <= 100", name=op.f("ck_job_progress_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_state_heartbeat_at"), ["state", "heartbeat_at"], unique=False)

    op.create_table(
        "sign_in_attempt",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("login_token", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_address_at"), ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_login_token_at"), ["login_token", "at"], unique=False)

    op.create_table(
        "term",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("same_sex", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_term_kind_code")),
    )
    op.create_table(
        "invitation",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_account_id"), ["account_id"], unique=False)

    op.create_table(
        "school",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_school_district_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["school.id"], name=op.f("fk_school_parent_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_school_township_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("district_id", "name", name=op.f("uq_school_district_id_name")),
    )
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_township_id"), ["township_id"], unique=False)

    op.create_table(
        "season",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("blackout", sa.JSON(), nullable=False),
        sa.Column("answer_hours", sa.Integer(), nullable=False),
        sa.Column("approval_days", sa.Integer(), nullable=False),
        sa.Column("max_capacity", sa.Integer(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("answer_hours > 0", name=op.f("ck_season_answer_hours")),
        sa.CheckConstraint("approval_days > 0", name=op.f("ck_season_approval_days")),
        sa.CheckConstraint("max_capacity BETWEEN 1 AND 3", name=op.f("ck_season_max_capacity")),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_season_dates")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_season_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season")),
        sa.UniqueConstraint("district_id", "code", name=op.f("uq_season_district_id_code")),
    )
    op.create_table(
        "signup_draft",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signup_draft_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup_draft")),
        sa.UniqueConstraint("account_id", name=op.f("uq_signup_draft_account_id")),
    )
    op.create_table(
        "volunteer",
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("identity_token", sa.String(length=64), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("id_on_paper", sa.Boolean(), nullable=False),
        sa.Column("college", sa.String(length=80), nullable=False),
        sa.Column("major", sa.String(length=80), nullable=False),
        sa.Column("study_year", sa.String(length=20), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("interests", sa.String(length=200), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_volunteer_account_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_volunteer_district_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_volunteer_township_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("account_id", name=op.f("uq_volunteer_account_id")),
        sa.UniqueConstraint("code", name=op.f("uq_volunteer_code")),
        sa.UniqueConstraint("identity_token", name=op.f("uq_volunteer_identity_token")),
    )
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_district_id"), ["district_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_volunteer_township_id"), ["township_id"], unique=False)

    op.create_table(
        "availability",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("home_from", sa.Date(), nullable=True),
        sa.Column("home_to", sa.Date(), nullable=True),
        sa.Column("days_away", sa.JSON(), nullable=False),
        sa.Column("slots", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("modes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reach", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("signed_up_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("capacity BETWEEN 0 AND 3", name=op.f("ck_availability_capacity")),
        sa.CheckConstraint(
            "home_from IS NULL OR home_to IS NULL OR home_from <= home_to", name=op.f("ck_availability_home")
        ),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_availability_season_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_availability_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability")),
        sa.UniqueConstraint("volunteer_id", "season_id", name=op.f("uq_availability_volunteer_id_season_id")),
    )
    with op.batch_alter_table("availability", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_availability_season_id"), ["season_id"], unique=False)

    op.create_table(
        "child",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=False),
        sa.Column("village_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("class_name", sa.String(length=20), nullable=True),
        sa.Column("boarding", sa.Boolean(), nullable=True),
        sa.Column("left_behind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("health", sa.LargeBinary(), nullable=True),
        sa.Column("notes", sa.LargeBinary(), nullable=True),
        sa.Column("care_tips", sa.LargeBinary(), nullable=True),
        sa.Column("guardianship", sa.String(length=40), nullable=True),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("suitability", sa.LargeBinary(), nullable=True),
        sa.Column("professional", sa.LargeBinary(), nullable=True),
        sa.Column("same_sex_only", sa.Boolean(), nullable=False),
        sa.Column("slots", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("modes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("interests", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.String(length=40), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("consented_until", sa.Date(), nullable=True),
        sa.Column("hold", sa.String(length=40), nullable=True),
        sa.Column("identity_token", sa.String(length=64), nullable=False),
        sa.Column("lookalike_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(status = 'left') = (left_on IS NOT NULL)", name=op.f("ck_child_left")),
        sa.CheckConstraint("grade IS NULL OR grade BETWEEN 0 AND 14", name=op.f("ck_child_grade")),
        sa.CheckConstraint("risk BETWEEN 0 AND 3", name=op.f("ck_child_risk")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_child_district_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_child_school_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_child_township_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_child_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
        sa.UniqueConstraint("code", name=op.f("uq_child_code")),
        sa.UniqueConstraint("identity_token", name=op.f("uq_child_identity_token")),
    )
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_child_district_id_status"), ["district_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_lookalike_token"), ["lookalike_token"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_school_id_status"), ["school_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_township_id_status"), ["township_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_child_village_id"), ["village_id"], unique=False)

    op.create_table(
        "match_run",
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("volunteers", sa.Integer(), nullable=False),
        sa.Column("pair_count", sa.Integer(), nullable=False),
        sa.Column("waiting_count", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("objective", sa.BigInteger(), nullable=True),
        sa.Column("bound", sa.BigInteger(), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("held_back", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_match_run_district_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_match_run_job_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["account.id"], name=op.f("fk_match_run_published_by_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_match_run_season_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["account.id"], name=op.f("fk_match_run_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_match_run_season_id_created_at"), ["season_id", "created_at"], unique=False
        )

    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(role = 'volunteer' AND scope IN ('own')) OR (role = 'school_staff' AND scope IN ('school')) OR (role = 'village_director' AND scope IN ('village')) OR (role = 'township_supervisor' AND scope IN ('township')) OR (role = 'organizer' AND scope IN ('district')) OR (role = 'safeguarding_lead' AND scope IN ('district')) OR (role = 'administrator' AND scope IN ('installation')) OR (role = 'auditor' AND scope IN ('installation'))",
            name=op.f("ck_role_grant_role_scope"),
        ),
        sa.CheckConstraint(
            "(scope IN ('own', 'installation') AND area_id IS NULL AND school_id IS NULL) OR (scope = 'school' AND school_id IS NOT NULL AND area_id IS NULL) OR (scope IN ('village', 'township', 'district') AND area_id IS NOT NULL AND school_id IS NULL)",
            name=op.f("ck_role_grant_scope_target"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_role_grant_area_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["account.id"], name=op.f("fk_role_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_role_grant_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_school_id"), ["school_id"], unique=False)

    op.create_table(
        "roster_import",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.String(length=40), nullable=True),
        sa.Column("answers_for", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_roster_import_account_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_roster_import_district_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_roster_import_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roster_import_school_id_created_at"), ["school_id", "created_at"], unique=False
        )

    op.create_table(
        "site",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("township_id", sa.Uuid(), nullable=False),
        sa.Column("village_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_site_district_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_site_school_id")),
        sa.ForeignKeyConstraint(["township_id"], ["area.id"], name=op.f("fk_site_township_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_site_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("district_id", "name", name=op.f("uq_site_district_id_name")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_township_id"), ["township_id"], unique=False)

    op.create_table(
        "skill",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=True),
        sa.Column("grade_min", sa.Integer(), nullable=False),
        sa.Column("grade_max", sa.Integer(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("supervisor", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("0 <= grade_min AND grade_min <= grade_max", name=op.f("ck_skill_grades")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_skill_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
    )
    with op.batch_alter_table("skill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skill_volunteer_id"), ["volunteer_id"], unique=False)

    op.create_table(
        "vetting_check",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_vetting_check_recorded_by_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_vetting_check_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_check")),
    )
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vetting_check_volunteer_id_kind_recorded_at"),
            ["volunteer_id", "kind", "recorded_at"],
            unique=False,
        )

    op.create_table(
        "volunteer_import",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_volunteer_import_account_id")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_volunteer_import_district_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_volunteer_import_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_import")),
    )
    with op.batch_alter_table("volunteer_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_volunteer_import_district_id_created_at"), ["district_id", "created_at"], unique=False
        )

    op.create_table(
        "volunteer_slot",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_volunteer_slot_number")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_slot_volunteer_id")),
        sa.PrimaryKeyConstraint("volunteer_id", "number", name=op.f("pk_volunteer_slot")),
    )
    op.create_table(
        "activity",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("service_area", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_activity_times")),
        sa.ForeignKeyConstraint(["district_id"], ["area.id"], name=op.f("fk_activity_district_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_activity_recorded_by_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_activity_season_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_activity_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_district_id_starts_at"), ["district_id", "starts_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_activity_site_id"), ["site_id"], unique=False)

    op.create_table(
        "carer",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("whereabouts", sa.LargeBinary(), nullable=True),
        sa.Column("legal_guardian", sa.Boolean(), nullable=False),
        sa.Column("entrusted", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_carer_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carer")),
    )
    with op.batch_alter_table("carer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carer_child_id"), ["child_id"], unique=False)

    op.create_table(
        "child_transfer",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("from_school_id", sa.Uuid(), nullable=False),
        sa.Column("to_school_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("from_school_id <> to_school_id", name=op.f("ck_child_transfer_schools_differ")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_child_transfer_asked_by_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_child_transfer_child_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_child_transfer_decided_by_id")),
        sa.ForeignKeyConstraint(["from_school_id"], ["school.id"], name=op.f("fk_child_transfer_from_school_id")),
        sa.ForeignKeyConstraint(["to_school_id"], ["school.id"], name=op.f("fk_child_transfer_to_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_transfer")),
    )
    with op.batch_alter_table("child_transfer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_child_transfer_to_school_id_state"), ["to_school_id", "state"], unique=False
        )
        batch_op.create_index(
            "uq_child_transfer_open",
            ["child_id"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "consent",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("consenter", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("legal_guardian", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("witness", sa.LargeBinary(), nullable=True),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("home_visit", sa.Boolean(), nullable=False),
        sa.Column("photo", sa.Boolean(), nullable=False),
        sa.Column("sharing", sa.Boolean(), nullable=False),
        sa.Column("child_wish", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(length=60), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(decision = 'given') = (expires_on IS NOT NULL)", name=op.f("ck_consent_expiry")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_consent_child_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_consent_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_child_id_given_on"), ["child_id", "given_on"], unique=False)

    op.create_table(
        "do_not_pair",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_do_not_pair_child_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_do_not_pair_recorded_by_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_do_not_pair_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_do_not_pair")),
        sa.UniqueConstraint("child_id", "volunteer_id", name=op.f("uq_do_not_pair_child_id_volunteer_id")),
    )
    op.create_table(
        "match_pair",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Uuid(), nullable=True),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_match_pair_child_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["account.id"], name=op.f("fk_match_pair_removed_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["match_run.id"], name=op.f("fk_match_pair_run_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_match_pair_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_pair")),
        sa.UniqueConstraint("run_id", "child_id", name=op.f("uq_match_pair_run_id_child_id")),
    )
    with op.batch_alter_table("match_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_pair_run_id_score"), ["run_id", "score"], unique=False)

    op.create_table(
        "match_wait",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_match_wait_child_id")),
        sa.ForeignKeyConstraint(["run_id"], ["match_run.id"], name=op.f("fk_match_wait_run_id")),
        sa.PrimaryKeyConstraint("run_id", "child_id", name=op.f("pk_match_wait")),
    )
    op.create_table(
        "need",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=True),
        sa.Column("must", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_need_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_child_id"), ["child_id"], unique=False)

    op.create_table(
        "pairing",
        sa.Column("season_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approval_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("farewell", sa.LargeBinary(), nullable=True),
        sa.Column("usual_place", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state <> 'active' OR active_at IS NOT NULL", name=op.f("ck_pairing_active")),
        sa.CheckConstraint(
            "state <> 'ended' OR (ended_at IS NOT NULL AND reason IS NOT NULL)", name=op.f("ck_pairing_ended")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'active') OR approved_at IS NOT NULL", name=op.f("ck_pairing_approved")
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'rejected') OR reason IS NOT NULL", name=op.f("ck_pairing_reason")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR proposed_by_id IS NULL OR approved_by_id <> proposed_by_id",
            name=op.f("ck_pairing_approver_is_not_proposer"),
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_pairing_approved_by_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_pairing_child_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_pairing_proposed_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["match_run.id"], name=op.f("fk_pairing_run_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_pairing_season_id")),
        sa.ForeignKeyConstraint(
            ["volunteer_id", "slot"], ["volunteer_slot.volunteer_id", "volunteer_slot.number"], name="fk_pairing_slot"
        ),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_pairing_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_season_id_state"), ["season_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_volunteer_id"), ["volunteer_id"], unique=False)
        batch_op.create_index(
            "uq_pairing_open_child",
            ["child_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'approved', 'active', 'suspended')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'approved', 'active', 'suspended')"),
        )
        batch_op.create_index(
            "uq_pairing_open_slot",
            ["volunteer_id", "slot"],
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'approved', 'active', 'suspended')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'approved', 'active', 'suspended')"),
        )

    op.create_table(
        "possible_double",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("child_id <> other_id", name=op.f("ck_possible_double_two_files")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_possible_double_child_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_possible_double_decided_by_id")),
        sa.ForeignKeyConstraint(["other_id"], ["child.id"], name=op.f("fk_possible_double_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_possible_double")),
        sa.UniqueConstraint("child_id", "other_id", name=op.f("uq_possible_double_child_id_other_id")),
    )
    op.create_table(
        "attendance",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_attendance_activity_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_attendance_child_id")),
        sa.PrimaryKeyConstraint("activity_id", "child_id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_child_id"), ["child_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("introducer_id", sa.Uuid(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("another_adult", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(place = 'school') = (school_id IS NOT NULL)", name=op.f("ck_meeting_school")),
        sa.CheckConstraint("(place = 'site') = (site_id IS NOT NULL)", name=op.f("ck_meeting_site")),
        sa.ForeignKeyConstraint(["introducer_id"], ["account.id"], name=op.f("fk_meeting_introducer_id")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_meeting_pairing_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_meeting_recorded_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_meeting_school_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["account.id"], name=op.f("fk_meeting_set_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_meeting_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_introducer_id"), ["introducer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_pairing_id"), ["pairing_id"], unique=False)

    op.create_table(
        "service_session",
        sa.Column("pairing_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("service_area", sa.String(length=40), nullable=False),
        sa.Column("adult_present", sa.Boolean(), nullable=False),
        sa.Column("safe", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("late_reason", sa.LargeBinary(), nullable=True),
        sa.Column("logged_by_id", sa.Uuid(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("remark", sa.LargeBinary(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("place <> 'home' OR adult_present", name=op.f("ck_service_session_home_adult")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR confirmed_at IS NOT NULL", name=op.f("ck_service_session_confirmed")
        ),
        sa.CheckConstraint(
            "state NOT IN ('sent', 'returned') OR confirmed_at IS NULL", name=op.f("ck_service_session_not_confirmed")
        ),
        sa.CheckConstraint(
            "state NOT IN ('void', 'returned') OR reason IS NOT NULL", name=op.f("ck_service_session_reason")
        ),
        sa.CheckConstraint("break_minutes >= 0", name=op.f("ck_service_session_break")),
        sa.CheckConstraint(
            "confirmed_by_id <> logged_by_id", name=op.f("ck_service_session_confirmer_is_not_volunteer")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_service_session_minutes")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_service_session_times")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_service_session_child_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"], name=op.f("fk_service_session_confirmed_by_id")),
        sa.ForeignKeyConstraint(["logged_by_id"], ["account.id"], name=op.f("fk_service_session_logged_by_id")),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_service_session_pairing_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["service_session.id"], name=op.f("fk_service_session_replaces_id")),
        sa.ForeignKeyConstraint(["volunteer_id"], ["volunteer.id"], name=op.f("fk_service_session_volunteer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_session")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_service_session_replaces_id")),
    )
    with op.batch_alter_table("service_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_session_child_id_state"), ["child_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_session_pairing_id"), ["pairing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_session_state_starts_at"), ["state", "starts_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_service_session_volunteer_id_starts_at"), ["volunteer_id", "starts_at"], unique=False
        )

    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key("fk_area_central_school_id", "area", "school", ["central_school_id"], ["id"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in (*AUDIT_POSTGRESQL, *POSTGRESQL_OVERLAP) if postgresql else (*AUDIT_SQLITE, *SQLITE_OVERLAP):
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.drop_constraint("fk_area_central_school_id", "area", type_="foreignkey")
    with op.batch_alter_table("service_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_session_volunteer_id_starts_at"))
        batch_op.drop_index(batch_op.f("ix_service_session_state_starts_at"))
        batch_op.drop_index(batch_op.f("ix_service_session_pairing_id"))
        batch_op.drop_index(batch_op.f("ix_service_session_child_id_state"))

    op.drop_table("service_session")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_pairing_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_introducer_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_child_id"))

    op.drop_table("attendance")
    op.drop_table("possible_double")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pairing_open_slot",
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'approved', 'active', 'suspended')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'approved', 'active', 'suspended')"),
        )
        batch_op.drop_index(
            "uq_pairing_open_child",
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'approved', 'active', 'suspended')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'approved', 'active', 'suspended')"),
        )
        batch_op.drop_index(batch_op.f("ix_pairing_volunteer_id"))
        batch_op.drop_index(batch_op.f("ix_pairing_season_id_state"))

    op.drop_table("pairing")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_child_id"))

    op.drop_table("need")
    op.drop_table("match_wait")
    with op.batch_alter_table("match_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_pair_run_id_score"))

    op.drop_table("match_pair")
    op.drop_table("do_not_pair")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_child_id_given_on"))

    op.drop_table("consent")
    with op.batch_alter_table("child_transfer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_child_transfer_open",
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.drop_index(batch_op.f("ix_child_transfer_to_school_id_state"))

    op.drop_table("child_transfer")
    with op.batch_alter_table("carer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carer_child_id"))

    op.drop_table("carer")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_site_id"))
        batch_op.drop_index(batch_op.f("ix_activity_district_id_starts_at"))

    op.drop_table("activity")
    op.drop_table("volunteer_slot")
    with op.batch_alter_table("volunteer_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_import_district_id_created_at"))

    op.drop_table("volunteer_import")
    with op.batch_alter_table("vetting_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vetting_check_volunteer_id_kind_recorded_at"))

    op.drop_table("vetting_check")
    with op.batch_alter_table("skill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_skill_volunteer_id"))

    op.drop_table("skill")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_township_id"))

    op.drop_table("site")
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_import_school_id_created_at"))

    op.drop_table("roster_import")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_school_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_area_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_run_season_id_created_at"))

    op.drop_table("match_run")
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_child_village_id"))
        batch_op.drop_index(batch_op.f("ix_child_township_id_status"))
        batch_op.drop_index(batch_op.f("ix_child_school_id_status"))
        batch_op.drop_index(batch_op.f("ix_child_lookalike_token"))
        batch_op.drop_index(batch_op.f("ix_child_district_id_status"))

    op.drop_table("child")
    with op.batch_alter_table("availability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_availability_season_id"))

    op.drop_table("availability")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_township_id"))
        batch_op.drop_index(batch_op.f("ix_volunteer_district_id"))

    op.drop_table("volunteer")
    op.drop_table("signup_draft")
    op.drop_table("season")
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_township_id"))

    op.drop_table("school")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_account_id"))

    op.drop_table("invitation")
    op.drop_table("term")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_login_token_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_address_at"))

    op.drop_table("sign_in_attempt")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state_heartbeat_at"))

    op.drop_table("job")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_object_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))
        batch_op.drop_index(batch_op.f("ix_audit_event_actor_id"))

    op.drop_table("audit_event")
    op.drop_table("audit_chain")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_district_id"))

    op.drop_table("area")
    op.drop_table("account")
    if postgresql:
        op.execute("DROP FUNCTION audit_event_append_only()")
