"""What may happen to a season: open, change, move to another stage, close."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish
from app.places.models import Area
from app.seasons.calendar import Vacation, season_code
from app.seasons.closing import checklist
from app.seasons.events import SeasonClosing
from app.seasons.models import Season, SeasonKind, SeasonStage

LONGEST = timedelta(days=120)
STAGES = tuple(SeasonStage)
_NAMES = {SeasonKind.WINTER: "{year}年寒假", SeasonKind.SUMMER: "{year}年暑假"}


@dataclass(frozen=True)
class SeasonPlan:
    """What an organizer decides about a season; ``name`` empty: such as ``2027年寒假``."""

    kind: SeasonKind
    starts_on: date
    ends_on: date
    name: str = ""
    blackout: Iterable[date] = field(default_factory=tuple)
    answer_hours: int = 48
    approval_days: int = 3
    max_capacity: int = 1
    silent_days: int = 7
    training_hours: int = 1
    session_hours: int = 4
    day_hours: int = 8
    late_days: int = 3
    check_in: bool = False
    first_contact_days: int = 7
    review_on: date | None = None
    allows_home_visits: bool = True
    allows_man_with_girl: bool = True

    @classmethod
    def of(cls, usual: Vacation) -> SeasonPlan:
        """The plan of a usual vacation."""
        return cls(usual.kind, usual.starts_on, usual.ends_on, blackout=usual.blackout)


def open_season(session: DbSession, actor: Actor, district_id: uuid.UUID, plan: SeasonPlan) -> Season:
    """Open a season of a district, at its first stage.

    Raises:
        Missing: the district is not the actor's.
        Refused: the dates do not fit, or another open season overlaps them.
    """
    season = add_season(session, actor, district_id, plan)
    session.commit()
    return season


def add_season(session: DbSession, actor: Actor, district_id: uuid.UUID, plan: SeasonPlan) -> Season:
    """``open_season`` within a larger transaction: it does not commit."""
    # The district is locked: two organizers who open a season at once must see each other's.
    session.get(Area, district_id, with_for_update=True, populate_existing=True)
    code = season_code(plan.kind, plan.starts_on)
    season = Season(id=uuid.uuid4(), district_id=district_id, kind=plan.kind, code=code)
    authorize(actor, Permission.SEASON_WRITE, season)
    _check(session, season, plan)
    if session.scalar(select(Season.id).where(Season.district_id == district_id, Season.code == season.code)):
        raise Refused("seasons.code_taken", field="starts_on", season_code=season.code)
    _fill(season, plan)
    season.stage = SeasonStage.RECRUIT
    session.add(season)
    audit.record(session, actor, audit.Action.SEASON_CREATED, season)
    return season


def change_season(session: DbSession, actor: Actor, season_id: uuid.UUID, plan: SeasonPlan) -> Season:
    """Change dates and rules of a season; its kind and code stay what they are.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: it is closed, or the dates do not fit.
    """
    season = _locked(session, actor, season_id)
    if season.stage is SeasonStage.CLOSED:
        raise Refused("seasons.closed")
    _check(session, season, plan)
    changed = _fill(season, plan)
    if changed:
        audit.record(session, actor, audit.Action.SEASON_CHANGED, season, fields=changed)
    session.commit()
    return season


def move_season(session: DbSession, actor: Actor, season_id: uuid.UUID, stage: SeasonStage) -> Season:
    """Say what the season is busy with now. Closing is the last step: everything on the checklist is done before.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: it is closed already, or something on the checklist (an open pairing) is left; it names the first.
    """
    season = _locked(session, actor, season_id)
    if season.stage is stage:
        session.rollback()  # a double click
        return season
    if season.stage is SeasonStage.CLOSED:
        raise Refused("seasons.closed")
    if stage is SeasonStage.CLOSED:
        left = next((one for one in checklist(session, season) if one.count), None)
        if left is not None:
            raise Refused(left.code, count=left.count)
        publish(session, SeasonClosing(season, actor))
    season.stage = stage
    audit.record(session, actor, audit.Action.SEASON_CHANGED, season, fields=["stage"])
    session.commit()
    return season


def _locked(session: DbSession, actor: Actor, season_id: uuid.UUID) -> Season:
    found = session.get(Season, season_id, with_for_update=True, populate_existing=True)
    return authorize(actor, Permission.SEASON_WRITE, found)


def _check(session: DbSession, season: Season, plan: SeasonPlan) -> None:
    if plan.starts_on >= plan.ends_on:
        raise Refused("seasons.ends_before_start", field="ends_on")
    if plan.ends_on - plan.starts_on > LONGEST:
        raise Refused("seasons.too_long", field="ends_on", days=LONGEST.days)
    outside = sorted(day for day in plan.blackout if not plan.starts_on <= day <= plan.ends_on)
    if outside:
        raise Refused("seasons.blackout_outside", field="blackout", day=outside[0])
    positive = (plan.answer_hours, plan.approval_days, plan.silent_days)
    if min(positive) <= 0 or not 1 <= plan.max_capacity <= 3 or not 1 <= plan.training_hours <= 40:
        raise Refused("seasons.limits")
    if not 1 <= plan.session_hours <= 12 or not plan.session_hours <= plan.day_hours <= 16:
        raise Refused("seasons.hours", field="day_hours")
    if not 1 <= plan.late_days <= 14:
        raise Refused("seasons.limits")
    if not 1 <= plan.first_contact_days <= 60:
        raise Refused("seasons.first_contact", field="first_contact_days")
    if plan.review_on is not None and not plan.starts_on <= plan.review_on <= plan.ends_on:
        raise Refused("seasons.review_outside", field="review_on")
    overlapping = select(Season).where(
        Season.district_id == season.district_id,
        Season.id != season.id,
        Season.stage != SeasonStage.CLOSED,
        Season.starts_on <= plan.ends_on,
        Season.ends_on >= plan.starts_on,
    )
    other = session.scalars(overlapping.limit(1)).one_or_none()
    if other is not None:
        raise Refused("seasons.overlap", field="starts_on", season_code=other.code)


def _fill(season: Season, plan: SeasonPlan) -> list[str]:
    """Set what the plan says; return the names of the fields that changed."""
    values = {
        "name": plan.name.strip() or _NAMES[plan.kind].format(year=plan.starts_on.year),
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "blackout": [day.isoformat() for day in sorted(set(plan.blackout))],
        "answer_hours": plan.answer_hours,
        "approval_days": plan.approval_days,
        "max_capacity": plan.max_capacity,
        "silent_days": plan.silent_days,
        "training_hours": plan.training_hours,
        "session_hours": plan.session_hours,
        "day_hours": plan.day_hours,
        "late_days": plan.late_days,
        "check_in": plan.check_in,
        "first_contact_days": plan.first_contact_days,
        "review_on": plan.review_on,
        "allows_home_visits": plan.allows_home_visits,
        "allows_man_with_girl": plan.allows_man_with_girl,
    }
    changed = [name for name, value in values.items() if getattr(season, name) != value]
    for name in changed:
        setattr(season, name, values[name])
    return changed
