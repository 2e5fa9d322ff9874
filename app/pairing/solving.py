"""What the engine is given, and the matching of it: training from past pairings, reserving places, solving.

It imports nothing but the engine: it runs in the child process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import matching


@dataclass(frozen=True)
class Input:
    """People, weights and forbidden pairs; who is expected, and how past pairings ended, where that is known."""

    volunteers: Sequence[matching.Volunteer]
    children: Sequence[matching.Child]
    policy: matching.Policy
    forbidden: frozenset[tuple[str, str]] = frozenset()
    outlook: matching.Outlook | None = None
    outcomes: Sequence[matching.Outcome] = ()


def weighs_lasting(policy: matching.Policy) -> bool:
    """Whether the chance to last has any say in the fit."""
    return policy.fit and policy.retention > 0


def train(given: Input) -> matching.RetentionModel | None:
    """The model of lasting, used only where it proves itself; None where it would have no say."""
    return matching.train_retention(given.outcomes, given.policy) if weighs_lasting(given.policy) else None


def solve(given: Input, model: matching.RetentionModel | None) -> matching.Plan:
    """The proven plan, without the places that are reserved."""
    return matching.match(
        given.volunteers,
        given.children,
        given.policy,
        forbidden=given.forbidden,
        retention=model,
        outlook=given.outlook,
    )
