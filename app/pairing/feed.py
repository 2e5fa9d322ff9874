"""Children and volunteers of a season as the engine takes them: ids are UUIDs as text, never a name or an address.

Read with a handful of statements, whatever their number. Who is held back is counted per gate.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import defer, selectinload

from app import matching
from app.children.gates import missing as missing_of_child
from app.children.models import Child, ChildStatus, Consent, Sex
from app.foundation.database import DbSession
from app.pairing.apart import pairs_kept_apart
from app.pairing.gates import ONLINE, may_meet_online, same_sex_areas
from app.pairing.models import MatchRun, Pairing, PairingState, RejectReason, RunKind
from app.pairing.queries import free_slots, open_child_ids
from app.pairing.relays import renewed_pairs
from app.seasons.models import Season
from app.volunteers.gates import availability_in, skill_counts
from app.volunteers.gates import missing as missing_of_volunteer
from app.volunteers.models import Availability, Volunteer

RESTING = (RejectReason.CHILD_AWAY.value, RejectReason.ALREADY_HELPED.value)
HIDDEN = (Child.name, Child.address, Child.health, Child.notes, Child.care_tips)
"""What of a file the engine has no use for: not even read."""
DAYS_OF_A_WEEK = 3
"""A week counts for a volunteer who is there on at least so many of its days in the season (or on all of them)."""


class RunGate(StrEnum):
    """Why somebody who is clear of all gates is not in a run."""

    PAIRED = "paired"
    FULL = "full"
    RESTING = "resting"
    NOT_FREED = "not_freed"


@dataclass
class Feed:
    """The input of the engine, and who is held back by which gate: ``{"children": {gate: n}, "volunteers": ...}``.

    ``continuing``: the pairs of the season before that every side wants again, child's id -> volunteer's.
    """

    volunteers: list[matching.Volunteer]
    children: list[matching.Child]
    policy: matching.Policy
    forbidden: frozenset[tuple[str, str]]
    continuing: dict[str, str] = field(default_factory=dict)
    held_back: dict[str, dict[str, int]] = field(default_factory=dict)


def read_feed(
    session: DbSession,
    season: Season,
    today: date,
    kind: RunKind = RunKind.FULL,
    more_places: Callable[[Volunteer, Availability], int] = lambda _volunteer, _offered: 0,
) -> Feed:
    """Everybody who may be matched in a season today; ``more_places`` than there are, where one only supposes."""
    held_children, held_volunteers = Counter[str](), Counter[str]()
    children = _children(session, season, today, kind, held_children)
    volunteers = _volunteers(session, season, today, held_volunteers, more_places)
    return Feed(
        volunteers=volunteers,
        children=children,
        policy=policy_of(session, season),
        forbidden=forbidden_pairs(session, season, volunteers, children),
        continuing=renewed_pairs(session, season, {one.id for one in children}, {one.id for one in volunteers}),
        held_back={"children": dict(held_children), "volunteers": dict(held_volunteers)},
    )


def free_volunteers(
    session: DbSession, season: Season, today: date, only: uuid.UUID | None = None
) -> list[matching.Volunteer]:
    """Volunteers of whom every gate holds today and who have a free place; ``only``: this one, if they are such."""
    narrowed = () if only is None else (Volunteer.id == only,)
    return _volunteers(session, season, today, Counter[str](), lambda _volunteer, _offered: 0, *narrowed)


def waiting_children(session: DbSession, season: Season, today: date) -> list[matching.Child]:
    """Children of whom every gate holds today and who are in no open pairing.

    Whose guardian has not consented is not read at all: of a district that is most of them.
    """
    return _children(session, season, today, RunKind.FULL, Counter[str](), Child.is_consented(today))


def able_volunteers(session: DbSession, season: Season, today: date) -> list[matching.Volunteer]:
    """Volunteers of whom every gate holds today, also where no place is free: to stand in takes none."""
    return _volunteers(session, season, today, Counter[str](), lambda _volunteer, _offered: 1)


def policy_of(session: DbSession, season: Season) -> matching.Policy:
    """The engine's policy as the organizer saved it with the season, and the catalogue's same-sex areas."""
    saved: dict[str, Any] = {**season.policy, "same_sex_areas": same_sex_areas(session)}
    return matching.Policy.from_dict(saved)


def _children(
    session: DbSession, season: Season, today: date, kind: RunKind, held: Counter[str], *narrowed: ColumnElement[bool]
) -> list[matching.Child]:
    wanted = (
        select(Child)
        .where(Child.district_id == season.district_id, Child.status == ChildStatus.ACTIVE, *narrowed)
        .options(*map(defer, HIDDEN))
        .options(selectinload(Child.needs))
        .options(selectinload(Child.consents).options(defer(Consent.consenter), defer(Consent.witness)))
        .order_by(Child.id)
    )
    paired, resting = open_child_ids(session), _resting(session, season)
    freed = freed_children(session, season) if kind is RunKind.GAPS else None
    fed = []
    for child in session.scalars(wanted):
        gates: tuple[StrEnum, ...] = missing_of_child(child, today)
        if child.id in paired:
            gates = (RunGate.PAIRED,)
        elif not gates and child.id in resting:
            gates = (RunGate.RESTING,)
        elif not gates and freed is not None and child.id not in freed:
            gates = (RunGate.NOT_FREED,)
        held.update(gate.value for gate in gates)
        if not gates:
            fed.append(as_child(child, today, season))
    return fed


def as_child(child: Child, today: date, season: Season | None = None) -> matching.Child:
    """One child as the engine sees it; in a season that pairs no man with a girl, girls are for women only."""
    women_only = season is not None and not season.allows_man_with_girl and child.sex is Sex.FEMALE
    modes = sorted(child.modes) if may_meet_online(child) else sorted(child.modes - {ONLINE})
    return matching.Child(
        id=str(child.id),
        needs=tuple(matching.Need(need.area, need.subject, need.must) for need in child.needs),
        grade=child.grade,
        township=str(child.township_id),
        gender=child.sex.value if child.sex is not None else None,
        slots=child.slots,
        modes=tuple(modes),
        languages=child.languages or None,
        interests=child.interests,
        risk=child.risk,
        waiting_days=max(0, (today - child.registered_on).days),
        same_gender=child.same_sex_only or women_only,
    )


def _volunteers(
    session: DbSession,
    season: Season,
    today: date,
    held: Counter[str],
    more_places: Callable[[Volunteer, Availability], int],
    *narrowed: ColumnElement[bool],
) -> list[matching.Volunteer]:
    wanted = (
        select(Volunteer)
        .where(Volunteer.district_id == season.district_id, *narrowed)
        .options(defer(Volunteer.name), defer(Volunteer.phone), defer(Volunteer.id_number))
        # All seasons' availabilities: a collection loaded in part would pass for the whole one in this session.
        .options(selectinload(Volunteer.skills), selectinload(Volunteer.checks), selectinload(Volunteer.availabilities))
        .order_by(Volunteer.id)
    )
    free, fed = free_slots(session, season), []
    for volunteer in session.scalars(wanted):
        gates: tuple[StrEnum, ...] = missing_of_volunteer(volunteer, season, today)
        offered = availability_in(volunteer, season.id)
        slots = len(free.get(volunteer.id, ())) + (0 if offered is None else more_places(volunteer, offered))
        if not gates and slots == 0:
            gates = (RunGate.FULL,)
        held.update(gate.value for gate in gates)
        if not gates and offered is not None:
            fed.append(as_volunteer(volunteer, offered, season, slots))
    return fed


def as_volunteer(volunteer: Volunteer, offered: Availability, season: Season, slots: int) -> matching.Volunteer:
    """One volunteer with what is still free, as the engine sees it."""
    return matching.Volunteer(
        id=str(volunteer.id),
        skills=tuple(
            matching.Skill(skill.area, skill.subject, skill.grade_min, skill.grade_max)
            for skill in volunteer.skills
            if skill_counts(skill)
        ),
        capacity=slots,
        township=str(volunteer.township_id) if volunteer.township_id is not None else None,
        gender=volunteer.sex.value if volunteer.sex is not None else None,
        slots=offered.slots,
        modes=tuple(sorted(offered.modes)),
        languages=volunteer.languages or None,
        interests=volunteer.interests,
        reach=offered.reach,
        weeks=weeks_there(season, offered),
    )


def weeks_there(season: Season, offered: Availability) -> frozenset[str]:
    """ISO weeks of the season (``2027-W03``) in which the volunteer is there on enough days."""
    away = {*season.blackout, *offered.days_away}
    first, last = offered.home_from or season.starts_on, offered.home_to or season.ends_on
    there, all_days = Counter[str](), Counter[str]()
    day = season.starts_on
    while day <= season.ends_on:
        week = f"{day.isocalendar().year}-W{day.isocalendar().week:02}"
        all_days[week] += 1
        there[week] += first <= day <= last and day.isoformat() not in away
        day += timedelta(days=1)
    return frozenset(week for week, days in there.items() if days >= min(DAYS_OF_A_WEEK, all_days[week]))


def freed_children(session: DbSession, season: Season) -> set[uuid.UUID]:
    """Children whose pairing of this season came to nothing, or whose pair in a published run was never proposed."""
    lost = (PairingState.DECLINED, PairingState.EXPIRED, PairingState.REJECTED, PairingState.WITHDRAWN)
    freed = set(
        session.scalars(select(Pairing.child_id).where(Pairing.season_id == season.id, Pairing.state.in_(lost)))
    )
    published = select(MatchRun).where(MatchRun.season_id == season.id, MatchRun.published_at.is_not(None))
    for run in session.scalars(published.options(selectinload(MatchRun.pairs))):
        freed.update(pair.child_id for pair in run.pairs)
    return freed - open_child_ids(session)


def _resting(session: DbSession, season: Season) -> set[uuid.UUID]:
    """Children of whom a school said this season that they are away, or helped already."""
    said = select(Pairing.child_id).where(
        Pairing.season_id == season.id, Pairing.state == PairingState.REJECTED, Pairing.reason.in_(RESTING)
    )
    return set(session.scalars(said))


def forbidden_pairs(
    session: DbSession, season: Season, volunteers: Iterable[matching.Volunteer], children: Iterable[matching.Child]
) -> frozenset[tuple[str, str]]:
    """Who, of these, must not be paired, or said no (or nothing) to each other this season: (volunteer, child)."""
    never = pairs_kept_apart()
    said_no = select(Pairing.volunteer_id, Pairing.child_id).where(
        Pairing.season_id == season.id, Pairing.state.in_([PairingState.DECLINED, PairingState.EXPIRED])
    )
    here, there = {one.id for one in volunteers}, {one.id for one in children}
    found = {(str(row[0]), str(row[1])) for wanted in (never, said_no) for row in session.execute(wanted)}
    return frozenset(pair for pair in found if pair[0] in here and pair[1] in there)
