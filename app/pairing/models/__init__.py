"""Tables of matching runs, pairings and their cards, first meetings, milestones, relays, absences, do-not-pair."""

from app.pairing.models.absences import Absence, Substitute
from app.pairing.models.apart import ApartReason, DoNotPair, LiftReason
from app.pairing.models.cards import PairingCard
from app.pairing.models.course import Milestone, MilestoneKind, Relay, RelayWay
from app.pairing.models.kinds import (
    OPEN_STATES,
    STANDING_IN,
    AbsenceReason,
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
    SubstituteState,
    WithdrawReason,
)
from app.pairing.models.pairings import Meeting, Pairing
from app.pairing.models.runs import MatchPair, MatchRecruit, MatchReserve, MatchRun, MatchWait

__all__ = [
    "OPEN_STATES",
    "STANDING_IN",
    "Absence",
    "AbsenceReason",
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
    "Milestone",
    "MilestoneKind",
    "PairSexes",
    "Pairing",
    "PairingCard",
    "PairingState",
    "RejectReason",
    "Relay",
    "RelayWay",
    "RemoveReason",
    "RunKind",
    "SexReason",
    "Substitute",
    "SubstituteState",
    "WithdrawReason",
]
