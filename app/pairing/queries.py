"""Reading pairings, runs and meetings; what a page shows is scoped by ``visible_to``."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account, RoleGrant
from app.children.models import Child
from app.foundation.access import Actor, Role, ScopeKind, visible_to
from app.foundation.chinese.ordering import person_key, place_key
from app.foundation.database import DbSession
from app.foundation.jobs import Job, JobState
from app.foundation.paging import Page, entity_page
from app.foundation.panels import once_a_landing
from app.pairing.access import central_school_id, decided_as_staff, seen_as_staff
from app.pairing.course import late, unclosed_seasons
from app.pairing.models import OPEN_STATES, MatchPair, MatchRun, MatchWait, Meeting, Pairing, PairingState
from app.pairing.relays import undecided
from app.places.models import School, Site
from app.seasons.models import Season, SeasonStage
from app.volunteers.models import Availability, Volunteer, VolunteerSlot

RUN_JOB = "match_run"


def open_pairing_of(session: DbSession, child_id: uuid.UUID) -> Pairing | None:
    """The one open pairing of a child."""
    wanted = select(Pairing).where(Pairing.child_id == child_id, Pairing.state.in_(OPEN_STATES))
    return session.scalars(wanted).one_or_none()


@once_a_landing
def pairings_of_volunteer(session: DbSession, account_id: uuid.UUID) -> list[Pairing]:
    """Every pairing of the volunteer with this account, the newest first."""
    wanted = select(Pairing).where(Pairing.volunteer.has(Volunteer.account_id == account_id))
    whole = _whole(wanted, joinedload)
    return list(session.scalars(whole.order_by(Pairing.proposed_at.desc(), Pairing.id)).unique())


def open_child_ids(session: DbSession, child_ids: Iterable[uuid.UUID] | None = None) -> set[uuid.UUID]:
    """Children with an open pairing, of all or of some."""
    wanted = select(Pairing.child_id).where(Pairing.state.in_(OPEN_STATES))
    if child_ids is not None:
        wanted = wanted.where(Pairing.child_id.in_(child_ids))
    return set(session.scalars(wanted))


def free_slots(
    session: DbSession, season: Season, volunteer_ids: Iterable[uuid.UUID] | None = None
) -> dict[uuid.UUID, list[int]]:
    """Slot numbers that may take another child in a season, lowest first; a volunteer without one is left out.

    A slot kept for the sake of a past pairing is no place more: never more than the season's capacity allows.
    """
    offered = select(Availability.volunteer_id, Availability.capacity).where(Availability.season_id == season.id)
    slots = select(VolunteerSlot.volunteer_id, VolunteerSlot.number).order_by(VolunteerSlot.number)
    taken = select(Pairing.volunteer_id, Pairing.slot).where(Pairing.state.in_(OPEN_STATES))
    if volunteer_ids is not None:
        ids = list(volunteer_ids)
        offered = offered.where(Availability.volunteer_id.in_(ids))
        slots = slots.where(VolunteerSlot.volunteer_id.in_(ids))
        taken = taken.where(Pairing.volunteer_id.in_(ids))
    used = {(row.volunteer_id, row.slot) for row in session.execute(taken)}
    left = Counter({row.volunteer_id: row.capacity for row in session.execute(offered)})
    left.subtract(volunteer_id for volunteer_id, _ in used)
    free: dict[uuid.UUID, list[int]] = {}
    for row in session.execute(slots):
        if (row.volunteer_id, row.number) not in used and left[row.volunteer_id] > 0:
            free.setdefault(row.volunteer_id, []).append(row.number)
            left[row.volunteer_id] -= 1
    return free


def used_slots(session: DbSession, volunteer_id: uuid.UUID) -> set[int]:
    """Slot numbers that any pairing, open or over, points at: these rows cannot go."""
    return set(session.scalars(select(Pairing.slot).where(Pairing.volunteer_id == volunteer_id)))


def approval_queue(session: DbSession, actor: Actor) -> list[Pairing]:
    """Accepted pairings that the actor's school decides on, the longest waiting first."""
    wanted = _waiting(actor)
    return list(session.scalars(_whole(wanted).order_by(Pairing.accepted_at, Pairing.id)).unique())


def count_queue(session: DbSession, actor: Actor) -> int:
    """How many the ``approval_queue`` has."""
    return _number(session, _waiting(actor))


def _waiting(actor: Actor) -> Select[Pairing]:
    return select(Pairing).where(Pairing.state == PairingState.ACCEPTED, decided_as_staff(actor))


def order_of_queue(pairings: Iterable[Pairing]) -> list[Pairing]:
    """Pairings in the order of the queue."""
    last = datetime.max.replace(tzinfo=UTC)
    return sorted(pairings, key=lambda one: (one.accepted_at or last, one.id))


@once_a_landing
def meetings_due(session: DbSession, actor: Actor) -> list[Meeting]:
    """Agreed first meetings of which nobody has said how they went, the earliest first."""
    wanted = (
        visible_to(actor, Meeting)
        .join(Meeting.pairing)
        .where(Meeting.outcome.is_(None), Pairing.state == PairingState.APPROVED)
        .options(joinedload(Meeting.pairing).joinedload(Pairing.child))
        .order_by(Meeting.at, Meeting.id)
    )
    return list(session.scalars(wanted))


def suspended_pairings(session: DbSession, actor: Actor) -> list[Pairing]:
    """Suspended pairings that the actor's school decides on, by the child's code."""
    wanted = select(Pairing).where(Pairing.state == PairingState.SUSPENDED, decided_as_staff(actor))
    found = session.scalars(_whole(wanted)).unique()
    return sorted(found, key=lambda pairing: pairing.child.code)


@dataclass(frozen=True)
class CoursePage:
    """Some of the pairings that something of their course is open of, and how many there are."""

    page: Page[Pairing]
    total: int


def late_pairings(session: DbSession, actor: Actor, today: date, cursor: str | None, size: int) -> CoursePage:
    """Pairings within the actor's scope as staff that are late with a milestone, the oldest approval first."""
    return _course_page(session, _late(session, actor, today), cursor, size)


def undecided_pairings(session: DbSession, actor: Actor, cursor: str | None, size: int) -> CoursePage:
    """Pairings within the actor's scope as staff that ended with their season, and nobody has said what comes after."""
    return _course_page(session, _undecided(actor), cursor, size)


def count_not_met(session: DbSession, actor: Actor, today: date) -> int:
    """How many of the actor's pairings are late with the first meeting."""
    return _number(session, _late(session, actor, today).where(Pairing.state == PairingState.APPROVED))


def count_undecided(session: DbSession, actor: Actor) -> int:
    """How many ``undecided_pairings`` there are."""
    return _number(session, _undecided(actor))


def _late(session: DbSession, actor: Actor, today: date) -> Select[Pairing]:
    seen = select(Pairing).where(seen_as_staff(actor))
    return seen.where(late(unclosed_seasons(session, today, seen.with_only_columns(Pairing.season_id)), today))


def _undecided(actor: Actor) -> Select[Pairing]:
    of_open_seasons = Pairing.season.has(Season.stage != SeasonStage.CLOSED)
    return select(Pairing).where(undecided(), of_open_seasons, seen_as_staff(actor))


def _course_page(session: DbSession, wanted: Select[Pairing], cursor: str | None, size: int) -> CoursePage:
    keys = (func.coalesce(Pairing.approved_at, Pairing.proposed_at), Pairing.id)
    loaded = _whole(wanted.options(selectinload(Pairing.milestones)))
    return CoursePage(entity_page(session, loaded, keys, cursor, size), _number(session, wanted))


def _number(session: DbSession, wanted: Select[Any]) -> int:
    return session.scalar(wanted.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def visible_pairings(
    session: DbSession, actor: Actor, states: Iterable[PairingState], *only: ColumnElement[bool]
) -> list[Pairing]:
    """Pairings within the actor's scope as staff in some states, the newest first; ``only``: what else must hold."""
    wanted = in_states(actor, states).where(*only)
    return list(session.scalars(_whole(wanted).order_by(Pairing.proposed_at.desc(), Pairing.id.desc())))


def in_states(actor: Actor, states: Iterable[PairingState]) -> Select[Pairing]:
    """Pairings within the actor's scope as staff in some states."""
    return select(Pairing).where(Pairing.state.in_(list(states)), seen_as_staff(actor))


def count_by_state(session: DbSession, actor: Actor) -> Counter[PairingState]:
    """How many pairings within the actor's scope as staff are in each state."""
    wanted = select(Pairing).where(seen_as_staff(actor))
    scope = wanted.with_only_columns(Pairing.state, func.count().label("count")).group_by(Pairing.state)
    return Counter({row.state: row.count for row in session.execute(scope)})


def load_pairing(session: DbSession, pairing_id: uuid.UUID) -> Pairing | None:
    """A pairing with what judging and showing it needs."""
    return session.scalars(_whole(select(Pairing).where(Pairing.id == pairing_id), joinedload)).unique().one_or_none()


def load_meeting(session: DbSession, meeting_id: uuid.UUID) -> Meeting | None:
    """A meeting with its pairing."""
    return session.scalars(
        select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.pairing))
    ).one_or_none()


def runs_of(session: DbSession, actor: Actor, season_id: uuid.UUID) -> list[MatchRun]:
    """The runs of a season, the newest first."""
    wanted = visible_to(actor, MatchRun).where(MatchRun.season_id == season_id)
    return list(session.scalars(wanted.options(joinedload(MatchRun.job)).order_by(MatchRun.created_at.desc())))


def pairs_of_run(session: DbSession, run_id: uuid.UUID, cursor: str | None, size: int) -> Page[MatchPair]:
    """A page of a run's pairs, the best score first. Judge the run before."""
    wanted = (
        select(MatchPair)
        .where(MatchPair.run_id == run_id)
        .options(
            joinedload(MatchPair.child).joinedload(Child.township),
            joinedload(MatchPair.child).selectinload(Child.needs),
            joinedload(MatchPair.volunteer).joinedload(Volunteer.township),
        )
    )
    return entity_page(session, wanted, (MatchPair.score, MatchPair.id), cursor, size, descending=True)


def waits_of_run(session: DbSession, run_id: uuid.UUID) -> list[MatchWait]:
    """Children a run left waiting, with their townships, by code. Judge the run before."""
    child = joinedload(MatchWait.child)
    wanted = select(MatchWait).where(MatchWait.run_id == run_id).options(child.joinedload(Child.township))
    return sorted(session.scalars(wanted), key=lambda wait: (-wait.child.risk, wait.child.code))


def running_job(session: DbSession, district_id: uuid.UUID) -> Job | None:
    """The matching that is queued or under way in a district."""
    wanted = select(Job).where(
        Job.kind == RUN_JOB, Job.district_id == district_id, Job.state.in_([JobState.QUEUED, JobState.RUNNING])
    )
    return session.scalars(wanted.order_by(Job.created_at).limit(1)).one_or_none()


def introducers(session: DbSession, pairing: Pairing) -> list[Account]:
    """Who may introduce: staff of the child's school (or of the one that stands in), and its village director.

    Never the volunteer, whatever other role that account has.
    """
    schools = {id_ for id_ in (pairing.child.school_id, central_school_id(pairing.child)) if id_ is not None}
    at_school = and_(
        RoleGrant.role == Role.SCHOOL_STAFF, RoleGrant.scope == ScopeKind.SCHOOL, RoleGrant.school_id.in_(schools)
    )
    in_village = and_(
        RoleGrant.role == Role.VILLAGE_DIRECTOR,
        RoleGrant.scope == ScopeKind.VILLAGE,
        RoleGrant.area_id == pairing.child.village_id,
    )
    holders = select(RoleGrant.account_id).where(RoleGrant.ended_at.is_(None), or_(at_school, in_village))
    wanted = select(Account).where(Account.id.in_(holders), Account.active.is_(True))
    found = [account for account in session.scalars(wanted) if account.id != pairing.account_id]
    return sorted(found, key=lambda account: (person_key(account.name), str(account.id)))


def meeting_schools(session: DbSession, pairing: Pairing) -> list[School]:
    """Schools at which a first meeting can be: the child's own, and its central school."""
    ids = [id_ for id_ in (pairing.child.school_id, central_school_id(pairing.child)) if id_ is not None]
    found = {school.id: school for school in session.scalars(select(School).where(School.id.in_(ids)))}
    return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]


def meeting_sites(session: DbSession, pairing: Pairing) -> list[Site]:
    """Sites of the child's district, those of its own township first."""
    wanted = select(Site).where(Site.district_id == pairing.child.district_id)
    home = pairing.child.township_id
    return sorted(session.scalars(wanted), key=lambda site: (site.township_id != home, place_key(site.name)))


def _whole(wanted: Select[Any], load: Callable[..., Any] = selectinload) -> Select[Any]:
    """With what judging and showing needs.

    Each in a statement of its own: joined to what finds the pairings of a scope they are a dozen tables, and PostgreSQL
    takes a tenth of a second to plan how. ``joinedload`` is for what is found by one key.
    """
    child = load(Pairing.child)
    return wanted.options(
        child.joinedload(Child.township),
        child.joinedload(Child.school).joinedload(School.township),
        child.selectinload(Child.needs),
        load(Pairing.volunteer),
        load(Pairing.season),
        load(Pairing.run),
        selectinload(Pairing.meetings),
    )
