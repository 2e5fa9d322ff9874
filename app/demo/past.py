"""The demo district's past year: two seasons that are over, so that figures, certificates and relays have a past.

Only records are made here, as many as the first district really had in a year (scaled to the demo's size); every figure
on a page is counted from them.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, insert, select

from app.accounts.models import Account, RoleGrant
from app.children.models import Child
from app.demo.consents import earlier_consents
from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.pairing.models import EndReason, Meeting, MeetingOutcome, MeetingPlace, Pairing, PairingState, PairSexes
from app.seasons.models import Season, SeasonKind, SeasonStage
from app.sessions.models import ServiceSession, SessionPlace, SessionState
from app.volunteers.models import Availability, Volunteer

WHOLE = 2521
"""Children of the district whose year it is."""
CARE, ONE_TO_ONE_SAFETY = 2892, 120
EARLY_SHARE = 0.12
"""Of the pairings that ended before their season did."""
# First day before today, days it lasted, kind while today's season is of the other kind, share of students who came.
PAST = ((330, 36, False, 0.8), (140, 48, True, 1.0))
ROOM = {SessionPlace.SCHOOL: 6, SessionPlace.SITE: 3, SessionPlace.VILLAGE_OFFICE: 1}


@dataclass(frozen=True)
class PastPair:
    """A pairing that is over."""

    pairing: Pairing
    volunteer: Volunteer
    child: Child
    last: date


def scaled(number: int, children: int) -> int:
    """As many as fall to a demo of so many children."""
    return round(number * children / WHOLE)


def make_past_seasons(session: DbSession, cast: Cast, rng: random.Random) -> list[PastPair]:
    """Add two closed seasons with their volunteers, pairings that ended, and confirmed sessions."""
    staff = school_accounts(session)
    pairs: list[PastPair] = []
    for ago, days, other, share in PAST:
        season = _season(session, cast, ago, days, other=other)
        came = [one for one in cast.volunteers if one is cast.volunteers[0] or rng.random() < share]
        _sign_ups(session, season, came, rng)
        pairs.extend(_pairs(session, cast, season, came, staff, rng))
    session.flush()
    earlier_consents(session, {pair.child.id: pair.child for pair in pairs}.values(), cast.today)
    _sessions(session, cast, pairs, staff, rng)
    return pairs


def school_accounts(session: DbSession) -> dict[uuid.UUID, Account]:
    """School id -> somebody who works there."""
    held = select(RoleGrant.school_id, Account).join(Account, Account.id == RoleGrant.account_id)
    rows = session.execute(held.where(RoleGrant.role == Role.SCHOOL_STAFF).order_by(Account.login))
    return {school_id: account for school_id, account in rows if school_id is not None}


def _season(session: DbSession, cast: Cast, ago: int, days: int, *, other: bool) -> Season:
    starts = cast.today - timedelta(days=ago)
    now = cast.season.kind
    kind = ({SeasonKind.WINTER, SeasonKind.SUMMER} - {now}).pop() if other else now
    year = starts.year + (kind is SeasonKind.WINTER and starts.month > 9)
    season = Season(
        district_id=cast.places.district.id, code=f"{year}-{kind.value}", kind=kind,
        name=f"{year}年{'寒假' if kind is SeasonKind.WINTER else '暑假'}（演示）", starts_on=starts,
        ends_on=starts + timedelta(days=days), stage=SeasonStage.CLOSED, max_capacity=2,
        created_at=_at(starts - timedelta(days=40), 9),
    )  # fmt: skip
    session.add(season)
    session.flush()
    return season


def _sign_ups(session: DbSession, season: Season, came: list[Volunteer], rng: random.Random) -> None:
    session.add_all(
        Availability(
            volunteer_id=one.id, season_id=season.id, home_from=season.starts_on, home_to=season.ends_on,
            modes=frozenset({"in_person"}), reach=one.availabilities[0].reach, capacity=1,
            signed_up_on=season.starts_on - timedelta(days=rng.randint(3, 25)),
        )
        for one in came
    )  # fmt: skip


def _pairs(
    session: DbSession, cast: Cast, season: Season, came: list[Volunteer], staff: dict[uuid.UUID, Account],
    rng: random.Random,
) -> list[PastPair]:  # fmt: skip
    free = [one for one in cast.children if one.consented_until and one.risk < 3 and one.school_id in staff]
    rng.shuffle(free)
    made: list[PastPair] = []
    for volunteer in came:
        near = (one for one in free if one.sex == volunteer.sex and one.township_id == volunteer.township_id)
        child = next(near, None)
        if child is None:
            continue
        free.remove(child)
        early = rng.random() < EARLY_SHARE
        last = season.ends_on if not early else season.starts_on + timedelta(days=rng.randint(14, 25))
        pairing = _pairing(cast, season, volunteer, child, staff, last, early=early)
        session.add(pairing)
        made.append(PastPair(pairing, volunteer, child, last))
    session.flush()
    session.add_all(_met(pair, staff) for pair in made)
    return made


def _pairing(
    cast: Cast, season: Season, volunteer: Volunteer, child: Child, staff: dict[uuid.UUID, Account], last: date,
    *, early: bool,
) -> Pairing:  # fmt: skip
    proposed = _at(season.starts_on - timedelta(days=2), 10)
    return Pairing(
        id=uuid.uuid4(), season_id=season.id, child_id=child.id, volunteer_id=volunteer.id, slot=1,
        state=PairingState.ENDED, proposed_by_id=cast.accounts[Role.ORGANIZER].id, proposed_at=proposed,
        answer_due_at=proposed + timedelta(hours=48), accepted_at=proposed + timedelta(hours=6), sexes=PairSexes.SAME,
        approved_by_id=_staff(staff, child).id, approved_at=proposed + timedelta(days=1),
        active_at=_at(season.starts_on + timedelta(days=1), 9), ended_at=_at(last, 18),
        reason=(EndReason.VOLUNTEER_LEFT if early else EndReason.SEASON_OVER).value,
        farewell="当面道别，送了自己画的卡片（演示）",
    )  # fmt: skip


def _met(pair: PastPair, staff: dict[uuid.UUID, Account]) -> Meeting:
    by, at = _staff(staff, pair.child).id, pair.pairing.active_at
    assert at is not None  # noqa: S101 # nosec B101 - made a few lines above
    return Meeting(
        pairing_id=pair.pairing.id, at=at, place=MeetingPlace.SCHOOL, school_id=pair.child.school_id, introducer_id=by,
        set_by_id=by, set_at=at - timedelta(days=1), outcome=MeetingOutcome.MET, recorded_by_id=by, recorded_at=at,
    )  # fmt: skip


def _staff(staff: dict[uuid.UUID, Account], child: Child) -> Account:
    assert child.school_id is not None  # noqa: S101 # nosec B101 - every demo child has a school
    return staff[child.school_id]


def _sessions(
    session: DbSession, cast: Cast, pairs: list[PastPair], staff: dict[uuid.UUID, Account], rng: random.Random
) -> None:
    """As many confirmed sessions as are still wanting to the year, spread over the days of all pairs."""
    children = len(cast.children)
    wanted = [False] * (scaled(CARE, children) - _confirmed(session, safety=False))
    wanted += [True] * (scaled(ONE_TO_ONE_SAFETY, children) - _confirmed(session, safety=True))
    meetings = list(_meetings(pairs))
    days = rng.sample(meetings, min(len(meetings), len(wanted)))
    rows = [_row(pair, day, staff, rng, safety=safety) for (pair, day), safety in zip(days, wanted, strict=False)]
    if rows:
        session.execute(insert(ServiceSession), rows)


def _confirmed(session: DbSession, *, safety: bool) -> int:
    kind = ServiceSession.service_area == "safety" if safety else ServiceSession.service_area != "safety"
    return session.scalar(select(func.count()).where(ServiceSession.state == SessionState.CONFIRMED, kind)) or 0


def _meetings(pairs: list[PastPair]) -> Iterator[tuple[PastPair, date]]:
    for pair in pairs:
        day = clock.local(pair.pairing.active_at).date() if pair.pairing.active_at else pair.last
        while (day := day + timedelta(days=1)) < pair.last:
            yield pair, day


def _row(
    pair: PastPair, day: date, staff: dict[uuid.UUID, Account], rng: random.Random, *, safety: bool
) -> dict[str, object]:
    minutes = rng.choice((45, 60, 60, 90, 120))
    starts = _at(day, rng.choice((9, 10, 13)))
    other = [need.area for need in pair.child.needs if need.area not in {"safety", "counselling"}]
    return {
        "id": uuid.uuid4(), "pairing_id": pair.pairing.id, "volunteer_id": pair.volunteer.id, "child_id": pair.child.id,
        "starts_at": starts, "ends_at": starts + timedelta(minutes=minutes), "break_minutes": 0, "minutes": minutes,
        "place": rng.choices(list(ROOM), list(ROOM.values()))[0], "adult_present": True, "safe": True,
        "service_area": "safety" if safety else rng.choice(other or ["companionship"]), "tags": [], "done": [],
        "state": SessionState.CONFIRMED, "late": False, "checked_in": False,
        "logged_at": starts + timedelta(minutes=minutes + 20), "confirmed_by_id": _staff(staff, pair.child).id,
        "confirmed_at": starts + timedelta(days=1),
    }  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return clock.from_local(datetime.combine(day, time(hour)))
