"""What followed the demo's past seasons: publicised hours, an answered objection, certificates, one of them revoked."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from app.certificates.models import (
    Certificate,
    Commendation,
    Evaluation,
    Issuer,
    Objection,
    Publicity,
    Rating,
    RevokeReason,
)
from app.certificates.rules.issuing import snapshot, without_certificate
from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.seasons.models import Season, SeasonStage

WEEK = 7
BODY = "共青团沾益区委员会（演示）"


def make_certificates(session: DbSession, cast: Cast) -> None:
    """Publicity and certificates of every closed season, and a word of praise for the printed student."""
    league = cast.accounts[Role.ORGANIZER]
    issuer = Issuer(
        district_id=cast.places.district.id, body=BODY, responsible="演示负责人", handler="演示经办人",
        phone="0874-0000000", changed_by_id=league.id,
    )  # fmt: skip
    session.add(issuer)
    closed = select(Season).where(
        Season.district_id == cast.places.district.id, Season.stage == SeasonStage.CLOSED
    )  # fmt: skip
    for season in session.scalars(closed.order_by(Season.starts_on)).all():
        publicity = _publicised(session, cast, season)
        issued_at = _at(publicity, WEEK + 2)
        for service in without_certificate(session, publicity):
            snapshot(session, league.actor(), service, publicity, issuer).issued_at = issued_at
        session.flush()
        _praised(session, cast, season)
    _revoked(session, cast)
    session.flush()


def _publicised(session: DbSession, cast: Cast, season: Season) -> Publicity:
    opened = season.ends_on + timedelta(days=2)
    made = Publicity(
        district_id=season.district_id, season_id=season.id, season=season, number=1,
        opened_at=clock.from_local(datetime.combine(opened, time(9))), opened_by_id=cast.accounts[Role.ORGANIZER].id,
        last_day=opened + timedelta(days=WEEK - 1),
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(
        Objection(
            publicity_id=made.id, account_id=cast.accounts[Role.VOLUNTEER].id, made_at=_at(made, 2),
            words="我有一次服务好像没有计入（演示）",
            answer="已核对：那一次尚未经学校确认，确认后计入下一次公示（演示）",
            answered_by_id=cast.accounts[Role.ORGANIZER].id, answered_at=_at(made, 3),
        )
    )  # fmt: skip
    return made


def _praised(session: DbSession, cast: Cast, season: Season) -> None:
    league, student = cast.accounts[Role.ORGANIZER], cast.volunteers[0]
    after = season.ends_on + timedelta(days=20)
    session.add(
        Evaluation(
            volunteer_id=student.id, season_id=season.id, content=Rating.GOOD, quality=Rating.EXCELLENT,
            attitude=Rating.EXCELLENT, words="准时、有耐心（演示）", recorded_by_id=league.id,
        )
    )  # fmt: skip
    session.add(
        Commendation(
            volunteer_id=student.id, title=f"{season.name}优秀志愿者", given_on=after, given_by=BODY,
            recorded_by_id=league.id,
        )
    )  # fmt: skip


def _revoked(session: DbSession, cast: Cast) -> None:
    """One that was issued under a wrong name, of somebody else than the printed student."""
    others = select(Certificate).where(Certificate.volunteer_id != cast.volunteers[0].id)
    wrong = session.scalars(others.order_by(Certificate.minutes, Certificate.number).limit(1)).first()
    if wrong is not None:
        wrong.revoked_at, wrong.revoke_reason = wrong.issued_at + timedelta(days=3), RevokeReason.PERSON_WRONG
        wrong.revoked_by_id = cast.accounts[Role.ORGANIZER].id


def _at(publicity: Publicity, days: int) -> datetime:
    return publicity.opened_at + timedelta(days=days)
