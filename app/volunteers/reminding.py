"""What of volunteers and seasons waits for whom: checks that run out, and the season's next stage."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.reminders.kinds import ReminderKind
from app.reminders.registry import HOURLY, SOMETIMES, Source, Wait, Where, add_counted, add_source, holders
from app.seasons.models import Season, SeasonStage
from app.seasons.queries import current_season, open_seasons
from app.volunteers.gates import running_out
from app.volunteers.models import Availability, Volunteer
from app.volunteers.queries import soon_to_lapse, standings

STAFF = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
NEWS_FOR = timedelta(days=14)


def check_ending(session: DbSession) -> Iterator[Wait]:
    """Volunteers of a season that is not closed, of whom a check runs out within a month."""
    today = clock.today()
    for season in open_seasons(session):
        for standing in standings(session, season, today):
            ending = running_out(standing.volunteer, today)
            account_id = standing.volunteer.account_id
            if ending and account_id is not None:
                where = Where(standing.volunteer.district_id, standing.volunteer.township_id)
                yield Wait(account_id, account_id, {"day": min(ending.values()).isoformat()}, where)


def checks_ending(session: DbSession, actor: Actor) -> int:
    """How many volunteers of the district's season that is."""
    today, count = clock.today(), 0
    for district_id in actor.scope_ids(Role.ORGANIZER):
        season = current_season(session, district_id, today)
        if season is not None:
            count += len(soon_to_lapse(standings(session, season, today), today))
    return count


def stages(session: DbSession) -> Iterator[Wait]:
    """The stage a season is in, for its staff and, once it is past recruiting, for who signed up."""
    wanted = select(Season).where(Season.ends_on >= clock.today() - NEWS_FOR)
    for season in session.scalars(wanted):
        for account_id in [*_staff_of(session, season.district_id), *_signed_up(session, season)]:
            yield Wait(account_id, season.id, {"stage": season.stage.value}, occasion=season.stage.value)


def _staff_of(session: DbSession, district_id: uuid.UUID) -> list[uuid.UUID]:
    return [account.id for account, where in holders(session, *STAFF) if where.district_id == district_id]


def _signed_up(session: DbSession, season: Season) -> list[uuid.UUID]:
    if season.stage is SeasonStage.RECRUIT:
        return []
    wanted = (
        select(Account.id)
        .join(Volunteer, Volunteer.account_id == Account.id)
        .join(Availability, Availability.volunteer_id == Volunteer.id)
        .where(Availability.season_id == season.id, Availability.withdrawn_on.is_(None))
    )
    return list(session.scalars(wanted))


add_source(Source(ReminderKind.CHECK_ENDING, "volunteers.status", check_ending, every=SOMETIMES))
add_counted(ReminderKind.CHECKS_ENDING, "volunteers.vetting", Role.ORGANIZER, count=checks_ending, every=SOMETIMES)
add_source(Source(ReminderKind.STAGE, "home.index", stages, every=HOURLY))
