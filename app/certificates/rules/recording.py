"""What staff add to a volunteer's record: commendations, evaluations, and striking one out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.certificates.models import Commendation, Evaluation, Rating, StrikeReason
from app.certificates.queries import Kind, entry_of, record_of
from app.certificates.service import service_of_volunteer
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, Role, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.seasons.models import Season

LONGEST = 400


@dataclass(frozen=True)
class Judged:
    """How somebody judges a season's service."""

    content: Rating
    quality: Rating
    attitude: Rating
    words: str = ""


def commend(
    session: DbSession, actor: Actor, volunteer_id: uuid.UUID, title: str, given_on: date, given_by: str
) -> Commendation:
    """Record an award.

    Raises:
        Missing: no such volunteer, not the actor's, or the actor.
        Refused: a day to come.
    """
    record = authorize(actor, Permission.RECORD_WRITE, record_of(session, volunteer_id))
    if given_on > clock.today():
        raise Refused("certificates.day_to_come", field="given_on")
    made = Commendation(
        id=uuid.uuid4(), volunteer_id=record.id, title=title.strip(), given_on=given_on, given_by=given_by.strip(),
        recorded_by_id=actor.id,
    )  # fmt: skip
    session.add(made)
    audit.record(session, actor, audit.Action.COMMENDATION_RECORDED, record.volunteer)
    session.commit()
    return made


def evaluate(
    session: DbSession, actor: Actor, volunteer_id: uuid.UUID, season_id: uuid.UUID, judged: Judged
) -> Evaluation:
    """Record how one's school, or an organizer for the League, judges a season's service.

    Raises:
        Missing: no such volunteer, not the actor's, or the actor; nothing of that season is confirmed.
        Conflict: there is an evaluation of theirs that stands.
    """
    record = authorize(actor, Permission.RECORD_WRITE, record_of(session, volunteer_id))
    season = session.get(Season, season_id)
    if season is None or season.id not in {one.season_id for one in service_of_volunteer(session, record.id)}:
        raise Missing
    as_league = record.district_id in actor.scope_ids(Role.ORGANIZER)
    schools = sorted(actor.scope_ids(Role.SCHOOL_STAFF) & record.school_ids, key=str)
    made = Evaluation(
        id=uuid.uuid4(), volunteer_id=record.id, season_id=season.id, school_id=None if as_league else schools[0],
        content=judged.content, quality=judged.quality, attitude=judged.attitude,
        words=judged.words.strip()[:LONGEST] or None, recorded_by_id=actor.id,
    )  # fmt: skip
    session.add(made)
    audit.record(session, actor, audit.Action.EVALUATION_RECORDED, record.volunteer)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("certificates.evaluated_before") from error
    return made


def strike(
    session: DbSession,
    actor: Actor,
    kind: Kind,
    entry_id: uuid.UUID,
    reason: StrikeReason,
) -> uuid.UUID:
    """Strike an entry out; it stays on the record as struck. Returns whose record it is.

    Raises:
        Missing: no such entry, or not the actor's: a school strikes out its own evaluations only.
        Conflict: it was struck out before.
    """
    entry = entry_of(session, kind, entry_id, lock=True)
    if entry is None:
        raise Missing
    record = authorize(actor, Permission.RECORD_WRITE, record_of(session, entry.volunteer_id))
    if record.district_id not in actor.scope_ids(Role.ORGANIZER):
        own = getattr(entry, "school_id", None)
        if own not in actor.scope_ids(Role.SCHOOL_STAFF) and entry.recorded_by_id != actor.id:
            raise Missing
    if entry.struck_at is not None:
        raise Conflict("certificates.struck_before")
    entry.struck_at, entry.struck_by_id, entry.strike_reason = clock.now(), actor.id, reason
    details = {"kind": entry.__tablename__, "reason": reason.value}
    audit.record(session, actor, audit.Action.RECORD_ENTRY_STRUCK, record.volunteer, **details)
    session.commit()
    return record.id
