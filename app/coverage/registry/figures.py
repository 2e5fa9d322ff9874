"""The figures there are: each with its unit, what it counts, and so the records behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, literal, true

from app.activities.models import ActivityService
from app.coverage.figures import By
from app.coverage.registry import conditions as where
from app.coverage.registry.asking import Ask
from app.coverage.registry.sources import ACTIVITIES, CHILDREN, SERVICES, SESSIONS, SITES, VISITS, VOLUNTEERS, Source
from app.sessions.models import ServiceSession


class FigureCode(StrEnum):
    """What each figure is called in addresses, JSON and code."""

    REGISTERED = "registered"
    CONSENTED = "consented"
    WAITING = "waiting"
    PAIRED = "paired"
    MET = "met"
    AT_ACTIVITY = "at_activity"
    REACHED = "reached"
    VISITED = "visited"
    SESSIONS = "sessions"
    HOURS = "hours"
    ACTIVITIES = "activities"
    VISITS = "visits"
    SAFETY_SESSIONS = "safety_sessions"
    CARE_SESSIONS = "care_sessions"
    SITES = "sites"
    SERVICE_POINTS = "service_points"
    RECRUITED = "recruited"
    SERVING = "serving"


class Unit(StrEnum):
    """What a figure counts in; hours are counted in minutes and shown in hours."""

    CHILDREN = "children"
    SESSIONS = "sessions"
    MINUTES = "minutes"
    ACTIVITIES = "activities"
    VISITS = "visits"
    SITES = "sites"
    VOLUNTEERS = "volunteers"


Condition = Callable[[Ask], ColumnElement[bool]]
ONE = literal(1)


@dataclass(frozen=True)
class Part:
    """Rows of one source that a figure adds: those that ``counts`` holds for, each as ``amount`` says (1 by default).

    ``by_site`` and ``by_service``: whether it can be asked for one site or one service area.
    """

    source: Source
    counts: Condition = lambda _ask: true()
    amount: Any = ONE
    by_site: bool = False
    by_service: bool = False

    def answers(self, ask: Ask) -> bool:
        """Whether the question makes sense for these rows: they lie at such places, and the actor may count them."""
        keys = self.source.keys
        seen = ask.actor.is_system or any(ask.actor.has(role) for role in self.source.roles)
        return (
            seen
            and (ask.site_id is None or self.by_site)
            and (ask.service is None or self.by_service)
            and (ask.village_id is None or By.VILLAGE in keys)
            and (ask.school_id is None or By.SCHOOL in keys)
        )


@dataclass(frozen=True)
class Figure:
    """One figure: the sum of its parts, which never count one record twice.

    ``stands``: it says how things stand on the period's last day (or today); otherwise what happened in the period.
    Its words are ``figures.<code>`` (name) and ``figures.<code>.means`` (definition) of the messages.
    """

    code: FigureCode
    unit: Unit
    parts: tuple[Part, ...]
    stands: bool = False


def _children(code: FigureCode, counts: Condition, *, stands: bool = False, **by: bool) -> Figure:
    return Figure(code, Unit.CHILDREN, (Part(CHILDREN, counts, **by),), stands)


_ONE_TO_ONE: dict[str, Any] = {"source": SESSIONS, "by_service": True}
_GROUP: dict[str, Any] = {"source": ACTIVITIES, "by_service": True, "by_site": True}

_ALL = (
    _children(FigureCode.REGISTERED, where.registered, stands=True),
    _children(FigureCode.CONSENTED, where.consented, stands=True),
    _children(FigureCode.PAIRED, where.paired, stands=True),
    _children(FigureCode.WAITING, where.waiting, stands=True),
    _children(FigureCode.MET, where.met, by_service=True),
    _children(FigureCode.AT_ACTIVITY, where.at_activity, by_service=True, by_site=True),
    _children(FigureCode.REACHED, where.reached, by_service=True),
    _children(FigureCode.VISITED, where.visited),
    Figure(FigureCode.SESSIONS, Unit.SESSIONS, (Part(**_ONE_TO_ONE),)),
    Figure(
        FigureCode.HOURS,
        Unit.MINUTES,
        (
            Part(**_ONE_TO_ONE, amount=ServiceSession.minutes),
            Part(SERVICES, amount=ActivityService.minutes, by_service=True, by_site=True),
        ),
    ),
    Figure(FigureCode.ACTIVITIES, Unit.ACTIVITIES, (Part(**_GROUP),)),
    Figure(FigureCode.VISITS, Unit.VISITS, (Part(VISITS),)),
    Figure(
        FigureCode.SAFETY_SESSIONS,
        Unit.SESSIONS,
        (
            Part(**_GROUP, counts=where.safety_activity),
            Part(**_ONE_TO_ONE, counts=where.safety_one_to_one),
            Part(VISITS, where.safety_visit),
        ),
    ),
    Figure(FigureCode.CARE_SESSIONS, Unit.SESSIONS, (Part(**_ONE_TO_ONE, counts=where.care_one_to_one),)),
    Figure(FigureCode.SITES, Unit.SITES, (Part(SITES, by_site=True),), stands=True),
    Figure(
        FigureCode.SERVICE_POINTS,
        Unit.SITES,
        (Part(SITES, where.in_service, by_site=True, by_service=True),),
    ),
    Figure(FigureCode.RECRUITED, Unit.VOLUNTEERS, (Part(VOLUNTEERS, where.recruited),)),
    Figure(FigureCode.SERVING, Unit.VOLUNTEERS, (Part(VOLUNTEERS, where.serving, by_service=True),)),
)

FIGURES: dict[FigureCode, Figure] = {figure.code: figure for figure in _ALL}
"""Every figure by its code, in the order in which a table shows them."""
