"""What may happen to a session: logged and corrected by its volunteer, confirmed, returned or voided by staff."""

from app.sessions.rules.decide import confirm_session, confirm_sessions, return_session, void_session
from app.sessions.rules.log import correct_session, log_session

__all__ = [
    "confirm_session",
    "confirm_sessions",
    "correct_session",
    "log_session",
    "return_session",
    "void_session",
]
