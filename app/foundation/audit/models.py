"""Tables of the audit log, and the triggers that keep it append-only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
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
    """One thing that happened. ``link`` is the keyed hash over this row and the link before it in its chain."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("chain", "position"),
        Index(None, "object_id"),
        Index(None, "actor_id"),
        Index(None, "at"),
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


SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$",
    "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event "
    "FOR EACH ROW EXECUTE FUNCTION audit_event_append_only()",
    "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only()",
)

after_create(AuditEvent.__table__, "sqlite", SQLITE_TRIGGERS)
after_create(AuditEvent.__table__, "postgresql", POSTGRESQL_TRIGGERS)
