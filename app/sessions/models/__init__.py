"""Tables of logged sessions, of what a volunteer disputes, and of meetings that did not take place."""

from app.sessions.models.around import MissedMeeting, SessionDispute
from app.sessions.models.kinds import (
    DisputeAnswer,
    DisputeReason,
    FollowUp,
    MissedKind,
    MissedParty,
    MissedReason,
    Mood,
    Response,
    ReturnReason,
    SessionPlace,
    SessionState,
    VoidReason,
)
from app.sessions.models.logged import ServiceSession

__all__ = [
    "DisputeAnswer",
    "DisputeReason",
    "FollowUp",
    "MissedKind",
    "MissedMeeting",
    "MissedParty",
    "MissedReason",
    "Mood",
    "Response",
    "ReturnReason",
    "ServiceSession",
    "SessionDispute",
    "SessionPlace",
    "SessionState",
    "VoidReason",
]
