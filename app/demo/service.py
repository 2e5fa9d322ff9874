"""A season under way: some pairs that meet, some that wait for an answer, sessions and activities."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.accounts.models import Account
from app.activities.models import Activity, Attendance
from app.children.models import Child
from app.demo.places import Places
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.pairing.asking import scored_pair
from app.pairing.models import Meeting, MeetingOutcome, MeetingPlace, Pairing, PairingState, PairSexes
from app.pairing.rules.proposing import Wanted
from app.places.models import Site
from app.seasons.models import Season
from app.sessions.models import ServiceSession, SessionPlace, SessionState
from app.volunteers.models import Volunteer

ACTIVE_PAIRS = 24
WAITING_FOR_SCHOOL = 3
ACTIVITIES = 12


@dataclass(frozen=True)
class Cast:
    """Who and what the service happens between."""

    places: Places
    season: Season
    accounts: dict[Role, Account]
    children: list[Child]
    volunteers: list[Volunteer]
    today: date


def make_service(session: DbSession, cast: Cast, rng: random.Random) -> None:
    """Add pairings in several states, their sessions, and group activities."""
    pairs = _pairs(cast)
    for number, (child, wanted) in enumerate(pairs):
        if number < ACTIVE_PAIRS:
            _active(session, cast, child, wanted, rng)
        else:
            _accepted(session, cast, wanted)
    for index in range(ACTIVITIES):
        _activity(session, cast, index, rng)
    session.flush()


def _pairs(cast: Cast) -> list[tuple[Child, Wanted]]:
    """First fit: the printed volunteer and the last few with children of the printed school, the others near home."""
    demo_school = cast.places.schools[cast.places.townships[3].id][0]
    free = [child for child in cast.children if child.consented_until and child.risk < 3]
    pairs: list[tuple[Child, Wanted]] = []
    vetted = [volunteer for volunteer in cast.volunteers if volunteer.checks]
    for volunteer in vetted:
        at_school = not pairs or len(pairs) >= ACTIVE_PAIRS
        near = [child for child in free if not at_school or child.school_id == demo_school.id]
        found = _first_fit(cast, volunteer, near)
        if found is not None:
            free.remove(found[0])
            pairs.append(found)
        if len(pairs) == ACTIVE_PAIRS + WAITING_FOR_SCHOOL:
            break
    return pairs


def _first_fit(cast: Cast, volunteer: Volunteer, children: list[Child]) -> tuple[Child, Wanted] | None:
    offered = volunteer.availabilities[0]
    for child in children:
        # Asked of the engine only where it is worth asking.
        if volunteer.sex == child.sex and str(child.township_id) in (offered.reach or ()):
            wanted = scored_pair(child, volunteer, offered, cast.season)
            if wanted is not None:
                return child, wanted
    return None


def _pairing(cast: Cast, wanted: Wanted, state: PairingState) -> Pairing:
    proposed = clock.now() - timedelta(days=19 if state is PairingState.ACTIVE else 1)
    return Pairing(
        id=uuid.uuid4(), season_id=cast.season.id, child_id=wanted.child_id, volunteer_id=wanted.volunteer_id,
        slot=1, state=state, mode=wanted.mode, score=wanted.score, reasons=list(wanted.reasons),
        proposed_by_id=cast.accounts[Role.ORGANIZER].id, proposed_at=proposed,
        answer_due_at=proposed + timedelta(hours=48), accepted_at=proposed + timedelta(hours=5),
    )  # fmt: skip


def _accepted(session: DbSession, cast: Cast, wanted: Wanted) -> None:
    pairing = _pairing(cast, wanted, PairingState.ACCEPTED)
    pairing.approval_due_at = clock.now() + timedelta(days=cast.season.approval_days)
    session.add(pairing)


def _active(session: DbSession, cast: Cast, child: Child, wanted: Wanted, rng: random.Random) -> None:
    pairing = _pairing(cast, wanted, PairingState.ACTIVE)
    staff = cast.accounts[Role.SCHOOL_STAFF].id
    pairing.sexes = PairSexes.SAME
    pairing.approved_by_id, pairing.approved_at = staff, pairing.proposed_at + timedelta(days=1)
    pairing.active_at = pairing.proposed_at + timedelta(days=2)
    session.add(pairing)
    session.flush()
    session.add(
        Meeting(
            pairing_id=pairing.id, at=pairing.active_at, place=MeetingPlace.SCHOOL, school_id=child.school_id,
            introducer_id=staff, set_by_id=staff, outcome=MeetingOutcome.MET, recorded_by_id=staff,
            recorded_at=pairing.active_at,
        )
    )  # fmt: skip
    days = sorted(rng.sample(range(1, 15), rng.randint(2, 6)), reverse=True)
    for number, ago in enumerate(days):
        confirmed = number < len(days) - 1
        session.add(_session(cast, pairing, child, cast.today - timedelta(days=ago), confirmed, rng))


def _session(
    cast: Cast, pairing: Pairing, child: Child, day: date, confirmed: bool, rng: random.Random
) -> ServiceSession:
    starts = clock.from_local(datetime.combine(day, time(rng.choice((9, 10, 14, 15)))))
    minutes = rng.choice((45, 60, 90, 120))
    staff = cast.accounts[Role.SCHOOL_STAFF].id
    return ServiceSession(
        id=uuid.uuid4(), pairing_id=pairing.id, volunteer_id=pairing.volunteer_id, child_id=child.id, starts_at=starts,
        ends_at=starts + timedelta(minutes=minutes), minutes=minutes, place=SessionPlace.SCHOOL,
        service_area=child.needs[0].area, adult_present=True, safe=True, note="一起复习了功课（演示）",
        state=SessionState.CONFIRMED if confirmed else SessionState.SENT,
        confirmed_by_id=staff if confirmed else None, confirmed_at=starts + timedelta(days=1) if confirmed else None,
        logged_at=starts + timedelta(minutes=minutes + 10),
    )  # fmt: skip


def _activity(session: DbSession, cast: Cast, index: int, rng: random.Random) -> None:
    site: Site = cast.places.sites[index]
    starts = clock.from_local(datetime.combine(cast.today - timedelta(days=1 + index), time(14)))
    title, area = rng.choice(
        (("防溺水课堂", "safety"), ("手工课", "quality"), ("读书会", "companionship"), ("红色故事会", "guidance"))
    )
    activity = Activity(
        id=uuid.uuid4(), district_id=cast.places.district.id, site_id=site.id, season_id=cast.season.id, title=title,
        service_area=area, starts_at=starts, ends_at=starts + timedelta(hours=2),
        recorded_by_id=cast.accounts[Role.ORGANIZER].id,
    )  # fmt: skip
    near = [child for child in cast.children if child.township_id == site.township_id and child.consented_until]
    activity.attendances.extend(Attendance(child_id=child.id) for child in rng.sample(near, min(len(near), 20)))
    session.add(activity)
