"""What of safeguarding waits for whom: concerns, in neutral words and for nobody else to see; and silences."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from app.foundation import clock
from app.foundation.access import Actor, Permission, may
from app.foundation.database import DbSession
from app.pairing.judging import places_of, to_judge
from app.pairing.models import Absence, Pairing, PairingState
from app.reminders.counting import Pile, add_counted
from app.reminders.kinds import ReminderKind
from app.reminders.registry import HOURLY, OFTEN, Source, Wait, Where, add_source
from app.safeguarding.access import ASKED, HANDLER, open_to
from app.safeguarding.models import Concern, ConcernState, SilenceAlert
from app.safeguarding.rules.silences import days_of_silence
from app.seasons.models import Season
from app.sessions.models import ServiceSession


def quiet(session: DbSession) -> Iterator[Wait]:
    """Volunteers of whom nothing was heard for the season's days: no session, and no word that they cannot come."""
    today = clock.today()
    alike: dict[int, dict[uuid.UUID, Season]] = {}
    for season in session.scalars(select(Season).where(Season.starts_on <= today, Season.ends_on >= today)):
        alike.setdefault(season.silent_days, {})[season.id] = season
    for days, seasons in alike.items():
        yield from _quiet_in(session, seasons, days, today)


def _quiet_in(session: DbSession, seasons: Mapping[uuid.UUID, Season], days: int, today: date) -> Iterator[Wait]:
    lately = clock.from_local(datetime.combine(today - timedelta(days=days), time()))
    own = (ServiceSession.pairing_id == Pairing.id) & ServiceSession.substitute_id.is_(None)
    last = select(func.max(ServiceSession.logged_at)).where(own).scalar_subquery()
    said = exists().where(
        Absence.pairing_id == Pairing.id, Absence.taken_back_at.is_(None), Absence.last_on >= lately.date()
    )
    wanted = (
        select(Pairing, last)
        .where(
            Pairing.season_id.in_(seasons), Pairing.state == PairingState.ACTIVE, Pairing.active_at <= lately,
            ~exists().where(own, ServiceSession.logged_at > lately), ~said,
        )
        .options(*to_judge())
    )  # fmt: skip
    for pairing, logged in session.execute(wanted):
        season, child = seasons[pairing.season_id], pairing.child
        heard = max(moment for moment in (pairing.active_at, logged) if moment is not None)
        since = max(season.starts_on, clock.local(heard).date())
        if days_of_silence(since, today, season.blackout) >= days and pairing.account_id is not None:
            where = Where.of(child)
            # The days of the season, not those that passed: one silence is one reminder.
            yield Wait(pairing.account_id, pairing.id, {"count": days}, where)


def matters(session: DbSession) -> Iterator[Pile]:
    """Concerns that wait to be acknowledged, for those they are with."""
    wanted = (
        select(Concern.assigned_to_id, Concern.district_id, func.count())
        .where(Concern.state == ConcernState.OPEN, open_to(Concern.assigned_to_id))
        .group_by(Concern.assigned_to_id, Concern.district_id)
    )
    for account_id, district_id, count in session.execute(wanted):
        yield _with(account_id, district_id, count)


def _with(account_id: uuid.UUID | None, district_id: uuid.UUID, count: int) -> Pile:
    def judge(actor: Actor) -> bool:
        return actor.id == account_id and district_id in actor.scope_ids(HANDLER)

    return Pile(count, frozenset({account_id}), judge)


def silences(session: DbSession) -> Iterator[Pile]:
    """The alerts that are open."""
    wanted = select(SilenceAlert).where(SilenceAlert.closed_at.is_(None))
    for alert in session.scalars(wanted.options(*to_judge(joinedload(SilenceAlert.pairing)))):
        yield _asked(alert)


def _asked(alert: SilenceAlert) -> Pile:
    return Pile(1, places_of(alert.pairing), lambda actor: may(actor, Permission.SILENCE_READ, alert))


add_source(Source(ReminderKind.QUIET, "my_pairings.show", quiet, argument="pairing_id", every=HOURLY))
add_counted(ReminderKind.MATTERS, "concerns.index", HANDLER, piles=matters, every=OFTEN)
add_counted(ReminderKind.SILENCES, "concerns.silences", *ASKED, piles=silences)
