"""Reads of accounts, within the asker's scope."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Subquery, and_, exists, func, select, tuple_
from sqlalchemy.orm import selectinload

from app.accounts.models import Account, PendingAct, RoleGrant
from app.accounts.rules import active_roles, login_token
from app.accounts.rules.creating import VALID_FOR
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, ScopeKind, may, visible_to
from app.foundation.access.actors import SCOPES
from app.foundation.chinese.ordering import place_key
from app.foundation.database import DbSession
from app.foundation.paging import Page, row_page
from app.places.models import Area, AreaLevel, School

PAGE = 30
NOT_TAKEN_UP = (Account.active, Account.password_hash.is_(None))
_CLOSED = exists().where(Account.id == RoleGrant.account_id, ~Account.active).correlate(RoleGrant)
"""Whether the account of a role is closed. So the few closed ones are read, not all that are open."""
_LEVELS = {
    ScopeKind.VILLAGE: AreaLevel.VILLAGE,
    ScopeKind.TOWNSHIP: AreaLevel.TOWNSHIP,
    ScopeKind.DISTRICT: AreaLevel.DISTRICT,
}


@dataclass(frozen=True)
class Staffing:
    """A school and how many people work there, their slip taken up or not."""

    school: School
    number: int


@dataclass(frozen=True)
class AccountPage:
    """One page of the list; ``older`` is the account the next page begins after."""

    accounts: Sequence[Account]
    older: uuid.UUID | None


def account_page(
    session: DbSession,
    actor: Actor,
    *,
    role: Role | None = None,
    waiting: bool = False,
    after: uuid.UUID | None = None,
) -> AccountPage:
    """Accounts within the asker's scope, newest first; of one role, or all; ``waiting``: whose slip is not taken up."""
    query = visible_to(actor, Account)
    if waiting:
        query = query.where(*NOT_TAKEN_UP)
    if role is not None:
        now = select(RoleGrant.account_id).where(RoleGrant.role == role, RoleGrant.ended_at.is_(None))
        query = query.where(Account.id.in_(now))
    if after is not None and (last := session.get(Account, after)) is not None:
        query = query.where(tuple_(Account.created_at, Account.id) < tuple_(last.created_at, last.id))
    found = session.scalars(query.order_by(Account.created_at.desc(), Account.id.desc()).limit(PAGE + 1)).all()
    return AccountPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def account_with_login(session: DbSession, actor: Actor, login: str) -> Account | None:
    """The account within the asker's scope that has exactly this login."""
    return session.scalars(visible_to(actor, Account).where(Account.login_token == login_token(login))).one_or_none()


def accounts_by_role(session: DbSession, actor: Actor) -> list[tuple[Role, int]]:
    """How many open accounts within the asker's scope have each role, in the order of the roles; 0 where none has."""
    reach = visible_to(actor, RoleGrant).where(RoleGrant.ended_at.is_(None), ~_CLOSED)
    held = reach.with_only_columns(RoleGrant.role, RoleGrant.account_id).distinct().subquery()
    counted = select(held.c.role, func.count()).group_by(held.c.role)
    found = {row[0]: row[1] for row in session.execute(counted)}
    return [(role, found.get(role, 0)) for role in Role]


def count_not_taken_up(session: DbSession, actor: Actor) -> int:
    """How many open accounts within the asker's scope wait for their owner to set the first password."""
    query = visible_to(actor, Account).where(*NOT_TAKEN_UP)
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def not_taken_up(session: DbSession, actor: Actor) -> list[Account]:
    """Those whose slip may be printed by the actor and is not taken up yet, the newest first."""
    query = visible_to(actor, Account).where(*NOT_TAKEN_UP).order_by(Account.created_at.desc(), Account.id.desc())
    return [one for one in session.scalars(query) if may(actor, Permission.ACCOUNT_INVITE, one)]


def staffing_page(session: DbSession, actor: Actor, number: int | None, cursor: str | None) -> Page[Staffing]:
    """Schools within the asker's scope, those with the fewest people first; or those where so many work."""
    works = _works(actor)
    query = select(School, works.c.number).join(works, works.c.id == School.id).options(selectinload(School.township))
    if number is not None:
        query = query.where(works.c.number == number)
    page = row_page(session, query, (works.c.number, School.name, School.id), cursor, PAGE)
    return Page([Staffing(*row) for row in page.rows], page.next, page.previous)


def schools_by_staffing(session: DbSession, actor: Actor) -> dict[int, int]:
    """How many schools within the asker's scope have so many people; no key where none has."""
    works = _works(actor)
    found = session.execute(select(works.c.number, func.count()).group_by(works.c.number))
    return {row[0]: row[1] for row in found}


def _works(actor: Actor) -> Subquery:
    """The schools within the asker's scope, ``id``, and the ``number`` of open accounts that work there."""
    staff = (RoleGrant.school_id == School.id, RoleGrant.school_id.is_not(None), RoleGrant.role == Role.SCHOOL_STAFF)
    return (
        visible_to(actor, School)
        .with_only_columns(School.id, func.count(RoleGrant.account_id.distinct()).label("number"))
        .outerjoin(RoleGrant, and_(*staff, RoleGrant.ended_at.is_(None), ~_CLOSED))
        .group_by(School.id)
        .subquery()
    )


def pending_acts(session: DbSession, actor: Actor, account: Account | None = None) -> list[PendingAct]:
    """What waits for a second person within the asker's reach, the oldest first; of one account, or of all."""
    query = visible_to(actor, PendingAct).where(
        PendingAct.outcome.is_(None), PendingAct.asked_at > clock.now() - VALID_FOR
    )
    if account is not None:
        query = query.where(PendingAct.account_id == account.id)
    return list(session.scalars(query.order_by(PendingAct.asked_at, PendingAct.id)).all())


def roles_to_give(actor: Actor) -> list[Role]:
    """The roles of staff that the actor may give to somebody, somewhere."""
    from app.accounts.access import BELOW_ORGANIZER

    if actor.has(Role.ADMINISTRATOR):
        return [role for role in Role if role is not Role.VOLUNTEER]
    return [role for role in Role if role in BELOW_ORGANIZER and actor.has(Role.ORGANIZER)]


def scopes_to_give(session: DbSession, actor: Actor, role: Role) -> list[tuple[str, str]]:
    """The places the actor may limit a role to: ``(id, name)``; one with an empty id where it has no place."""
    kind = next(iter(SCOPES[role]))
    if kind is ScopeKind.SCHOOL:
        schools = session.scalars(visible_to(actor, School)).all()
        joined = [(str(school.id), _joined(school.township, school.name)) for school in schools]
        return sorted(joined, key=lambda one: place_key(one[1]))
    if kind in _LEVELS:
        areas = session.scalars(visible_to(actor, Area).where(Area.level == _LEVELS[kind])).all()
        named = [
            (str(area.id), _joined(area.parent if kind is ScopeKind.VILLAGE else None, area.name)) for area in areas
        ]
        return sorted(named, key=lambda one: place_key(one[1]))
    return [("", "")]


def scope_place(session: DbSession, role: Role, written: str) -> Area | School | None:
    """The place of a choice of ``scopes_to_give``; whether it may be given is for the rule to judge."""
    if not written:
        return None
    kind, number = next(iter(SCOPES[role])), uuid.UUID(written)
    return session.get(School, number) if kind is ScopeKind.SCHOOL else session.get(Area, number)


def _joined(parent: Area | None, name: str) -> str:
    return f"{parent.name} · {name}" if parent is not None else name


def role_places(account: Account) -> list[tuple[RoleGrant, str]]:
    """The account's present roles, each with the name of its place (empty where it has none)."""
    named = []
    for grant in active_roles(account):
        place = grant.area or grant.school
        named.append((grant, place.name if place is not None else ""))
    return named


def demo_accounts(session: DbSession) -> list[Account]:
    """One demo account per role, in the order of the roles."""
    first: dict[Role, Account] = {}
    for account in session.scalars(select(Account).where(Account.demo, Account.active).order_by(Account.created_at)):
        for grant in active_roles(account):
            first.setdefault(grant.role, account)
    return [first[role] for role in Role if role in first]


def has_accounts(session: DbSession) -> bool:
    """Whether anybody has an account; the first is made by ``flask setup``."""
    return bool(session.scalar(select(exists().where(Account.id.is_not(None)))))


def has_demo_accounts(session: DbSession) -> bool:
    """Whether anything of the demo is here."""
    return bool(session.scalar(select(exists().where(Account.demo))))
