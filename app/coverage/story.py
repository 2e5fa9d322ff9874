"""The story of a season in numbers: how far its children have come, and what was served week by week."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from app.children.models import Child
from app.coverage.queries import View
from app.foundation import clock
from app.foundation.database import DbSession
from app.foundation.pictures import Week, weeks_of
from app.pairing.models import Pairing
from app.pairing.wanted import left_waiting
from app.sessions.models import ServiceSession


class Step(StrEnum):
    """How far a child has come in a season; each step is within the one before."""

    REGISTERED = "registered"
    CONSENTED = "consented"
    ASKED = "asked"
    """Somebody was proposed for it."""
    ACCEPTED = "accepted"
    APPROVED = "approved"
    MET = "met"
    """With a confirmed session."""


def reached(view: View, step: Step) -> ColumnElement[bool]:
    """Which of the registered children have come to a step at some time of the season, and not gone back to no consent.

    A pairing that was declined or has ended still counts for what it came to: this is the season's story, while
    ``View.paired`` says how things stand today.
    """
    of_season = select(Pairing.id).where(Pairing.child_id == Child.id, Pairing.season_id == view.season.id)
    accepted = or_(Pairing.accepted_at.is_not(None), Pairing.approved_at.is_not(None))
    approved = _has(of_season.where(Pairing.approved_at.is_not(None)))
    further: dict[Step, ColumnElement[bool]] = {
        Step.ASKED: _has(of_season),
        Step.ACCEPTED: _has(of_season.where(accepted)),
        Step.APPROVED: approved,
        Step.MET: and_(approved, view.served()),
    }
    if step is Step.REGISTERED:
        return view.registered
    return and_(view.registered, view.consented, *([further[step]] if step in further else []))


def _has(pairings: Select[Any]) -> ColumnElement[bool]:
    return pairings.correlate(Child).exists()


def steps_of(session: DbSession, view: View) -> dict[Step, int]:
    """How many children have come to each step; one query."""
    sums = (func.coalesce(func.sum(case((reached(view, step), 1), else_=0)), 0) for step in Step)
    numbers = session.execute(select(*sums).select_from(Child).where(view.registered)).one()
    return dict(zip(Step, map(int, numbers), strict=True))


def weeks_served(session: DbSession, view: View) -> list[Week]:
    """Confirmed sessions and minutes of the season by week, from its first week to today's or its last; one query.

    They add up to the season's minutes: a session outside its days counts in its first or last week.
    """
    last = max(view.season.starts_on, min(view.season.ends_on, view.today))
    mondays = [week.first for week in weeks_of(view.season.starts_on, last, {})]
    number = _week_number([clock.from_local(datetime.combine(monday, time())) for monday in mondays])
    each = view.confirmed(number.label("week"), ServiceSession.minutes)
    rows = each.join(Child, Child.id == ServiceSession.child_id).where(view.children).subquery()
    summed = select(rows.c.week, func.count(), func.sum(rows.c.minutes)).group_by(rows.c.week)
    served = {mondays[row[0]]: (int(row[1]), int(row[2])) for row in session.execute(summed)}
    return weeks_of(view.season.starts_on, last, served)


def _week_number(begins: list[datetime]) -> ColumnElement[int]:
    """In which of the weeks, by when each begins, a session began."""
    later: list[Any] = [(ServiceSession.starts_at < moment, number) for number, moment in enumerate(begins[1:])]
    return case(*later, else_=len(begins) - 1) if later else literal(0)


def wanted_by_township(session: DbSession, view: View) -> dict[uuid.UUID | None, int]:
    """How many more volunteers are wanted by township: a place each for the children whom the last proven matching left
    without one, and who still wait today. Children whom a gate holds back took no part and are not in it. One query.
    """
    still = select(Child.township_id, func.count()).where(
        view.registered, view.waiting, Child.id.in_(left_waiting(view.season.id))
    )
    return {place: int(number) for place, number in session.execute(still.group_by(Child.township_id))}
