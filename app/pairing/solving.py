"""What the engine is given, and the matching of it: training from past pairings, reserving places, solving.

It imports nothing but the engine: it runs in the child process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app import matching


@dataclass(frozen=True)
class Input:
    """People, weights, forbidden pairs and those that go on (child's id -> volunteer's, people who are not here too).

    ``outlook`` and ``outcomes``: who is expected, and how past pairings ended, where that is known.
    """

    volunteers: Sequence[matching.Volunteer]
    children: Sequence[matching.Child]
    policy: matching.Policy
    forbidden: frozenset[tuple[str, str]] = frozenset()
    outlook: matching.Outlook | None = None
    outcomes: Sequence[matching.Outcome] = ()
    continuing: Mapping[str, str] = field(default_factory=dict)


def weighs_lasting(policy: matching.Policy) -> bool:
    """Whether the chance to last has any say in the fit."""
    return policy.fit and policy.retention > 0


def train(given: Input) -> matching.RetentionModel | None:
    """The model of lasting, used only where it proves itself; None where it would have no say."""
    return matching.train_retention(given.outcomes, given.policy) if weighs_lasting(given.policy) else None


def solve(given: Input, model: matching.RetentionModel | None) -> matching.Plan:
    """The proven plan, without the places that are reserved."""
    here = {one.id for one in given.volunteers}, {one.id for one in given.children}
    going_on = {child: by for child, by in given.continuing.items() if by in here[0] and child in here[1]}
    return matching.match(
        given.volunteers,
        given.children,
        given.policy,
        forbidden=given.forbidden,
        continuing=going_on,
        retention=model,
        outlook=given.outlook,
    )
