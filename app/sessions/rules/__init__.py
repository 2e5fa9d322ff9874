"""What may happen to a session: logged, corrected and disputed by its volunteer, decided on by staff."""

from app.sessions.rules.decide import confirm_session, confirm_sessions, return_session, void_session
from app.sessions.rules.disputing import Objection, answer_dispute, dispute_session, may_dispute
from app.sessions.rules.log import correct_session, log_session

__all__ = [
    "Objection",
    "answer_dispute",
    "confirm_session",
    "confirm_sessions",
    "correct_session",
    "dispute_session",
    "log_session",
    "may_dispute",
    "return_session",
    "void_session",
]
