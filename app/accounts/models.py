"""Tables of accounts."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.foundation import clock
from app.foundation.access.actors import SCOPES, Actor, Grant, Role, ScopeKind
from app.foundation.database import Base, Identified, only_where
from app.foundation.types import Sealed, Token, Values
from app.places.models import Area, School


class Account(Identified, Base):
    """Someone who can sign in. ``login`` is a mobile number or a name for signing in; found by ``login_token``.

    It carries the four attributes Flask-Login asks of a user. ``session_stamp`` is part of every session: a new stamp
    ends them all. A second factor counts from ``factor_since``; before that its secret waits for the first code.
    """

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_demo", "id", **only_where("demo")),  # every page asks whether there are any
        Index(None, "created_at", "id"),
        Index("ix_account_waiting", "created_at", "id", **only_where("active AND password_hash IS NULL")),
        Index("ix_account_closed", "id", **only_where("NOT active")),  # who is not counted
    )

    login: Mapped[str] = mapped_column(Sealed("account.login"))
    login_token: Mapped[str] = mapped_column(Token, unique=True)
    name: Mapped[str] = mapped_column(Sealed("account.name"))
    work_phone: Mapped[str | None] = mapped_column(Sealed("account.work_phone"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str | None] = mapped_column(String(12))
    session_stamp: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    # Deferred: lists of accounts have no use for it.
    factor_secret: Mapped[str | None] = mapped_column(Sealed("account.factor_secret"), deferred=True)
    factor_since: Mapped[datetime | None]
    factor_last_step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    roles: Mapped[list[RoleGrant]] = relationship(
        back_populates="account", lazy="selectin", foreign_keys="RoleGrant.account_id"
    )

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether it may sign in; asked by Flask-Login."""
        return self.active

    def get_id(self) -> str:
        """What the session holds; asked by Flask-Login."""
        return f"{self.id}:{self.session_stamp}"

    @property
    def display_name(self) -> str:
        """The name shown to its owner."""
        return self.name

    @property
    def role_label(self) -> str:
        """The words for its roles."""
        from app.foundation.messages import label

        return str(_(", ")).join(dict.fromkeys(label(grant.role) for grant in self.roles if grant.ended_at is None))

    def actor(self) -> Actor:
        """Who it is to the access rules."""
        grants = tuple(Grant(g.role, g.scope, g.scope_id) for g in self.roles if g.ended_at is None)
        return Actor(id=self.id, grants=grants)


def _scope_rule() -> str:
    """The constraint that ties each role to its kinds of scope."""
    cases = [
        f"(role = '{role.value}' AND scope IN ({', '.join(repr(s.value) for s in sorted(scopes))}))"
        for role, scopes in SCOPES.items()
    ]
    return " OR ".join(cases)


class RoleGrant(Identified, Base):
    """One role of an account and the one thing it reaches; ended, never deleted.

    ``file_keeper`` marks who keeps the children's files of a school: the safeguarding lead may open addresses and
    carers' phones to them for a season.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(_scope_rule(), name="role_scope"),
        CheckConstraint(
            "(scope IN ('own', 'installation') AND area_id IS NULL AND school_id IS NULL)"
            " OR (scope = 'school' AND school_id IS NOT NULL AND area_id IS NULL)"
            " OR (scope IN ('village', 'township', 'district') AND area_id IS NOT NULL AND school_id IS NULL)",
            name="scope_target",
        ),
        CheckConstraint("NOT file_keeper OR role = 'school_staff'", name="file_keeper"),
        Index(None, "account_id"),
        Index(None, "school_id"),
        Index(None, "area_id"),
        # A province's roles are counted from these alone, without the rows.
        Index(None, "role", "account_id", **only_where("ended_at IS NULL")),
        Index(None, "school_id", "role", "account_id", **only_where("ended_at IS NULL AND school_id IS NOT NULL")),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(Values(Role))
    scope: Mapped[ScopeKind] = mapped_column(Values(ScopeKind))
    area_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    granted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    file_keeper: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship(back_populates="roles", foreign_keys=[account_id])
    # Joined: access rules read the district of a role, and must not query.
    area: Mapped[Area | None] = relationship(lazy="joined", foreign_keys=[area_id])
    school: Mapped[School | None] = relationship(lazy="joined", foreign_keys=[school_id])

    @property
    def district_id(self) -> uuid.UUID | None:
        """The district its scope lies in; None for own and installation."""
        place = self.area or self.school
        return place.district_id if place else None

    @property
    def scope_id(self) -> uuid.UUID | None:
        """What it reaches."""
        return self.area_id or self.school_id


class ActKind(StrEnum):
    """What needs a second person."""

    GRANT_ROLE = "grant_role"
    RESET_FACTOR = "reset_factor"
    PUBLISH_TEXT = "publish_text"


class ActOutcome(StrEnum):
    """What became of it: the second person said yes or no, or who asked took it back."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PendingAct(Identified, Base):
    """Something one person asked for that another one has to confirm; ``role`` and ``area`` say which role where.

    It is for an account, or (kinds of the parts above) about a record of theirs, ``subject_id``. Without an area it
    reaches the whole installation.
    """

    __tablename__ = "pending_act"
    __table_args__ = (
        CheckConstraint("(kind = 'grant_role') = (role IS NOT NULL)", name="role_named"),
        CheckConstraint("asked_by_id <> account_id", name="not_for_oneself"),
        CheckConstraint("(account_id IS NULL) = (subject_id IS NOT NULL)", name="about"),
        CheckConstraint(
            "outcome IS NULL OR outcome <> 'confirmed'"
            " OR (decided_by_id <> asked_by_id AND decided_by_id <> account_id)",
            name="two_persons",
        ),
        CheckConstraint(
            "(outcome IS NULL) = (decided_by_id IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)", name="decided"
        ),
        Index(None, "account_id"),
    )

    kind: Mapped[ActKind] = mapped_column(Values(ActKind))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    subject_id: Mapped[uuid.UUID | None]
    role: Mapped[Role | None] = mapped_column(Values(Role))
    area_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"))
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[ActOutcome | None] = mapped_column(Values(ActOutcome))

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    area: Mapped[Area | None] = relationship(lazy="joined", foreign_keys=[area_id])

    @property
    def district_id(self) -> uuid.UUID | None:
        """The district it lies in; None for the whole installation."""
        return self.area.district_id if self.area else None


class AttemptKind(StrEnum):
    """What was tried."""

    SIGN_IN = "sign_in"
    JOIN = "join"
    CODE = "code"
    FORGOTTEN = "forgotten"
    FAMILY = "family"
    """The digits that open a consent link or a receipt."""
    CONCERN = "concern"
    CONCERN_CODE = "concern_code"
    FILE = "file"
    VERIFY = "verify"
    """The number of a certificate."""
    CONTACT = "contact"
    """The code that proves an address for reminders."""
    CALENDAR = "calendar"
    """The secret address of a calendar."""
    BADGE = "badge"
    """The code of a badge."""
    API = "api"
    """A token that opens nothing."""


class SignInAttempt(Identified, Base):
    """A try to sign in or to register, or a file taken: counted in the database, so that all workers count together."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "login_token", "at"), Index(None, "address", "at"))

    kind: Mapped[AttemptKind] = mapped_column(Values(AttemptKind), default=AttemptKind.SIGN_IN)

    login_token: Mapped[str] = mapped_column(Token)
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    succeeded: Mapped[bool]


class RecoveryCode(Identified, Base):
    """A code that stands in for the second factor, once. Only its keyed hash is kept."""

    __tablename__ = "recovery_code"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(Token, unique=True)
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Invitation(Identified, Base):
    """A one-time link, or a one-time code told by staff, with which somebody sets a password. Only its hash is kept."""

    __tablename__ = "invitation"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(Token, unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    account: Mapped[Account] = relationship()
