"""The table of what was published: it holds what anybody may read, and nothing else."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.coverage.published.kinds import PublicFigure
from app.foundation import clock
from app.foundation.database import Base, Identified
from app.foundation.types import Values


class PublishedFigure(Identified, Base):
    """One number of one month, of a township or of the whole district (``area_id``), as it was published.

    ``value`` NULL: withheld. ``month`` is its first day. A number that was published is never computed again: two
    versions side by side would tell what changed between them.
    """

    __tablename__ = "published_figure"
    __table_args__ = (
        UniqueConstraint("area_id", "month", "figure"),
        Index(None, "district_id", "month"),
        CheckConstraint("value >= 5", name="not_small"),
    )

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    area_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("area.id"))
    month: Mapped[date]
    figure: Mapped[PublicFigure] = mapped_column(Values(PublicFigure))
    value: Mapped[int | None]
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
