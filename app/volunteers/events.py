"""What the volunteers' part tells the floors above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.foundation.access import Actor
from app.seasons.models import Season
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class VolunteerFailedVetting:
    """A check came back failed, or one that was clear is taken back: pairings of this volunteer are suspended."""

    volunteer: Volunteer
    actor: Actor


@dataclass(frozen=True)
class VolunteerSuspended:
    """Whoever handles concerns has suspended this volunteer: all pairings are, in the same transaction."""

    volunteer: Volunteer
    actor: Actor


@dataclass(frozen=True)
class VolunteerReturned:
    """A volunteer of an earlier season has signed up for this one as well, with one tap."""

    volunteer: Volunteer
    season: Season
    actor: Actor


@dataclass(frozen=True)
class SkillUnverified:
    """A skill does not count any more: pairings that rest on it are suspended."""

    volunteer: Volunteer
    actor: Actor


@dataclass(frozen=True)
class ProfileChanging:
    """A volunteer is about to change the own profile. A handler raises ``Refused`` where a pairing rests on it."""

    volunteer: Volunteer
    actor: Actor


@dataclass(frozen=True)
class SlotsShrinking:
    """Places for children are about to be taken from a volunteer; a handler puts the numbers it needs into ``kept``."""

    volunteer: Volunteer
    numbers: frozenset[int]
    kept: set[int] = field(default_factory=set)
