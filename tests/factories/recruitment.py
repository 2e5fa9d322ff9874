"""Notices that recruit."""

from __future__ import annotations

from sqlalchemy import select

from app.foundation import clock
from app.foundation.database import db
from app.recruitment.models import RecruitmentNotice
from app.seasons.models import Season


def public_notice(during: Season) -> RecruitmentNotice:
    """The one public notice of a season, whoever asks first; committed."""
    there = db.session.scalars(select(RecruitmentNotice).where(RecruitmentNotice.season_id == during.id)).one_or_none()
    made = there or RecruitmentNotice(season_id=during.id, contact="团区委", published_at=clock.now())
    db.session.add(made)
    db.session.commit()
    return made
