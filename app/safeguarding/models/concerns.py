"""Tables of concerns. Nothing in them is ever deleted: the database refuses."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.accounts.models import Account
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import Base, Identified, after_create, only_where
from app.foundation.types import Sealed, StringSet, Values
from app.safeguarding.models.duties import SafeguardingPost
from app.safeguarding.models.kinds import ConcernAbout, ConcernState, EntryKind, Outcome, PartyKind, Post, ReportedTo
from app.volunteers.models import Volunteer


class Concern(Identified, Base):
    """What somebody worries about. The id is made with the empty form, so that sending it twice raises it once.

    ``code`` is the reporter's receipt. ``for_second``: it is about the lead, and goes to the second alone.
    ``due_at``: acknowledged by then, or it goes on to the next; None once it is, or everybody was tried.
    ``situations``: None until sorted, empty where none of the nine applies.
    """

    __tablename__ = "concern"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("follows_id"),
        Index(None, "district_id", "state"),
        CheckConstraint("state = 'open' OR acknowledged_at IS NOT NULL", name="acknowledged"),
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (outcome IS NOT NULL)"
            " AND (state = 'closed') = (outcome_words IS NOT NULL)",
            name="closed",
        ),
    )

    code: Mapped[str] = mapped_column(String(12))
    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    about: Mapped[ConcernAbout] = mapped_column(Values(ConcernAbout), default=ConcernAbout.UNSAID)
    story: Mapped[str] = mapped_column(Sealed("concern.story"))
    who: Mapped[str | None] = mapped_column(Sealed("concern.who"))
    """Whom it is about, in the reporter's words."""
    place: Mapped[str | None] = mapped_column(Sealed("concern.place"))
    reporter_name: Mapped[str | None] = mapped_column(Sealed("concern.reporter_name"))
    reporter_phone: Mapped[str | None] = mapped_column(Sealed("concern.reporter_phone"))
    may_call: Mapped[bool] = mapped_column(default=False)
    reporter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    urgent: Mapped[bool] = mapped_column(default=False)
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    child_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("child.id"))
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("volunteer.id"))
    for_second: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ConcernState] = mapped_column(Values(ConcernState), default=ConcernState.OPEN)
    assigned_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    due_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    situations: Mapped[frozenset[str] | None] = mapped_column(StringSet)
    outcome: Mapped[Outcome | None] = mapped_column(Values(Outcome))
    outcome_words: Mapped[str | None] = mapped_column(Sealed("concern.outcome_words"))
    closed_at: Mapped[datetime | None]
    follows_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("concern.id"))
    """The closed concern to which its reporter added more."""

    child: Mapped[Child | None] = relationship()
    volunteer: Mapped[Volunteer | None] = relationship()
    reporter: Mapped[Account | None] = relationship(foreign_keys=[reporter_id])
    assigned_to: Mapped[Account | None] = relationship(foreign_keys=[assigned_to_id])
    # Loaded with the row: access rules judge by them, and must not query.
    parties: Mapped[list[ConcernParty]] = relationship(lazy="selectin")
    seconds: Mapped[list[SafeguardingPost]] = relationship(
        lazy="selectin",
        viewonly=True,
        primaryjoin=lambda: and_(
            foreign(SafeguardingPost.district_id) == Concern.district_id,
            SafeguardingPost.post == Post.SECOND,
            SafeguardingPost.confirmed_at.is_not(None),
            SafeguardingPost.ended_at.is_(None),
        ),
    )
    entries: Mapped[list[ConcernEntry]] = relationship(order_by="ConcernEntry.at, ConcernEntry.position")
    reports: Mapped[list[ConcernReport]] = relationship(order_by="ConcernReport.reported_at")

    @property
    def hidden_from(self) -> frozenset[uuid.UUID]:
        """The accounts that never see it."""
        return frozenset(one.account_id for one in self.parties if one.cleared_at is None)

    @property
    def second_id(self) -> uuid.UUID | None:
        """The district's second person, where there is one whom it is not about."""
        holders = (one.account for one in self.seconds if one.account.active)
        able = (one.id for one in holders if _handles(one, self.district_id) and one.id not in self.hidden_from)
        return next(able, None)


def _handles(account: Account, district_id: uuid.UUID) -> bool:
    return any(
        one.ended_at is None and one.role is Role.SAFEGUARDING_LEAD and one.area_id == district_id
        for one in account.roles
    )


class ConcernParty(Identified, Base):
    """An account a concern is kept from. ``cleared_at``: only its name stood in the words, and it is not meant."""

    __tablename__ = "concern_party"
    __table_args__ = (
        UniqueConstraint("concern_id", "account_id", "kind"),
        Index(None, "account_id"),
        CheckConstraint("cleared_at IS NULL OR kind = 'named'", name="cleared"),
    )

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[PartyKind] = mapped_column(Values(PartyKind))
    cleared_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class ConcernEntry(Identified, Base):
    """One line of a concern's record: who did what when, and words where there are any. Written once."""

    __tablename__ = "concern_entry"
    __table_args__ = (UniqueConstraint("concern_id", "position"),)

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"))
    position: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(Values(EntryKind))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    target_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    """Whom it was given to."""
    codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    words: Mapped[str | None] = mapped_column(Sealed("concern_entry.words"))

    by: Mapped[Account | None] = relationship(foreign_keys=[by_id])
    target: Mapped[Account | None] = relationship(foreign_keys=[target_id])


class ConcernReport(Identified, Base):
    """A report to the police, civil affairs or education: when, to whom, by whom, under which reference."""

    __tablename__ = "concern_report"
    __table_args__ = (Index(None, "concern_id"),)

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"))
    to: Mapped[ReportedTo] = mapped_column(Values(ReportedTo))
    reported_at: Mapped[datetime]
    told_whom: Mapped[str | None] = mapped_column(Sealed("concern_report.told_whom"))
    reported_by: Mapped[str] = mapped_column(Sealed("concern_report.reported_by"))
    reference: Mapped[str | None] = mapped_column(Sealed("concern_report.reference"))
    recorded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


class Suspension(Identified, Base):
    """A volunteer suspended because of a concern; lifted by two people or not at all."""

    __tablename__ = "suspension"
    __table_args__ = (
        Index("uq_suspension_in_force", "concern_id", "volunteer_id", unique=True, **only_where("lifted_at IS NULL")),
        Index(None, "volunteer_id"),
        CheckConstraint("(lift_asked_by_id IS NULL) = (lift_asked_at IS NULL)", name="asked"),
        CheckConstraint("(lifted_by_id IS NULL) = (lifted_at IS NULL)", name="lifted"),
        CheckConstraint(
            "lifted_by_id IS NULL OR (lift_asked_by_id IS NOT NULL AND lifted_by_id <> lift_asked_by_id)",
            name="two_persons",
        ),
    )

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"))
    volunteer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("volunteer.id"))
    suspended_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    suspended_at: Mapped[datetime] = mapped_column(default=clock.now)
    lift_asked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    lift_asked_at: Mapped[datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]

    concern: Mapped[Concern] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    lift_asked_by: Mapped[Account | None] = relationship(foreign_keys=[lift_asked_by_id])

    @property
    def district_id(self) -> uuid.UUID:
        """The concern's; chooses the chain of the audit log."""
        return self.concern.district_id


# What was said and done stays as it was. The sealed words may be written again, or keys could not be changed.
FIXED = {
    "concern": "id, code, district_id, about, reporter_id, raised_at, follows_id",
    "concern_party": "id, concern_id, account_id, kind",
    "concern_entry": "id, concern_id, position, kind, at, by_id, target_id, codes",
    "concern_report": 'id, concern_id, "to", reported_at, recorded_by_id, recorded_at',
    "suspension": "id, concern_id, volunteer_id, suspended_by_id, suspended_at",
}
# table, column: once it is set, the row's course is over.
FINAL = {"concern": "closed_at", "suspension": "lifted_at", "concern_party": "cleared_at"}
COURSE = {
    "concern": "state, outcome, closed_at, acknowledged_at, situations, volunteer_id, child_id",
    "suspension": "lift_asked_by_id, lift_asked_at, lifted_by_id, lifted_at",
    "concern_party": "cleared_at",
}


def sqlite_triggers(table: str) -> Iterable[str]:
    """What keeps a table's rows, on SQLite."""
    kept = f"BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {kept}"
    yield f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OF {FIXED[table]} ON {table} {kept}"
    if table in FINAL:
        over = f"WHEN OLD.{FINAL[table]} IS NOT NULL {kept}"
        yield f"CREATE TRIGGER {table}_final BEFORE UPDATE OF {COURSE[table]} ON {table} {over}"


def postgresql_triggers(table: str) -> Iterable[str]:
    """What keeps a table's rows, on PostgreSQL."""
    yield (
        "CREATE OR REPLACE FUNCTION safeguarding_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is kept', TG_TABLE_NAME; END $$"
    )
    run = "EXECUTE FUNCTION safeguarding_kept()"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {run}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}"
    yield f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OF {FIXED[table]} ON {table} FOR EACH ROW {run}"
    if table in FINAL:
        over = f"FOR EACH ROW WHEN (OLD.{FINAL[table]} IS NOT NULL) {run}"
        yield f"CREATE TRIGGER {table}_final BEFORE UPDATE OF {COURSE[table]} ON {table} {over}"


for _kept in (Concern, ConcernParty, ConcernEntry, ConcernReport, Suspension):
    after_create(_kept.__table__, "sqlite", sqlite_triggers(_kept.__tablename__))
    after_create(_kept.__table__, "postgresql", postgresql_triggers(_kept.__tablename__))
