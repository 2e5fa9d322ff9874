"""What happens below and matters here: a session was logged, so that a silence is over."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.foundation.events import handles
from app.safeguarding.models import SilenceEnd
from app.safeguarding.rules.silences import heard_from
from app.sessions.events import SessionLogged


@handles(SessionLogged)
def _session_logged(session: Session, event: SessionLogged) -> None:
    # The row's own id may come with the flush; an overlap the database refuses must be told by the rule that added it.
    if event.session.substitute is not None:
        return  # the one who has stopped is not heard because somebody stands in
    with session.no_autoflush:
        heard_from(session, event.actor, event.session.pairing.id, SilenceEnd.SESSION)
