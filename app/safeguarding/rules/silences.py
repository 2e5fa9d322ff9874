"""A volunteer with an active pairing who stops logging is reminded after the season's days of silence.

Some days later, where nothing was heard, there is an alert: one per silence, for school, village and lead.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.exc import IntegrityError

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.pairing.models import Pairing, PairingState
from app.safeguarding.models import SilenceAlert, SilenceEnd
from app.seasons.models import Season
from app.sessions.models import ServiceSession

MORE_DAYS = 3
"""So many days after the volunteer was reminded, the school is told."""


def days_of_silence(since: date, today: date, blackout: Collection[str]) -> int:
    """Full days after ``since`` and before or on ``today`` on which one could have met."""
    days = (since + timedelta(days=offset) for offset in range(1, (today - since).days + 1))
    return sum(day.isoformat() not in blackout for day in days)


def sweep(session: DbSession, actor: Actor) -> tuple[int, int]:
    """Raise alerts that are due and close those that are over; return how many of each. Commits, one by one."""
    return _raise_due(session, actor), _close_over(session, actor)


def heard_from(session: DbSession, actor: Actor, pairing_id: uuid.UUID, how: SilenceEnd) -> bool:
    """Close the pairing's open alert, if there is one, and say whether. Does not commit."""
    alert = session.scalars(
        select(SilenceAlert)
        .where(SilenceAlert.pairing_id == pairing_id, SilenceAlert.closed_at.is_(None))
        .with_for_update(of=SilenceAlert)
    ).one_or_none()
    if alert is None:
        return False
    _close(session, actor, alert, how)
    return True


def close_with_word(session: DbSession, actor: Actor, alert_id: uuid.UUID, word: str) -> SilenceAlert:
    """Say what was found out; the days begin to count anew. Twice is once. Commits.

    Raises:
        Missing: there is none for the actor.
        Refused: nothing is said.
        Conflict: it is closed already.
    """
    found = session.get(SilenceAlert, alert_id, with_for_update={"of": SilenceAlert}, populate_existing=True)
    alert = authorize(actor, Permission.SILENCE_CLOSE, found)
    if not word.strip():
        raise Refused("concerns.words_missing", field="word")
    if alert.closed_at is not None:
        raise Conflict("concerns.silence_closed")
    alert.word, alert.closed_by_id = word.strip(), actor.id
    _close(session, actor, alert, SilenceEnd.WORD)
    session.commit()
    return alert


def _close(session: DbSession, actor: Actor, alert: SilenceAlert, how: SilenceEnd) -> None:
    alert.closed_at, alert.ended_how = clock.now(), how
    audit.record(session, actor, audit.Action.SILENCE_CLOSED, alert, how=how.value)


def _raise_due(session: DbSession, actor: Actor) -> int:
    today, raised = clock.today(), 0
    for season in session.scalars(select(Season).where(Season.starts_on <= today, Season.ends_on >= today)).all():
        for pairing_id, *moments in session.execute(_perhaps_silent(season)).all():
            since = _last_day(season, *moments)
            if days_of_silence(since, today, season.blackout) >= season.silent_days + MORE_DAYS:
                raised += _raise(session, actor, pairing_id, since)
    session.rollback()
    return raised


def _perhaps_silent(season: Season) -> Select[uuid.UUID, datetime | None, datetime, datetime | None]:
    """Active pairings without an alert of which nothing was heard lately: id, and when something last was."""
    lately = clock.now() - timedelta(days=season.silent_days)
    # Who stood in says nothing about the one who has stopped.
    own = ServiceSession.substitute_id.is_(None)
    logged = select(func.max(ServiceSession.logged_at)).where(ServiceSession.pairing_id == Pairing.id, own)
    closed = select(func.max(SilenceAlert.closed_at)).where(SilenceAlert.pairing_id == Pairing.id)
    heard = exists().where(ServiceSession.pairing_id == Pairing.id, ServiceSession.logged_at > lately, own)
    alerted = exists().where(
        SilenceAlert.pairing_id == Pairing.id,
        or_(SilenceAlert.closed_at.is_(None), SilenceAlert.closed_at > lately),
    )
    columns = (Pairing.id, Pairing.active_at, logged.scalar_subquery(), closed.scalar_subquery())
    return select(*columns).where(
        Pairing.season_id == season.id, Pairing.state == PairingState.ACTIVE, Pairing.active_at <= lately,
        ~heard, ~alerted,
    ).order_by(Pairing.id)  # fmt: skip


def _last_day(season: Season, *moments: datetime | None) -> date:
    """The last day on which something was heard, and not before the season."""
    days = [clock.local(moment).date() for moment in moments if moment is not None]
    return max([season.starts_on, *days])


def _raise(session: DbSession, actor: Actor, pairing_id: uuid.UUID, since: date) -> int:
    pairing = session.get_one(Pairing, pairing_id)
    alert = SilenceAlert(pairing=pairing, child_id=pairing.child_id, silent_since=since)
    session.add(alert)
    audit.record(session, actor, audit.Action.SILENCE_RAISED, alert)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # another worker was first
        return 0
    return 1


def _close_over(session: DbSession, actor: Actor) -> int:
    """Alerts of pairings that are not active any more, or whose volunteer logged while the alert was being made."""
    rows = session.execute(
        select(SilenceAlert.pairing_id, SilenceAlert.silent_since, Pairing.state)
        .join(Pairing, Pairing.id == SilenceAlert.pairing_id)
        .where(SilenceAlert.closed_at.is_(None))
    ).all()
    closed = 0
    for pairing_id, since, state in rows:
        after = clock.from_local(datetime.combine(since + timedelta(days=1), time()))
        logged = select(ServiceSession.id).where(
            ServiceSession.pairing_id == pairing_id,
            ServiceSession.logged_at >= after,
            ServiceSession.substitute_id.is_(None),
        )
        how = SilenceEnd.OVER if state is not PairingState.ACTIVE else SilenceEnd.SESSION
        if state is not PairingState.ACTIVE or session.scalars(logged.limit(1)).first() is not None:
            closed += heard_from(session, actor, pairing_id, how)
            session.commit()
    session.rollback()
    return closed
