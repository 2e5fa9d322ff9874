"""Whom a school asks for consent first: its own children by risk and waiting time, where a volunteer could serve them.

Volunteers live on a floor above; what they offer comes through a registered function. Without one, everything counts as
servable.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.children.models import Child, Need
from app.children.queries import refused, without_consent
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import DbSession

FAMILIES_PER_VOLUNTEER = 3


class Skilled(Protocol):
    """One skill of an offer; ``subject`` None with tutoring covers only needs without a subject."""

    @property
    def area(self) -> str:
        """Code of a service area."""

    @property
    def subject(self) -> str | None:
        """Code of a subject."""

    @property
    def grade_min(self) -> int:
        """The lowest grade."""

    @property
    def grade_max(self) -> int:
        """The highest grade."""


@dataclass(frozen=True)
class Skill:
    """A skill as an offer carries it."""

    area: str
    subject: str | None = None
    grade_min: int = 0
    grade_max: int = 12


@dataclass(frozen=True)
class Offer:
    """What one signed-up volunteer offers. ``reach``: ids of townships; None is any."""

    skills: tuple[Skilled, ...]
    modes: frozenset[str] = frozenset({"in_person"})
    reach: frozenset[uuid.UUID] | None = None


Supply = Callable[[DbSession, uuid.UUID, date], Sequence[Offer]]
"""``supply(session, district_id, today)``: what the volunteers signed up for the current season offer."""

_supply: list[Supply] = []


def register_supply(function: Supply) -> None:
    """Say where offers come from; the last one registered counts."""
    _supply[:] = [function]


@dataclass(frozen=True)
class Ranked:
    """A child to ask about. ``first``: among those to ask now."""

    child: Child
    waiting_days: int
    servable: bool
    first: bool


def ask_first(session: DbSession, actor: Actor) -> tuple[list[Ranked], int | None]:
    """The actor's children without consent in the order to ask, and how many volunteers could come (None: unknown)."""
    today = clock.today()
    children = list(session.scalars(without_consent(actor)))
    children = [child for child in children if not refused(child)]
    offers = _offers(session, {child.district_id for child in children}, today)
    if offers is None:
        return _ranked([(child, True) for child in children], len(children), today), None
    useful = sum(1 for offer in offers if any(serves(offer, child) for child in children))
    pairs = [(child, any(serves(offer, child) for offer in offers)) for child in children]
    return _ranked(pairs, useful * FAMILIES_PER_VOLUNTEER, today), useful


def serves(offer: Offer, child: Child) -> bool:
    """Whether the offer reaches the child in a mode it takes, and covers a need at its grade."""
    modes = offer.modes & child.modes
    reached = "online" in modes or offer.reach is None or child.township_id in offer.reach
    return (
        bool(modes) and reached and any(_covers(skill, need, child) for skill in offer.skills for need in child.needs)
    )


def _covers(skill: Skilled, need: Need, child: Child) -> bool:
    if skill.area != need.area:
        return False
    if need.subject is None:
        return True
    return (
        skill.subject == need.subject and child.grade is not None and skill.grade_min <= child.grade <= skill.grade_max
    )


def _ranked(pairs: Iterable[tuple[Child, bool]], places: int, today: date) -> list[Ranked]:
    def order(pair: tuple[Child, bool]) -> tuple[bool, int, date, str]:
        child, servable = pair
        return not servable, -child.risk, child.registered_on, child.code

    return [
        Ranked(child, (today - child.registered_on).days, servable, servable and place < places)
        for place, (child, servable) in enumerate(sorted(pairs, key=order))
    ]


def _offers(session: DbSession, districts: Iterable[uuid.UUID], today: date) -> list[Offer] | None:
    if not _supply:
        return None
    return [offer for district_id in districts for offer in _supply[0](session, district_id, today)]
