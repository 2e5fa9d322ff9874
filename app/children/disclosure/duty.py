"""Duty grants: address and phones of their own children, for a season, to file keepers and village directors."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, and_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.accounts.models import Account, RoleGrant
from app.children.models import DutyGrant
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, Role, any_of, authorize
from app.foundation.audit import Action
from app.foundation.chinese.ordering import by_name
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.places.models import Area, School
from app.seasons.models import Season, SeasonStage


@dataclass(frozen=True)
class Candidate:
    """Somebody with daily duty, their grant of the season where there is one, and whether the reader may approve it."""

    role: RoleGrant
    account: Account
    place: str
    grant: DutyGrant | None
    approvable: bool


def runs(season: Season) -> bool:
    """Whether grants of this season hold: it is not closed and not over."""
    return season.stage is not SeasonStage.CLOSED and season.ends_on >= clock.today()


def candidates(session: DbSession, actor: Actor, season: Season) -> list[Candidate]:
    """Everybody whose daily duty it is in the season's district: who waits first, then by place."""
    authorize(actor, Permission.ACCESS_DECIDE, season)
    query = select(DutyGrant).where(DutyGrant.season_id == season.id, DutyGrant.ended_at.is_(None))
    grants = {one.role_grant_id: one for one in session.scalars(query)}
    found = []
    for role in session.scalars(_on_duty(season.district_id)):
        place = role.school or role.area
        mine = role.account_id == actor.id
        found.append(
            Candidate(role, role.account, place.name if place else "", grants.get(role.id),
                      approvable=role.id not in grants and not mine and runs(season))
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.grant is not None, one.role.role.value, one.place, str(one.role.id)))


def schools_without_keeper(session: DbSession, district_id: uuid.UUID) -> list[School]:
    """The schools of a district where nobody keeps the files: there the phones stay shut to everybody."""
    kept = select(RoleGrant.school_id).where(
        RoleGrant.file_keeper, RoleGrant.ended_at.is_(None), RoleGrant.school_id.is_not(None)
    )
    query = select(School).where(School.district_id == district_id, School.id.not_in(kept))
    return by_name(session.scalars(query))


def approve_duty(session: DbSession, actor: Actor, season_id: uuid.UUID, role_ids: Collection[uuid.UUID]) -> int:
    """Approve the duty grants of these roles for a season; return how many are new. Commits.

    Raises:
        Missing: the season, or one of the roles, is not in the lead's district or is the lead's own.
        Refused: nobody is ticked, or the season is over.
    """
    # The season is locked: two leads who approve at once must see each other's.
    season = authorize(
        actor, Permission.ACCESS_DECIDE, session.get(Season, season_id, with_for_update=True, populate_existing=True)
    )
    if not role_ids:
        raise Refused("access.nobody_ticked")
    if not runs(season):
        raise Refused("access.season_over")
    known = {one.role.id: one for one in candidates(session, actor, season)}
    chosen = [known.get(one) for one in dict.fromkeys(role_ids)]
    new = 0
    for one in chosen:
        if one is None or one.role.account_id == actor.id:
            raise Missing
        if one.grant is None:
            _approve(session, actor, season, one.role)
            new += 1
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("access.answered") from error
    return new


def end_duty(session: DbSession, actor: Actor, grant_id: uuid.UUID) -> DutyGrant:
    """End one duty grant before its season ends. Commits; idempotent.

    Raises:
        Missing: there is no such grant in the lead's district, or it is the lead's own.
    """
    found = session.get(DutyGrant, grant_id, with_for_update={"of": DutyGrant}, populate_existing=True)
    grant = authorize(actor, Permission.ACCESS_DECIDE, found)
    if grant.ended_at is None:
        grant.ended_at, grant.ended_by_id = clock.now(), actor.id
        audit.record(session, actor, Action.ACCESS_DUTY_ENDED, grant, grant=str(grant.id))
    session.commit()
    return grant


def _approve(session: DbSession, actor: Actor, season: Season, role: RoleGrant) -> None:
    made = DutyGrant(
        id=uuid.uuid4(), district_id=season.district_id, season_id=season.id, account_id=role.account_id,
        role_grant_id=role.id, approved_by_id=actor.id,
    )  # fmt: skip
    session.add(made)
    audit.record(
        session, actor, Action.ACCESS_DUTY_APPROVED, made, grant=str(made.id), role=role.role.value, season=season.code
    )


def _on_duty(district_id: uuid.UUID) -> Select[RoleGrant]:
    villages = select(Area.id).where(Area.district_id == district_id)
    schools = select(School.id).where(School.district_id == district_id)
    directs = and_(RoleGrant.role == Role.VILLAGE_DIRECTOR, RoleGrant.area_id.in_(villages))
    keeps = and_(RoleGrant.role == Role.SCHOOL_STAFF, RoleGrant.file_keeper, RoleGrant.school_id.in_(schools))
    return (
        select(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.ended_at.is_(None), Account.active, any_of(RoleGrant.id, directs, keeps))
        .options(selectinload(RoleGrant.account))
    )
