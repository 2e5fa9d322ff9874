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
from .rules import RULES

__all__ = [
    "IN_PERSON",
    "LEVELS",
    "REASONS",
    "RULES",
    "Assignment",
    "Child",
    "FairnessPrice",
    "NearMiss",
    "Need",
    "Pair",
    "Plan",
    "Policy",
    "PriceRange",
    "Proof",
    "Reason",
    "Repair",
    "Skill",
    "TownshipShare",
    "UnprovenError",
    "Value",
    "Volunteer",
    "WhyNot",
    "WhyWaiting",
    "assign",
    "match",
]
