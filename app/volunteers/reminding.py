"""What of volunteers and seasons waits for whom: checks that run out, and the season's next stage."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.reminders.counting import Pile, add_counted, holders
from app.reminders.kinds import ReminderKind
from app.reminders.registry import HOURLY, SOMETIMES, Source, Wait, Where, add_source
from app.seasons.models import Season, SeasonStage
from app.seasons.queries import nearest, open_seasons
from app.volunteers.models import Availability, Volunteer
from app.volunteers.queries import checks_to_lapse

STAFF = (Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, Role.TOWNSHIP_SUPERVISOR, Role.ORGANIZER, Role.SAFEGUARDING_LEAD)
NEWS_FOR = timedelta(days=14)


def check_ending(session: DbSession) -> Iterator[Wait]:
    """Volunteers of a season that is not closed, of whom a check runs out within a month."""
    for _season_id, volunteer, last in checks_to_lapse(session, open_seasons(session), clock.today()):
        if volunteer.account_id is not None:
            where = Where(volunteer.district_id, volunteer.township_id)
            yield Wait(volunteer.account_id, volunteer.account_id, {"day": last.isoformat()}, where)


def checks_ending(session: DbSession) -> Iterator[Pile]:
    """The volunteers of whom that is, of the season each district works on."""
    today, unclosed = clock.today(), defaultdict[uuid.UUID, list[Season]](list)
    for season in open_seasons(session):
        unclosed[season.district_id].append(season)
    worked_on = [one for one in (nearest(seasons, today) for seasons in unclosed.values()) if one is not None]
    counted = Counter(season_id for season_id, _volunteer, _last in checks_to_lapse(session, worked_on, today))
    for season in worked_on:
        yield _of_district(season.district_id, counted[season.id])


def _of_district(district_id: uuid.UUID, count: int) -> Pile:
    return Pile(count, frozenset({district_id}), lambda actor: district_id in actor.scope_ids(Role.ORGANIZER))


def stages(session: DbSession) -> Iterator[Wait]:
    """The stage a season is in, for its staff and, once it is past recruiting, for who signed up."""
    seasons = session.scalars(select(Season).where(Season.ends_on >= clock.today() - NEWS_FOR)).all()
    people = _signed_up(session, [one for one in seasons if one.stage is not SeasonStage.RECRUIT])
    staff: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for actor, where in holders(session, *STAFF).items() if seasons else ():
        if actor.id is not None:
            staff.setdefault(where.district_id, []).append(actor.id)
    for season in seasons:
        for account_id in [*staff.get(season.district_id, ()), *people.get(season.id, ())]:
            yield Wait(account_id, season.id, {"stage": season.stage.value}, occasion=season.stage.value)


def _signed_up(session: DbSession, seasons: Sequence[Season]) -> dict[uuid.UUID, list[uuid.UUID]]:
    wanted = (
        select(Availability.season_id, Account.id)
        .join(Volunteer, Volunteer.id == Availability.volunteer_id)
        .join(Account, Account.id == Volunteer.account_id)
        .where(Availability.season_id.in_([one.id for one in seasons]), Availability.withdrawn_on.is_(None))
    )
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for season_id, account_id in session.execute(wanted):
        found.setdefault(season_id, []).append(account_id)
    return found


add_source(Source(ReminderKind.CHECK_ENDING, "volunteers.status", check_ending, every=SOMETIMES))
add_counted(ReminderKind.CHECKS_ENDING, "volunteers.vetting", Role.ORGANIZER, piles=checks_ending, every=SOMETIMES)
add_source(Source(ReminderKind.STAGE, "home.index", stages, every=HOURLY))
