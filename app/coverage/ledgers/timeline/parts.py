"""What can stand on a child's timeline, and which part of it is whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.children.access import is_near
from app.children.models import Child
from app.foundation.access import Actor, Role, within


class Kind(StrEnum):
    """What happened. Of one moment the first named stands first."""

    SESSION = "session"
    MISSED = "missed"
    ACTIVITY = "activity"
    MET = "met"
    APPROVED = "approved"
    ENDED = "ended"
    CONSENT = "consent"
    WITHDRAWN = "withdrawn"
    RISK = "risk"
    VISIT = "visit"
    AGREEMENT = "agreement"
    CHECK = "check"
    LESSON = "lesson"
    TRANSFER = "transfer"
    LEDGER = "ledger"
    REGISTERED = "registered"


ORDER = {kind: place for place, kind in enumerate(Kind)}
_SERVICE = frozenset({Kind.SESSION, Kind.ACTIVITY, Kind.LESSON, Kind.MET, Kind.APPROVED, Kind.ENDED})
_CARE = frozenset({Kind.VISIT, Kind.AGREEMENT, Kind.CHECK})
_FILE = frozenset({Kind.CONSENT, Kind.WITHDRAWN, Kind.LEDGER, Kind.REGISTERED})


@dataclass(frozen=True)
class Part:
    """Which kinds a reader sees; ``reasons`` and levels beside the bare fact, ``names`` of volunteers, ``notes``."""

    kinds: frozenset[Kind]
    reasons: bool = False
    names: bool = False
    notes: bool = False


NOTHING = Part(frozenset())
HOME = Part(_SERVICE | {Kind.VISIT, Kind.CONSENT, Kind.WITHDRAWN})
"""The family, on its receipt: who came and when; no judgement and no reason."""
SCHOOL_AND_VILLAGE = Part(frozenset(Kind), reasons=True, names=True, notes=True)
TOWNSHIP = Part(frozenset(Kind) - {Kind.MISSED}, reasons=True)
LEAGUE = Part(_SERVICE | _FILE | {Kind.RISK})


def part_of(actor: Actor, child: Child) -> Part:
    """The widest part that one of the actor's roles opens; the caller has judged that the file is theirs to read."""
    if is_near(actor, child):
        return SCHOOL_AND_VILLAGE
    roles = {grant.role for grant in actor.grants if within(grant, actor, child)}
    if Role.TOWNSHIP_SUPERVISOR in roles:
        return TOWNSHIP
    return LEAGUE if roles & {Role.ORGANIZER, Role.SAFEGUARDING_LEAD} else NOTHING


@dataclass(frozen=True)
class Entry:
    """One line. ``day_only``: no hour is known. ``key`` tells it from others of the same kind and moment."""

    at: datetime
    day_only: bool
    kind: Kind
    key: str
    title: str
    text: str = ""
    note: str = ""

    @property
    def order(self) -> tuple[float, int, str]:
        """The newest first; ascending."""
        return (-self.at.timestamp(), ORDER[self.kind], self.key)
