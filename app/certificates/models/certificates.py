"""Certificates: snapshots that the database itself keeps from being altered or deleted."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.certificates.models.publicity import Publicity
from app.foundation import clock
from app.foundation.database import Base, Identified, after_create, only_where
from app.foundation.types import Sealed, Values
from app.places.models import Area
from app.seasons.models import Season
from app.volunteers.models import Volunteer


class RevokeReason(StrEnum):
    """Why a certificate is valid no more."""

    HOURS_WRONG = "hours_wrong"
    PERSON_WRONG = "person_wrong"
    DETAILS_WRONG = "details_wrong"
    ASKED = "asked"
    """The volunteer asked for it."""
    OTHER = "other"


class Issuer(Base):
    """Who issues in a district: the League body, and the people named on every certificate."""

    __tablename__ = "certificate_issuer"

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"), primary_key=True)
    body: Mapped[str] = mapped_column(String(80))
    responsible: Mapped[str] = mapped_column(String(40))
    handler: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(30))
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class Certificate(Identified, Base):
    """What was confirmed of one volunteer's season, as it was on ``issued_at``. Revoked, never deleted.

    ``minutes`` is the sum of ``content`` (service area: minutes). ``id_line`` is masked; without it the paper has a
    line to fill by hand. One certificate of a volunteer and season is valid at a time.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index("uq_certificate_number", "number", unique=True),
        Index("uq_certificate_valid", "volunteer_id", "season_id", unique=True, **only_where("revoked_at IS NULL")),
        Index(None, "season_id"),
        CheckConstraint("minutes > 0 AND sessions > 0", name="served"),
        CheckConstraint("first_day <= last_day", name="period"),
        CheckConstraint("(revoked_at IS NULL) = (revoke_reason IS NULL)", name="revoked"),
    )

    number: Mapped[str] = mapped_column(String(24))
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    township_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"))
    publicity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("publicity.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    name: Mapped[str] = mapped_column(Sealed("certificate.name"))
    id_line: Mapped[str | None] = mapped_column(Sealed("certificate.id_line"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    minutes: Mapped[int]
    sessions: Mapped[int]
    content: Mapped[dict[str, Any]]
    season_name: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(String(80))
    responsible: Mapped[str] = mapped_column(String(40))
    handler: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(30))
    issued_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[RevokeReason | None] = mapped_column(Values(RevokeReason))
    revoke_words: Mapped[str | None] = mapped_column(Sealed("certificate.revoke_words"))

    volunteer: Mapped[Volunteer] = relationship()
    season: Mapped[Season] = relationship()
    publicity: Mapped[Publicity] = relationship()
    township: Mapped[Area | None] = relationship(foreign_keys=[township_id])

    @property
    def account_id(self) -> uuid.UUID | None:
        """The volunteer's account; for judging scope."""
        return self.volunteer.account_id

    @property
    def valid(self) -> bool:
        """Whether it stands."""
        return self.revoked_at is None


# The sealed columns are not among them: new keys write them anew, and a volunteer's anonymised file takes the name.
# Nobody without the keys can put another name there.
SNAPSHOT = (
    "id, number, district_id, township_id, season_id, publicity_id, volunteer_id, first_day, last_day, minutes, "
    "sessions, content, season_name, body, responsible, handler, phone, issued_by_id, issued_at"
)
REVOKED_ONCE = "revoked_by_id, revoked_at, revoke_reason"
SQLITE_TRIGGERS = (
    f"CREATE TRIGGER certificate_no_change BEFORE UPDATE OF {SNAPSHOT} ON certificate "
    "BEGIN SELECT RAISE(ABORT, 'a certificate is never altered'); END",
    f"CREATE TRIGGER certificate_no_unrevoke BEFORE UPDATE OF {REVOKED_ONCE} ON certificate "
    "WHEN OLD.revoked_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a certificate is revoked once'); END",
    "CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate "
    "BEGIN SELECT RAISE(ABORT, 'a certificate is never deleted'); END",
    # REPLACE deletes without the delete trigger where a connection left recursive_triggers off; this one fires first.
    "CREATE TRIGGER certificate_no_replace BEFORE INSERT ON certificate WHEN EXISTS (SELECT 1 FROM certificate c "
    "WHERE c.id = NEW.id OR c.number = NEW.number) BEGIN SELECT RAISE(ABORT, 'a certificate is never altered'); END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION certificate_snapshot() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a certificate is never altered or deleted'; END $$",
    f"CREATE TRIGGER certificate_no_change BEFORE UPDATE OF {SNAPSHOT} ON certificate "
    "FOR EACH ROW EXECUTE FUNCTION certificate_snapshot()",
    f"CREATE TRIGGER certificate_no_unrevoke BEFORE UPDATE OF {REVOKED_ONCE} ON certificate "
    "FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL) EXECUTE FUNCTION certificate_snapshot()",
    "CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate "
    "FOR EACH ROW EXECUTE FUNCTION certificate_snapshot()",
    "CREATE TRIGGER certificate_no_truncate BEFORE TRUNCATE ON certificate "
    "FOR EACH STATEMENT EXECUTE FUNCTION certificate_snapshot()",
)

after_create(Certificate.__table__, "sqlite", SQLITE_TRIGGERS)
after_create(Certificate.__table__, "postgresql", POSTGRESQL_TRIGGERS)
