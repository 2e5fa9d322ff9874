"""A season's days as a picture."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from app.foundation import clock
from app.foundation.pictures import SeasonLine
from app.seasons.models import Season


def season_line(season: Season, today: date) -> SeasonLine:
    """When sign-up opened, the first and last day, when every pairing is looked at, and the days without meetings."""
    moments = [
        (clock.local(season.created_at).date(), _("Sign-up opened")),
        (season.starts_on, _("First day")),
        (season.reviewed_by, _("All pairings reviewed by then")),
        (season.ends_on, _("Last day, farewells")),
    ]
    blackout = [date.fromisoformat(day) for day in season.blackout]
    return SeasonLine.of(season.starts_on, season.ends_on, today, blackout, moments)
