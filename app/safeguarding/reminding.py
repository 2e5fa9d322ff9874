"""What of safeguarding waits for whom: concerns, in neutral words and for nobody else to see; and silences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.pairing.models import Absence, Pairing, PairingState
from app.reminders.kinds import ReminderKind
from app.reminders.registry import HOURLY, OFTEN, Source, Wait, Where, add_counted, add_source
from app.safeguarding import queries
from app.safeguarding.rules.silences import days_of_silence
from app.seasons.models import Season
from app.sessions.models import ServiceSession


def quiet(session: DbSession) -> Iterator[Wait]:
    """Volunteers of whom nothing was heard for the season's days: no session, and no word that they cannot come."""
    today = clock.today()
    for season in session.scalars(select(Season).where(Season.starts_on <= today, Season.ends_on >= today)).all():
        yield from _quiet_in(session, season, today)


def _quiet_in(session: DbSession, season: Season, today: date) -> Iterator[Wait]:
    lately = clock.from_local(datetime.combine(today - timedelta(days=season.silent_days), time()))
    own = (ServiceSession.pairing_id == Pairing.id) & ServiceSession.substitute_id.is_(None)
    last = select(func.max(ServiceSession.logged_at)).where(own).scalar_subquery()
    said = exists().where(
        Absence.pairing_id == Pairing.id, Absence.taken_back_at.is_(None), Absence.last_on >= lately.date()
    )
    wanted = (
        select(Pairing, last)
        .where(
            Pairing.season_id == season.id, Pairing.state == PairingState.ACTIVE, Pairing.active_at <= lately,
            ~exists().where(own, ServiceSession.logged_at > lately), ~said,
        )
        .options(joinedload(Pairing.child), joinedload(Pairing.volunteer))
    )  # fmt: skip
    for pairing, logged in session.execute(wanted):
        heard = max(moment for moment in (pairing.active_at, logged) if moment is not None)
        since = max(season.starts_on, clock.local(heard).date())
        silent = days_of_silence(since, today, season.blackout) >= season.silent_days
        if silent and pairing.account_id is not None:
            child = pairing.child
            where = Where(child.district_id, child.township_id, child.school_id)
            # The days of the season, not those that passed: one silence is one reminder.
            yield Wait(pairing.account_id, pairing.id, {"count": season.silent_days}, where)


add_source(Source(ReminderKind.QUIET, "my_pairings.show", quiet, argument="pairing_id", every=HOURLY))
add_counted(
    ReminderKind.MATTERS, "concerns.index", Role.SAFEGUARDING_LEAD, every=OFTEN,
    count=lambda session, actor: queries.counts(session, actor)["mine"],
)  # fmt: skip
add_counted(
    ReminderKind.SILENCES, "concerns.silences", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.SAFEGUARDING_LEAD,
    count=queries.count_silences,
)  # fmt: skip
