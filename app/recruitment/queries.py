"""Reading notices that recruit."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.foundation.chinese.ordering import place_key
from app.foundation.database import DbSession
from app.places.models import Area
from app.recruitment.models import RecruitmentNotice
from app.seasons.models import Season, SeasonStage


def public_notice_of(session: DbSession, season_id: uuid.UUID) -> RecruitmentNotice | None:
    """The notice of a season that is public now."""
    wanted = select(RecruitmentNotice).where(
        RecruitmentNotice.season_id == season_id,
        RecruitmentNotice.published_at.is_not(None),
        RecruitmentNotice.withdrawn_at.is_(None),
    )
    return session.scalars(wanted.options(joinedload(RecruitmentNotice.season))).one_or_none()


def draft_of(session: DbSession, season_id: uuid.UUID) -> RecruitmentNotice | None:
    """The notice of a season that is prepared and not published. The caller has judged the season."""
    wanted = select(RecruitmentNotice).where(
        RecruitmentNotice.season_id == season_id, RecruitmentNotice.published_at.is_(None)
    )
    return session.scalars(wanted.order_by(RecruitmentNotice.made_at.desc()).limit(1)).one_or_none()


def public_notices(session: DbSession, today: date) -> list[tuple[RecruitmentNotice, Area]]:
    """Every notice that is public and whose season still takes people, with its district, by the district's name."""
    wanted = (
        select(RecruitmentNotice, Area)
        .join(Season, Season.id == RecruitmentNotice.season_id)
        .join(Area, Area.id == Season.district_id)
        .where(
            RecruitmentNotice.published_at.is_not(None),
            RecruitmentNotice.withdrawn_at.is_(None),
            Season.stage != SeasonStage.CLOSED,
            Season.ends_on >= today,
        )
        .options(joinedload(RecruitmentNotice.season))
    )
    found = [(notice, district) for notice, district in session.execute(wanted)]
    return sorted(found, key=lambda one: (place_key(one[1].name), one[0].season.starts_on))
