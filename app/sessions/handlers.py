"""What sessions say to the floors below them."""

from __future__ import annotations

from sqlalchemy import func, select

from app.foundation.database import DbSession
from app.pairing.models import Pairing
from app.seasons.closing import keeps_open
from app.seasons.models import Season
from app.sessions.models import ServiceSession, SessionState


def _unconfirmed(session: DbSession, season: Season) -> int:
    """Sessions of a season that wait for somebody to confirm or return them."""
    wanted = select(func.count()).select_from(ServiceSession).join(Pairing, Pairing.id == ServiceSession.pairing_id)
    waiting = wanted.where(Pairing.season_id == season.id, ServiceSession.state == SessionState.SENT)
    return session.scalar(waiting) or 0


keeps_open("sessions.season_has_unconfirmed", _unconfirmed, order=30, endpoint="sessions_queue.index")
