"""Tables of concerns, of who handles them, and of silences."""

from app.safeguarding.models.concerns import Concern, ConcernEntry, ConcernParty, ConcernReport, Suspension
from app.safeguarding.models.duties import DutyDay, ResponseTime, SafeguardingPost
from app.safeguarding.models.kinds import (
    LIFTABLE,
    ConcernAbout,
    ConcernState,
    EntryKind,
    LookRule,
    Outcome,
    PartyKind,
    Post,
    ReportedTo,
    SilenceEnd,
    Situation,
)
from app.safeguarding.models.looking import LookSetting, PairLook
from app.safeguarding.models.silences import SilenceAlert

__all__ = [
    "LIFTABLE",
    "Concern",
    "ConcernAbout",
    "ConcernEntry",
    "ConcernParty",
    "ConcernReport",
    "ConcernState",
    "DutyDay",
    "EntryKind",
    "LookRule",
    "LookSetting",
    "Outcome",
    "PairLook",
    "PartyKind",
    "Post",
    "ReportedTo",
    "ResponseTime",
    "SafeguardingPost",
    "SilenceAlert",
    "SilenceEnd",
    "Situation",
    "Suspension",
]
