"""The matching engine: pure, exact and explained. Plain data in, plain data out; no database, no request, no name."""

from .answers import (
    FairnessPrice,
    NearMiss,
    Pair,
    PriceRange,
    Reason,
    TownshipShare,
    Value,
    WhyNot,
    WhyWaiting,
)
from .assignment import Assignment, assign
from .engine import match
from .fit import REASONS
from .levels import LEVELS
from .model import IN_PERSON, Child, Need, Skill, Volunteer
from .network import UnprovenError
from .plan import Plan, Repair
from .policy import Policy
from .proof import Proof
from .recruitment import Recruit, recruitment
from .retention import GroupGap, Outcome, RetentionModel, RetentionReport, train_retention
from .rules import RULES
from .waves import Held, Outlook

__all__ = [
    "IN_PERSON",
    "LEVELS",
    "REASONS",
    "RULES",
    "Assignment",
    "Child",
    "FairnessPrice",
    "GroupGap",
    "Held",
    "NearMiss",
    "Need",
    "Outcome",
    "Outlook",
    "Pair",
    "Plan",
    "Policy",
    "PriceRange",
    "Proof",
    "Reason",
    "Recruit",
    "Repair",
    "RetentionModel",
    "RetentionReport",
    "Skill",
    "TownshipShare",
    "UnprovenError",
    "Value",
    "Volunteer",
    "WhyNot",
    "WhyWaiting",
    "assign",
    "match",
    "recruitment",
    "train_retention",
]
