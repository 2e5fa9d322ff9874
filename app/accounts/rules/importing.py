"""A list of staff to accounts: one account per number, one role per row; the same list twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.rules.creating import Scope, active_roles
from app.accounts.rules.inviting import invite_staff
from app.accounts.rules.logins import find_by_login
from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Area, AreaLevel
from app.places.queries import area_name, find_school, find_township, find_village
from app.places.sheets import StaffRow


@dataclass
class StaffImported:
    """What an import did; ``refused`` are (row number, code of the message, params)."""

    accounts: dict[str, Account] = field(default_factory=dict)
    """By login, in the order of the list."""
    created: int = 0
    roles: int = 0
    same: int = 0
    refused: list[tuple[int, str, dict[str, object]]] = field(default_factory=list)


def import_staff(
    session: DbSession, actor: Actor, district: Area, rows: Iterable[StaffRow], *, dry_run: bool = False
) -> StaffImported:
    """Make the accounts and roles of a list within a district. Commits, or with ``dry_run`` rolls back.

    A row whose place is not there, or whose role the actor may not give, is refused; the others are kept.
    """
    done = StaffImported()
    for row in rows:
        try:
            _row(session, actor, district, row, done)
        except Refused as error:
            done.refused.append((row.number, error.code, dict(error.params)))
    if dry_run:
        session.rollback()
    else:
        session.commit()
    return done


def _row(session: DbSession, actor: Actor, district: Area, row: StaffRow, done: StaffImported) -> None:
    role = Role(row.role)
    scope = _scope(session, district, role, row)
    known = find_by_login(session, row.phone)
    before = len(active_roles(known)) if known is not None else 0
    account = invite_staff(session, actor, login=row.phone, name=row.name, role=role, scope=scope)
    done.accounts[account.login] = account
    if known is None:
        done.created += 1
        done.roles += 1
    elif len(active_roles(account)) > before:
        done.roles += 1
    else:
        done.same += 1


def _scope(session: DbSession, district: Area, role: Role, row: StaffRow) -> Scope:
    """The place the row limits its role to.

    Raises:
        Refused: there is no such place in the district.
    """
    if role in {Role.ADMINISTRATOR, Role.AUDITOR}:
        return None
    if role in {Role.ORGANIZER, Role.SAFEGUARDING_LEAD}:
        return district
    found: Scope
    if role is Role.SCHOOL_STAFF:
        name, found = row.scope, find_school(session, district.id, row.scope)
    elif role is Role.TOWNSHIP_SUPERVISOR:
        name = row.township or row.scope
        found = find_township(session, district.id, name)
    else:
        name, found = row.village or row.scope, _village(session, district, row)
    if found is None:
        raise Refused("accounts.place_unknown", name=name)
    return found


def _village(session: DbSession, district: Area, row: StaffRow) -> Area | None:
    """The village, in its township where the row names one, else the only one of that name in the district."""
    name = row.village or row.scope
    township = find_township(session, district.id, row.township) if row.township else None
    if row.township:
        return find_village(session, township.id, name) if township else None
    same = select(Area).where(
        Area.district_id == district.id,
        Area.level == AreaLevel.VILLAGE,
        Area.name == area_name(AreaLevel.VILLAGE, name),
    )
    found = session.scalars(same).all()
    return found[0] if len(found) == 1 else None
