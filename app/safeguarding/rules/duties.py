"""The duty calendar and the time to acknowledge, kept by whoever handles concerns."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from sqlalchemy import delete, select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Area
from app.safeguarding.models import DutyDay, ResponseTime
from app.safeguarding.team import team_of

LONGEST = timedelta(days=92)
SHORTEST_MINUTES, LONGEST_MINUTES = 5, 24 * 60


def set_duty(
    session: DbSession, actor: Actor, district: Area, first: date, last: date, account_id: uuid.UUID | None
) -> int:
    """Put somebody of the team on duty from ``first`` to ``last``, or (None) leave these days to the lead. Commits.

    Returns how many days were set.

    Raises:
        Missing: the district is not the actor's.
        Refused: the days are past, in the wrong order or too many, or nobody of the team has this account.
    """
    # The district is locked: two who keep the calendar at once do so one after the other.
    session.get(Area, district.id, with_for_update=True, populate_existing=True)
    authorize(actor, Permission.DUTY_WRITE, district)
    if last < first or last - first > LONGEST:
        raise Refused("concerns.duty_days", field="last", days=LONGEST.days)
    if first < clock.today():
        raise Refused("concerns.duty_past", field="first")
    if account_id is not None and account_id not in {one.id for one in team_of(session, district.id).members}:
        raise Refused("concerns.member_unknown", field="member")
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    session.execute(delete(DutyDay).where(DutyDay.district_id == district.id, DutyDay.day.in_(days)))
    if account_id is not None:
        session.add_all(DutyDay(district_id=district.id, day=day, account_id=account_id) for day in days)
    audit.record(session, actor, audit.Action.DUTY_SET, district, days=len(days))
    session.commit()
    return len(days)


def set_times(session: DbSession, actor: Actor, district: Area, minutes: int, urgent_minutes: int) -> None:
    """Set within how many minutes a concern is acknowledged, and an urgent one. Commits.

    Raises:
        Missing: the district is not the actor's.
        Refused: too short or too long, or an urgent one would have more time.
    """
    authorize(actor, Permission.DUTY_WRITE, district)
    if not SHORTEST_MINUTES <= urgent_minutes <= minutes <= LONGEST_MINUTES:
        raise Refused("concerns.times", field="minutes", lowest=SHORTEST_MINUTES, highest=LONGEST_MINUTES)
    kept = session.get(ResponseTime, district.id, with_for_update=True)
    if kept is None:
        kept = ResponseTime(district_id=district.id)
        session.add(kept)
    kept.minutes, kept.urgent_minutes = minutes, urgent_minutes
    audit.record(session, actor, audit.Action.DUTY_TIMES_SET, district, minutes=minutes, urgent_minutes=urgent_minutes)
    session.commit()


def duty_days(session: DbSession, district_id: uuid.UUID, first: date, last: date) -> dict[date, DutyDay]:
    """Who is on duty from ``first`` to ``last``, by day."""
    found = select(DutyDay).where(DutyDay.district_id == district_id, DutyDay.day.between(first, last))
    return {one.day: one for one in session.scalars(found)}
