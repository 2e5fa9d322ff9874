"""Tables of the API: tokens, answers that are given again to the same request, and whom to tell of what."""

from __future__ import annotations

import uuid
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.api.codes import TokenEnd, WebhookEvent
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.jobs import Job
from app.foundation.types import Sealed, StringSet, Token, Values


class ApiToken(Identified, Base):
    """What stands for an account in a program's request. It is shown once; only its keyed hash is kept.

    ``hint`` are its last characters, to tell one from another. ``calls`` were made since ``counted_from``. Ended or
    expired it opens nothing; it is never opened again.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        Index(None, "account_id"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended"),
        CheckConstraint("created_at < expires_at", name="expires"),
        CheckConstraint("calls >= 0", name="calls"),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(Sealed("api_token.name"))
    purpose: Mapped[str] = mapped_column(Sealed("api_token.purpose"))
    scopes: Mapped[frozenset[str]] = mapped_column(StringSet)
    token_hash: Mapped[str] = mapped_column(Token, unique=True)
    hint: Mapped[str] = mapped_column(String(4))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[TokenEnd | None] = mapped_column(Values(TokenEnd))
    last_used_at: Mapped[datetime | None]
    counted_from: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship()

    def open_at(self, moment: datetime) -> bool:
        """Whether it has not ended or expired by then; its account is judged besides."""
        return self.ended_at is None and moment < self.expires_at


class KeptAnswer(Identified, Base):
    """What was answered to a request with an ``Idempotency-Key``, for a day.

    ``request_hash`` tells whether the same key comes with another request. Without ``status`` the request is under way
    since ``begun_at``, or its worker died.
    """

    __tablename__ = "kept_answer"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index(None, "begun_at"),
        CheckConstraint("(status IS NULL) = (content IS NULL)", name="answered"),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(100))
    request_hash: Mapped[str] = mapped_column(String(43))
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    lease: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    status: Mapped[int | None]
    mimetype: Mapped[str | None] = mapped_column(String(40))
    content: Mapped[str | None] = mapped_column(Sealed("kept_answer.content"))


class Webhook(Identified, Base):
    """Another system that is told what happens in a district; ended, never changed.

    ``secret`` signs every message; it and ``url`` are gone once it is ended.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        Index(None, "district_id"),
        CheckConstraint("(ended_at IS NULL) = (url IS NOT NULL)", name="url"),
        CheckConstraint("(ended_at IS NULL) = (secret IS NOT NULL)", name="secret"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    url: Mapped[str | None] = mapped_column(Sealed("webhook.url"))
    secret: Mapped[str | None] = mapped_column(Sealed("webhook.secret"))
    events: Mapped[frozenset[str]] = mapped_column(StringSet)
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    @property
    def host(self) -> str:
        """Where it leads, without what may be secret of the address; empty once it is ended."""
        return urlsplit(self.url or "").hostname or ""


class WebhookMessage(Identified, Base):
    """One message to one system, written with the change it tells of; its id is the same at each attempt of ``job``."""

    __tablename__ = "webhook_message"
    __table_args__ = (Index(None, "webhook_id", "created_at"), Index(None, "created_at"), UniqueConstraint("job_id"))

    webhook_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("webhook.id"))
    event: Mapped[WebhookEvent] = mapped_column(Values(WebhookEvent))
    subject_id: Mapped[uuid.UUID]
    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    webhook: Mapped[Webhook] = relationship()
    job: Mapped[Job] = relationship()
