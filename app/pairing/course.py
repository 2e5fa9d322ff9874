"""How far a pairing is with its milestones, and which pairings are late with one.

The first contact is due so many days after the school's approval and is done by the first meeting. The review is due
on the season's day of it, for pairings that had begun by then. The farewell is due on the season's last day; a pairing
that ended without one (because the child moved away, say) is late with it the day after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.models import Milestone, MilestoneKind, Pairing, PairingState
from app.seasons.models import Season, SeasonStage

BEGUN = (PairingState.ACTIVE, PairingState.SUSPENDED)


@dataclass(frozen=True)
class Step:
    """One milestone of one pairing; ``done_on`` None: not yet, ``by`` None: not known who."""

    kind: MilestoneKind
    due_on: date
    done_on: date | None
    by: str | None = None

    def is_late(self, today: date) -> bool:
        """Whether it should have been done."""
        return self.done_on is None and self.due_on < today


def steps_of(pairing: Pairing) -> list[Step]:
    """The milestones that a pairing has, in order; none before a school has approved it."""
    if pairing.approved_at is None:
        return []
    season, ticked = pairing.season, {one.kind: one for one in pairing.milestones}
    approved = clock.local(pairing.approved_at).date()
    began = clock.local(pairing.active_at).date() if pairing.active_at is not None else None
    steps = [Step(MilestoneKind.FIRST_CONTACT, approved + timedelta(days=season.first_contact_days), began)]
    if began is None:
        return steps
    review, farewell = ticked.get(MilestoneKind.REVIEW), ticked.get(MilestoneKind.FAREWELL)
    ended = clock.local(pairing.ended_at).date() if pairing.ended_at is not None else None
    if review is not None or (began <= season.reviewed_by and (ended is None or ended > season.reviewed_by)):
        steps.append(_step(MilestoneKind.REVIEW, season.reviewed_by, review))
    due = min(season.ends_on, ended or season.ends_on)
    if farewell is None and pairing.farewell is not None:
        steps.append(Step(MilestoneKind.FAREWELL, due, ended))
    else:
        steps.append(_step(MilestoneKind.FAREWELL, due, farewell))
    return steps


def _step(kind: MilestoneKind, due_on: date, ticked: Milestone | None) -> Step:
    if ticked is None:
        return Step(kind, due_on, None)
    return Step(kind, due_on, ticked.done_on, ticked.recorded_by.name if ticked.recorded_by is not None else None)


def late(seasons: Iterable[Season], today: date) -> ColumnElement[bool]:
    """Pairings of these seasons that are late with a milestone today, over ``Pairing``."""
    return or_(false(), *(_late_in(season, today) for season in seasons))


def _late_in(season: Season, today: date) -> ColumnElement[bool]:
    too_long_ago = _start(today - timedelta(days=season.first_contact_days))
    cases = [
        and_(Pairing.state == PairingState.APPROVED, Pairing.approved_at < too_long_ago),
        and_(without_farewell(), Pairing.ended_at < _start(today)),
    ]
    if today > season.reviewed_by:
        began = Pairing.active_at < _start(season.reviewed_by + timedelta(days=1))
        cases.append(and_(Pairing.state.in_(BEGUN), began, ~_ticked(MilestoneKind.REVIEW)))
    if today > season.ends_on:
        cases.append(Pairing.state.in_(BEGUN))
    return and_(Pairing.season_id == season.id, or_(*cases))


def without_farewell() -> ColumnElement[bool]:
    """Pairings that began and ended, and nobody has written how the two said goodbye, or why they could not."""
    ended = and_(Pairing.state == PairingState.ENDED, Pairing.active_at.is_not(None))
    return and_(ended, Pairing.farewell.is_(None), ~_ticked(MilestoneKind.FAREWELL))


def unclosed_seasons(session: DbSession, today: date, ids: Select[Any]) -> list[Season]:
    """The seasons of some ids that have begun and are not closed: each is a condition, so never all of a province."""
    begun = select(Season).where(Season.id.in_(ids), Season.stage != SeasonStage.CLOSED, Season.starts_on <= today)
    return list(session.scalars(begun))


def _ticked(kind: MilestoneKind) -> ColumnElement[bool]:
    return Pairing.milestones.any(Milestone.kind == kind)


def _start(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time()))
