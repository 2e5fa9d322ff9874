"""Publicising the hours of a season, objecting, and answering. Certificates wait until it is over and answered."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import func, select

from app.certificates.models import Objection, Publicity
from app.certificates.queries import last_publicity, publicity_of
from app.certificates.service import service_of_season
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.seasons.models import Season

DAYS = 7
FEWEST_DAYS, MOST_DAYS = 3, 60
LONGEST = 1000
MOST_OBJECTIONS = 5
"""Of one account to one publicity."""


def open_publicity(session: DbSession, actor: Actor, season_id: uuid.UUID, days: int = DAYS) -> Publicity:
    """Show the hours that are confirmed now, for so many days, today among them.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: too few or too many days, nothing is confirmed, or the one before is not over and answered.
    """
    # The season is locked: two organizers who open one at once must see each other's.
    season = session.get(Season, season_id, with_for_update=True, populate_existing=True)
    season = authorize(actor, Permission.PUBLICITY_OPEN, season)
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise Refused("certificates.publicity_days", field="days", fewest=FEWEST_DAYS, most=MOST_DAYS)
    before = last_publicity(session, season.id)
    if before is not None and before.running:
        raise Refused("certificates.publicity_running")
    if before is not None and before.unanswered:
        raise Refused("certificates.objections_open")
    if not service_of_season(session, season.id):
        raise Refused("certificates.nothing_confirmed")
    number = before.number + 1 if before is not None else 1
    made = Publicity(
        id=uuid.uuid4(), district_id=season.district_id, season_id=season.id, number=number, opened_by_id=actor.id,
        last_day=clock.today() + timedelta(days=days - 1),
    )  # fmt: skip
    session.add(made)
    audit.record(session, actor, audit.Action.PUBLICITY_OPENED, made, number=number, days=days)
    session.commit()
    return made


def object_to(
    session: DbSession, actor: Actor, publicity_id: uuid.UUID, objection_id: uuid.UUID, words: str
) -> Objection:
    """Object, in words. The same ``objection_id`` twice is one objection.

    Raises:
        Missing: no such publicity, or of another district.
        Refused: it is over, nothing is said, or this account objected too often.
        Conflict: the id was used for something else.
    """
    publicity = publicity_of(session, actor, publicity_id)
    written = words.strip()[:LONGEST]
    known = session.get(Objection, objection_id)
    if known is not None:
        if known.account_id != actor.id or known.publicity_id != publicity.id or known.words != written:
            raise Conflict("certificates.sent_before")
        return known
    if not written:
        raise Refused("certificates.words_missing", field="words")
    if not publicity.running:
        raise Refused("certificates.publicity_over")
    mine = select(func.count()).where(Objection.publicity_id == publicity.id, Objection.account_id == actor.id)
    if (session.scalar(mine) or 0) >= MOST_OBJECTIONS:
        raise Refused("certificates.objections_many", most=MOST_OBJECTIONS)
    made = Objection(id=objection_id, publicity_id=publicity.id, account_id=actor.id, words=written)
    session.add(made)
    audit.record(session, actor, audit.Action.PUBLICITY_OBJECTED, publicity)
    session.commit()
    return made


def answer(session: DbSession, actor: Actor, objection_id: uuid.UUID, words: str) -> Objection:
    """Answer an objection in writing, once.

    Raises:
        Missing: no such objection, of another district, or one's own.
        Refused: nothing is said.
        Conflict: somebody answered it before.
    """
    found = session.get(Objection, objection_id, with_for_update=True, populate_existing=True)
    objection = authorize(actor, Permission.PUBLICITY_OPEN, found)
    if objection.answered_at is not None:
        raise Conflict("certificates.answered_before")
    if not words.strip():
        raise Refused("certificates.words_missing", field="words")
    objection.answer, objection.answered_at = words.strip()[:LONGEST], clock.now()
    objection.answered_by_id = actor.id
    audit.record(session, actor, audit.Action.PUBLICITY_ANSWERED, objection)
    session.commit()
    return objection
