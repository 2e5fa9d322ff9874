"""What certificates say to the floors below them: a season stays open while its hours are publicised or objected to."""

from __future__ import annotations

from sqlalchemy import func, select

from app.certificates.models import Objection, Publicity
from app.foundation import clock
from app.foundation.database import DbSession
from app.seasons.closing import keeps_open
from app.seasons.models import Season


def _running(session: DbSession, season: Season) -> int:
    """Publicities of a season that are still shown."""
    wanted = select(func.count()).select_from(Publicity)
    shown = wanted.where(Publicity.season_id == season.id, Publicity.last_day >= clock.today())
    return session.scalar(shown) or 0


def _unanswered(session: DbSession, season: Season) -> int:
    """Objections to a season's hours that nobody has answered."""
    wanted = select(func.count()).select_from(Objection).join(Publicity, Publicity.id == Objection.publicity_id)
    return session.scalar(wanted.where(Publicity.season_id == season.id, Objection.answered_at.is_(None))) or 0


keeps_open("certificates.season_is_publicised", _running, order=40, endpoint="certificates.publicities")
keeps_open("certificates.season_has_objections", _unanswered, order=50, endpoint="certificates.publicities")
