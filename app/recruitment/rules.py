"""Notices that recruit: prepared from the last matching, looked at by the organizer, published, and taken back."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, select

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.pairing.wanted import latest_run
from app.recruitment.models import RecruitmentNotice
from app.recruitment.places import open_places
from app.recruitment.queries import public_notice_of
from app.seasons.models import Season, SeasonStage


def prepare(session: DbSession, actor: Actor, season_id: uuid.UUID, greeting: str, contact: str) -> RecruitmentNotice:
    """Make the draft of a season's notice from its last matching; a draft of before is gone. Commits.

    Raises:
        Missing: no such season, or not the actor's.
        Refused: the season is closed, or nobody is named whom to ask.
    """
    season = _held(session, actor, season_id)
    if season.stage is SeasonStage.CLOSED:
        raise Refused("seasons.closed")
    if not contact.strip():
        raise Refused("recruitment.contact", field="contact")
    drafts = delete(RecruitmentNotice).where(RecruitmentNotice.season_id == season.id)
    session.execute(drafts.where(RecruitmentNotice.published_at.is_(None)))
    run = latest_run(session, season.id)
    made = RecruitmentNotice(
        id=uuid.uuid4(),
        season_id=season.id,
        run_id=run.id if run is not None else None,
        places=open_places(session, run),
        greeting=greeting.strip(),
        contact=contact.strip(),
        made_by_id=actor.id,
    )
    session.add(made)
    audit.record(session, actor, audit.Action.RECRUITMENT_PREPARED, season, places=len(made.places))
    session.commit()
    return made


def publish_notice(session: DbSession, actor: Actor, notice_id: uuid.UUID) -> RecruitmentNotice:
    """Show a draft to everybody, in place of the one shown so far; published twice, it is once. Commits.

    Raises:
        Missing: no such notice, or not the actor's.
        Refused: the season is closed, or the notice was taken back.
    """
    notice, season = _notice(session, actor, notice_id)
    if season.stage is SeasonStage.CLOSED:
        raise Refused("seasons.closed")
    if notice.withdrawn_at is not None:
        raise Refused("recruitment.taken_back")
    if notice.published_at is None:
        shown = public_notice_of(session, season.id)
        if shown is not None:
            shown.withdrawn_at = clock.now()
            session.flush()  # one is public at a time, by the database
        notice.published_at, notice.published_by_id = clock.now(), actor.id
        audit.record(session, actor, audit.Action.RECRUITMENT_PUBLISHED, season)
    session.commit()
    return notice


def withdraw_notice(session: DbSession, actor: Actor, notice_id: uuid.UUID) -> RecruitmentNotice:
    """Take a published notice off the public page; taken back twice, it is once. Commits.

    Raises:
        Missing: no such notice, or not the actor's.
        Refused: it was never published.
    """
    notice, season = _notice(session, actor, notice_id)
    if notice.published_at is None:
        raise Refused("recruitment.not_published")
    if notice.withdrawn_at is None:
        notice.withdrawn_at = clock.now()
        audit.record(session, actor, audit.Action.RECRUITMENT_WITHDRAWN, season)
    session.commit()
    return notice


def _held(session: DbSession, actor: Actor, season_id: uuid.UUID) -> Season:
    """The season, locked: of two who publish at once the second sees what the first did."""
    season = session.get(Season, season_id, with_for_update=True, populate_existing=True)
    return authorize(actor, Permission.RECRUITMENT_WRITE, season)


def _notice(session: DbSession, actor: Actor, notice_id: uuid.UUID) -> tuple[RecruitmentNotice, Season]:
    season_id = session.scalar(select(RecruitmentNotice.season_id).where(RecruitmentNotice.id == notice_id))
    if season_id is None:
        raise Missing
    season = _held(session, actor, season_id)
    notice = session.get(RecruitmentNotice, notice_id, populate_existing=True)
    if notice is None:  # a newer draft took its place
        raise Missing
    return notice, season
