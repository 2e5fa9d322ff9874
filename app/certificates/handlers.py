"""What certificates say to the floors below them.

A season stays open while its hours are publicised or objected to; and hours that were publicised or certified since
they were confirmed are not taken back by one tap.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.certificates.models import Certificate, Objection, Publicity
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.events import handles
from app.seasons.closing import keeps_open
from app.seasons.models import Season
from app.sessions.events import DecisionUndoing


def _running(session: DbSession, season: Season) -> int:
    """Publicities of a season that are still shown."""
    wanted = select(func.count()).select_from(Publicity)
    shown = wanted.where(Publicity.season_id == season.id, Publicity.last_day >= clock.today())
    return session.scalar(shown) or 0


def _unanswered(session: DbSession, season: Season) -> int:
    """Objections to a season's hours that nobody has answered."""
    wanted = select(func.count()).select_from(Objection).join(Publicity, Publicity.id == Objection.publicity_id)
    return session.scalar(wanted.where(Publicity.season_id == season.id, Objection.answered_at.is_(None))) or 0


@handles(DecisionUndoing)
def _already_counted(session: Session, event: DecisionUndoing) -> None:
    season_id = event.session.pairing.season_id
    publicised = select(Publicity.id).where(Publicity.season_id == season_id, Publicity.opened_at >= event.decided_at)
    certified = select(Certificate.id).where(
        Certificate.season_id == season_id, Certificate.volunteer_id == event.session.volunteer_id,
        Certificate.issued_at >= event.decided_at,
    )  # fmt: skip
    if any(session.scalars(wanted.limit(1)).first() is not None for wanted in (publicised, certified)):
        event.held_by.add("certificates")


keeps_open("certificates.season_is_publicised", _running, order=40, endpoint="certificates.publicities")
keeps_open("certificates.season_has_objections", _unanswered, order=50, endpoint="certificates.publicities")
