"""Tables of matching runs, pairings, first meetings and do-not-pair entries."""

from app.pairing.models.apart import ApartReason, DoNotPair, LiftReason
from app.pairing.models.kinds import (
    OPEN_STATES,
    DeclineReason,
    EndReason,
    LapseReason,
    MeetingOutcome,
    MeetingPlace,
    PairingState,
    PairSexes,
    RejectReason,
    RemoveReason,
    RunKind,
    SexReason,
    WithdrawReason,
)
from app.pairing.models.pairings import Meeting, Pairing
from app.pairing.models.runs import MatchPair, MatchRecruit, MatchReserve, MatchRun, MatchWait

__all__ = [
    "OPEN_STATES",
    "ApartReason",
    "DeclineReason",
    "DoNotPair",
    "EndReason",
    "LapseReason",
    "LiftReason",
    "MatchPair",
    "MatchRecruit",
    "MatchReserve",
    "MatchRun",
    "MatchWait",
    "Meeting",
    "MeetingOutcome",
    "MeetingPlace",
    "PairSexes",
    "Pairing",
    "PairingState",
    "RejectReason",
    "RemoveReason",
    "RunKind",
    "SexReason",
    "WithdrawReason",
]
