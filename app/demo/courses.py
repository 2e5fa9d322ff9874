"""Goals of the season, a notice that recruits, and of the season before: reviews, farewells, relays and voices."""

from __future__ import annotations

import random

from sqlalchemy import select

from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.pairing.models import EndReason, Milestone, MilestoneKind, Pairing, PairingState, Relay, RelayWay
from app.recruitment.models import RecruitmentNotice
from app.seasons.models import GoalMeasure, Season, SeasonGoal, SeasonStage
from app.voices.models import Channel, Side, Voice

WHOLE = 2521
GOALS = {
    GoalMeasure.VOLUNTEERS: 87, GoalMeasure.PAIRED: 80, GoalMeasure.REACHED: 1337, GoalMeasure.HOURS: 2000,
    GoalMeasure.ACTIVITIES: 60, GoalMeasure.VISITS: 1600, GoalMeasure.SAFETY_SESSIONS: 280,
}  # fmt: skip
"""For a district of ``WHOLE`` children and one season."""
AGAIN_SHARE, SPEAKING_SHARE = 0.5, 0.6
WORDS = ("姐姐教我画画（演示）", "想再一起读书（演示）", "哥哥讲题很清楚（演示）", None)


def make_courses(session: DbSession, cast: Cast, rng: random.Random) -> None:
    """Add them all; about half of the pairs of the season before would go on."""
    for measure, whole in GOALS.items():
        target = max(1, round(whole * len(cast.children) / WHOLE))
        session.add(SeasonGoal(season_id=cast.season.id, measure=measure, target=target))
    session.add(
        RecruitmentNotice(
            season_id=cast.season.id, greeting="山里的孩子在等你，回家的日子陪他们走一程。（演示）",
            contact="演示区团委 0874-3120000（演示）", published_by_id=cast.accounts[Role.ORGANIZER].id,
            published_at=clock.now(),
        )
    )  # fmt: skip
    before = select(Season).where(Season.stage == SeasonStage.CLOSED).order_by(Season.ends_on.desc()).limit(1)
    season = session.scalars(before).one_or_none()
    if season is not None:
        _look_back(session, season, rng)


def _look_back(session: DbSession, season: Season, rng: random.Random) -> None:
    """Reviews, farewells, relays and voices of the pairs that lasted to the end of a season."""
    ended = select(Pairing).where(Pairing.season_id == season.id, Pairing.state == PairingState.ENDED)
    over = session.scalars(ended.where(Pairing.reason == EndReason.SEASON_OVER.value).order_by(Pairing.ended_at))
    for pairing in over:
        by, at = pairing.approved_by_id, pairing.ended_at
        days = ((MilestoneKind.REVIEW, season.reviewed_by), (MilestoneKind.FAREWELL, season.ends_on))
        session.add_all(
            Milestone(pairing_id=pairing.id, kind=kind, done_on=day, recorded_by_id=by, recorded_at=at)
            for kind, day in days
        )
        again = rng.random() < AGAIN_SHARE
        session.add(
            Relay(
                pairing_id=pairing.id, volunteer_returns=again, volunteer_said_at=at, child_wishes=True,
                carer_agrees=True, way=RelayWay.RENEWED if again else RelayWay.HANDED_OVER, decided_by_id=by,
                decided_at=at, note=None if again else "喜欢画画，数学从分数接着讲（演示）",
            )
        )  # fmt: skip
        session.add_all(_voice(pairing, side, rng) for side in Side if rng.random() < SPEAKING_SHARE)


def _voice(pairing: Pairing, side: Side, rng: random.Random) -> Voice:
    own = side is Side.VOLUNTEER
    return Voice(
        pairing_id=pairing.id, side=side,
        glad=rng.choice((2, 3, 3)), helped=rng.choice((2, 3)), again=rng.choice((2, 3)),
        words=rng.choice(WORDS), channel=Channel.SELF if own else Channel.ASKED, said_on=pairing.season.ends_on,
        recorded_by_id=pairing.volunteer.account_id if own else pairing.approved_by_id, recorded_at=pairing.ended_at,
    )  # fmt: skip
