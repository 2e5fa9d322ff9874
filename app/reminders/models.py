"""Tables of reminders: what waits for whom, by which ways it is said, and what was sent."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.database import Base, Identified, only_where
from app.foundation.notifier import Channel
from app.foundation.types import Sealed, StringSet, Token, Values
from app.places.models import Area, School
from app.reminders.kinds import CONFIDENTIAL, DeliveryState, DigestEvery, Purpose, ReminderKind, ToldWay

QUIET_FROM, QUIET_UNTIL = time(21), time(8)


class Reminder(Identified, Base):
    """One thing that waits for one person. ``figures`` hold counts, days and times, never a word about anybody.

    The sentence is made when it is read. ``about_id`` is the record it leads to. The places say who may tell the person
    about it; without any, nobody may.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "about_id", "occasion"),
        Index("uq_reminder_open", "account_id", "kind", "about_id", unique=True,
              **only_where("done_at IS NULL AND NOT news")),
        Index(None, "account_id", "done_at", "read_at"),
        Index(None, "kind", "done_at"),
        Index(None, "district_id", "done_at"),
        CheckConstraint("(told_at IS NULL) = (told_by_id IS NULL) AND (told_at IS NULL) = (told_way IS NULL)",
                        name="told"),
        CheckConstraint("kind NOT IN (" + ", ".join(f"'{one.value}'" for one in sorted(CONFIDENTIAL)) + ")"
                        " OR (district_id IS NULL AND told_at IS NULL)", name="confidential"),
        CheckConstraint("district_id IS NOT NULL OR (township_id IS NULL AND village_id IS NULL AND school_id IS NULL)",
                        name="place"),
    )  # fmt: skip

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[ReminderKind] = mapped_column(Values(ReminderKind))
    about_id: Mapped[uuid.UUID]
    occasion: Mapped[str] = mapped_column(String(40))
    """The day on which it came up, or what tells one piece of news from the next."""
    news: Mapped[bool]
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    district_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    township_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    told_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    told_way: Mapped[ToldWay | None] = mapped_column(Values(ToldWay))

    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class ReminderChoice(Base):
    """What one person chose. ``closed`` holds ``group:channel`` for the ways by which a group of kinds is not sent."""

    __tablename__ = "reminder_choice"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    closed: Mapped[frozenset[str]] = mapped_column(StringSet, default=frozenset)
    quiet_from: Mapped[time] = mapped_column(default=QUIET_FROM)
    quiet_until: Mapped[time] = mapped_column(default=QUIET_UNTIL)
    digest: Mapped[DigestEvery] = mapped_column(Values(DigestEvery), default=DigestEvery.NEVER)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class ContactAddress(Identified, Base):
    """Where messages for a person go; nowhere before the code that was sent there is typed in."""

    __tablename__ = "contact_address"
    __table_args__ = (UniqueConstraint("account_id", "channel"),)

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[Channel] = mapped_column(Values(Channel))
    destination: Mapped[str] = mapped_column(Sealed("contact_address.destination"))
    """The e-mail address or the mobile number."""
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When the last code was asked for."""
    verified_at: Mapped[datetime | None]


class GroupRobot(Identified, Base):
    """The robot of a WeCom group of one district, township or school; ended, never changed."""

    __tablename__ = "group_robot"
    __table_args__ = (
        CheckConstraint("(area_id IS NULL) <> (school_id IS NULL)", name="one_place"),
        Index("uq_group_robot_area", "area_id", unique=True, **only_where("ended_at IS NULL")),
        Index("uq_group_robot_school", "school_id", unique=True, **only_where("ended_at IS NULL")),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    url: Mapped[str | None] = mapped_column(Sealed("group_robot.url"))
    """Gone once it is ended: who has it can speak in the group."""
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    area: Mapped[Area | None] = relationship(foreign_keys=[area_id], lazy="joined")
    school: Mapped[School | None] = relationship(foreign_keys=[school_id], lazy="joined")


class Delivery(Identified, Base):
    """One message by one way. ``key`` names what it is about and by which way: no message goes out twice."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index(None, "state", "not_before"),
        Index(None, "account_id"),
        Index(None, "reminder_id"),
        CheckConstraint("(purpose = 'group') = (robot_id IS NOT NULL)", name="robot"),
        CheckConstraint("(purpose = 'reminder') = (reminder_id IS NOT NULL)", name="reminder"),
        CheckConstraint("(account_id IS NULL) = (robot_id IS NOT NULL)", name="to"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
    )

    key: Mapped[str] = mapped_column(String(120), unique=True)
    purpose: Mapped[Purpose] = mapped_column(Values(Purpose))
    channel: Mapped[Channel] = mapped_column(Values(Channel))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    reminder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("reminder.id", ondelete="CASCADE"))
    robot_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("group_robot.id"))
    state: Mapped[DeliveryState] = mapped_column(Values(DeliveryState), default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(40), default="")
    """Why it did not go out the last time: a code."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    reminder: Mapped[Reminder | None] = relationship()
    robot: Mapped[GroupRobot | None] = relationship()


class CalendarFeed(Base):
    """That one person's calendar has a secret address. It is shown once; only its keyed hash is kept."""

    __tablename__ = "calendar_feed"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(Token, unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class SweepTurn(Base):
    """When each sweep was last taken up, so that of several workers one does it."""

    __tablename__ = "sweep_turn"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    taken_at: Mapped[datetime]
