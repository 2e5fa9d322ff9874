"""What past seasons have to say to a matching, read only where the weights let it count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import matching
from app.foundation.database import DbSession
from app.pairing.feed import Feed
from app.pairing.outcomes import past_outcomes
from app.pairing.outlook import Expected, expect
from app.pairing.solving import Input, weighs_lasting
from app.seasons.models import Season


@dataclass(frozen=True)
class Past:
    """Who is expected (None: nobody is asked for, or no season to compare with), and how past pairings ended."""

    expected: Expected | None
    outcomes: Sequence[matching.Outcome]

    def told(self) -> dict[str, Any] | None:
        """What is kept with a run about who was expected."""
        return None if self.expected is None else self.expected.told()


def look_back(session: DbSession, season: Season, policy: matching.Policy, today: date) -> Past:
    """Read what these weights let count."""
    return Past(
        expected=expect(session, season, today) if policy.hold_back else None,
        outcomes=past_outcomes(session, season, today) if weighs_lasting(policy) else (),
    )


def as_input(feed: Feed, past: Past, policy: matching.Policy | None = None) -> Input:
    """What the engine is given: under the feed's own weights, or others."""
    return Input(
        volunteers=feed.volunteers,
        children=feed.children,
        policy=policy or feed.policy,
        forbidden=feed.forbidden,
        outlook=None if past.expected is None else past.expected.outlook,
        outcomes=past.outcomes,
        continuing=feed.continuing,
    )
