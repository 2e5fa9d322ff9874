"""A volunteer's confirmed minutes by month and service area, and how they are shown as hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.foundation.hours import hours_of, shares_of_hours


@dataclass(frozen=True)
class Hours:
    """Confirmed minutes of a volunteer by month and service area; sums are of minutes, so nothing is lost.

    ``by_day``: how many sessions began on a day, and their minutes.
    """

    by_month: dict[str, dict[str, int]]
    by_day: dict[date, tuple[int, int]] = field(default_factory=dict)

    @property
    def areas(self) -> list[str]:
        """The service areas that occur, in a steady order."""
        return sorted({area for row in self.by_month.values() for area in row})

    @property
    def total(self) -> int:
        """All minutes."""
        return sum(self.of_month(month) for month in self.by_month)

    def of_month(self, month: str) -> int:
        """Minutes of ``YYYY-MM``."""
        return sum(self.by_month[month].values())

    @property
    def shown_areas(self) -> dict[str, Decimal]:
        """Hours of each service area, which add up to ``shown_total``."""
        return shares_of_hours({area: self.of_area(area) for area in self.areas})

    @property
    def shown_months(self) -> dict[str, Decimal]:
        """Hours of each month, which add up to ``shown_total``."""
        return shares_of_hours({month: self.of_month(month) for month in self.by_month})

    @property
    def shown_total(self) -> Decimal:
        """All hours, rounded down to a tenth."""
        return hours_of(self.total)

    def of_area(self, area: str) -> int:
        """Minutes of a service area."""
        return sum(row.get(area, 0) for row in self.by_month.values())
