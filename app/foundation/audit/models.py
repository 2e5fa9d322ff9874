"""Tables of the audit log, and the triggers that keep it append-only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.audit.actions import Action
from app.foundation.database import Base, after_create
from app.foundation.types import Values

BIG = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts only INTEGER PRIMARY KEY by itself


class AuditChain(Base):
    """The head of one chain (one per district, and ``installation``); locked last in a transaction."""

    __tablename__ = "audit_chain"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    length: Mapped[int] = mapped_column(BIG, default=0)
    head: Mapped[str] = mapped_column(String(64), default="")


class AuditEvent(Base):
    """One thing that happened. ``link`` is the keyed hash over this row and the link before it in its chain.

    The indexes answer the auditor's questions newest first, a rare action as fast as a common one.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("chain", "position"),
        Index(None, "action", "at", "id"),
        Index(None, "actor_id", "at", "id"),
        Index(None, "object_id", "at", "id"),
        Index(None, "at", "id"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=True)
    chain: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(BIG)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    actor_label: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(45), default="")
    action: Mapped[Action] = mapped_column(Values(Action))
    object_kind: Mapped[str] = mapped_column(String(40), default="")
    object_id: Mapped[str] = mapped_column(String(64), default="")
    details: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(String(64))


class AuditSegment(Base):
    """A run of old rows that left for a file, whole: rows ``first_row`` to ``last_row`` of a chain.

    ``head`` is the link of its last row, where the live rows go on; ``digest`` the SHA-256 of the file. A row here is
    what lets its rows be deleted, and is itself never changed.
    """

    __tablename__ = "audit_segment"
    __table_args__ = (CheckConstraint("first_row >= 1 AND last_row >= first_row", name="rows"),)

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    first_row: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    last_row: Mapped[int] = mapped_column(BIG)
    head: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    file: Mapped[str] = mapped_column(String(120))
    archived_at: Mapped[datetime]


ARCHIVED = "SELECT 1 FROM audit_segment s WHERE s.chain = OLD.chain AND OLD.position BETWEEN s.first_row AND s.last_row"
SQLITE_TRIGGERS = (
    "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    f"CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event WHEN NOT EXISTS ({ARCHIVED}) "
    "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    # REPLACE deletes without the delete trigger where a connection left recursive_triggers off; this one fires first.
    "CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event WHEN EXISTS (SELECT 1 FROM audit_event e "
    "WHERE e.id = NEW.id OR (e.chain = NEW.chain AND e.position = NEW.position)) "
    "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
)
SQLITE_SEGMENT_TRIGGERS = (
    *(
        f"CREATE TRIGGER audit_segment_no_{verb.lower()} BEFORE {verb} ON audit_segment "
        "BEGIN SELECT RAISE(ABORT, 'audit_segment is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "CREATE TRIGGER audit_segment_no_replace BEFORE INSERT ON audit_segment WHEN EXISTS (SELECT 1 FROM audit_segment s "
    "WHERE s.chain = NEW.chain AND s.first_row = NEW.first_row) "
    "BEGIN SELECT RAISE(ABORT, 'audit_segment is append-only'); END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF TG_OP = 'DELETE' THEN IF EXISTS ({ARCHIVED}) THEN RETURN OLD; END IF; END IF; "
    "RAISE EXCEPTION 'audit_event is append-only'; END $$",
    "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event "
    "FOR EACH ROW EXECUTE FUNCTION audit_event_append_only()",
    "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only()",
)
POSTGRESQL_SEGMENT_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION audit_segment_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_segment is append-only'; END $$",
    "CREATE TRIGGER audit_segment_no_change BEFORE UPDATE OR DELETE ON audit_segment "
    "FOR EACH ROW EXECUTE FUNCTION audit_segment_append_only()",
    "CREATE TRIGGER audit_segment_no_truncate BEFORE TRUNCATE ON audit_segment "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_segment_append_only()",
)

after_create(AuditEvent.__table__, "sqlite", SQLITE_TRIGGERS)
after_create(AuditEvent.__table__, "postgresql", POSTGRESQL_TRIGGERS)
after_create(AuditSegment.__table__, "sqlite", SQLITE_SEGMENT_TRIGGERS)
after_create(AuditSegment.__table__, "postgresql", POSTGRESQL_SEGMENT_TRIGGERS)
