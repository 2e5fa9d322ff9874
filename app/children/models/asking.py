"""Tables of asking a guardian from afar: links that open a question, and the receipt with its lasting link."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models.files import Child, Consent
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.places.models import School

TRIES = 5
"""Wrong digits after which the link of one child is closed for good."""
CLASS_TRIES = 60
"""Wrong answers, of all families together, after which the link of a class is closed for good."""
RECEIPT_TRIES = 20
"""Wrong digits in a row after which a receipt opens no more; the family then tells the school."""


class ConsentLink(Identified, Base):
    """A link for one child, used up by the answer, or for a class, where each child is answered once.

    Only the hash of its token is kept. ``authority`` as in ``Consent``: set, the link is for who looks after the child;
    else for its legal guardians. ``failures`` counts wrong answers over the link's whole life.
    """

    __tablename__ = "consent_link"
    __table_args__ = (
        CheckConstraint("(child_id IS NULL) <> (school_id IS NULL)", name="one_target"),
        CheckConstraint("child_id IS NOT NULL OR (authority IS NULL AND used_at IS NULL)", name="of_class"),
        CheckConstraint(
            f"failures BETWEEN 0 AND {CLASS_TRIES} AND (child_id IS NULL OR failures <= {TRIES})", name="tries"
        ),
        Index(None, "child_id"),
        Index(None, "school_id"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    child_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("child.id"))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("school.id"))
    grade: Mapped[int | None]
    class_name: Mapped[str | None] = mapped_column(String(20))
    authority: Mapped[str | None] = mapped_column(String(60))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    child: Mapped[Child | None] = relationship()
    school: Mapped[School | None] = relationship()


class ConsentReceipt(Identified, Base):
    """The lasting link that a family keeps after a yes: it shows who comes, and takes the yes back.

    Only the hash of its case code is kept. ``failures``: wrong digits since the last right ones.
    """

    __tablename__ = "consent_receipt"
    __table_args__ = (CheckConstraint(f"failures BETWEEN 0 AND {RECEIPT_TRIES}", name="tries"),)

    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("child.id"), index=True)
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    consent: Mapped[Consent] = relationship()
