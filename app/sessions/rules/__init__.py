"""What may happen to a session: logged, corrected and disputed by its volunteer, decided on by staff."""

from app.sessions.rules.decide import Several, confirm_session, confirm_sessions, return_session, void_session
from app.sessions.rules.disputing import Objection, answer_dispute, dispute_session, may_dispute
from app.sessions.rules.log import correct_session, log_session
from app.sessions.rules.missing import Missed, pairing_to_record, record_missed, take_back_missed
from app.sessions.rules.undoing import UNDO_FOR, undo_decisions, undoable

__all__ = [
    "UNDO_FOR",
    "Missed",
    "Objection",
    "Several",
    "answer_dispute",
    "confirm_session",
    "confirm_sessions",
    "correct_session",
    "dispute_session",
    "log_session",
    "may_dispute",
    "pairing_to_record",
    "record_missed",
    "return_session",
    "take_back_missed",
    "undo_decisions",
    "undoable",
    "void_session",
]
