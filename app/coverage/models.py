"""What was published, which holds what anybody may read and nothing else; and counts that are kept."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
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


class CoverageRollup(Base):
    """The figures of a season by township as they were on ``day``, when the district's audit chain was so long.

    ``counts``: by the township's id the numbers of ``Figures`` in their order. See ``app.coverage.rollup``.
    """

    __tablename__ = "coverage_rollup"

    season_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("season.id"), primary_key=True)
    day: Mapped[date]
    chain_length: Mapped[int] = mapped_column(BigInteger)
    counts: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime] = mapped_column(default=clock.now)
