"""The demo district's accounts: one sign-in per role, and staff for every school and village that needs one."""

from __future__ import annotations

import random

from app.accounts.models import Account, RoleGrant
from app.accounts.rules.logins import login_token
from app.accounts.rules.passwords import DEMO_PASSWORD, hash_password
from app.demo.places import Places
from app.demo.words import GIVEN_GIRL, SIGN_INS, SURNAMES
from app.foundation.access import Role, ScopeKind
from app.foundation.database import DbSession
from app.places.models import Area, School


def make_people(session: DbSession, places: Places, rng: random.Random) -> dict[Role, Account]:
    """Add the demo accounts; return the printed one of each role."""
    home = places.townships[3]
    scopes: dict[Role, Area | School] = {
        Role.SCHOOL_STAFF: places.schools[home.id][0],
        Role.VILLAGE_DIRECTOR: places.villages[home.id][0],
        Role.TOWNSHIP_SUPERVISOR: home,
        Role.ORGANIZER: places.district,
        Role.SAFEGUARDING_LEAD: places.district,
    }
    hashed = hash_password(DEMO_PASSWORD)  # one hash for all: they share the one printed password
    made: dict[Role, Account] = {}
    for value, login, _words in SIGN_INS:
        role = Role(value)
        made[role] = _account(session, rng, login, role, scopes.get(role), hashed)
    for township in places.townships:
        for number, school in enumerate(places.schools[township.id]):
            if school is not scopes[Role.SCHOOL_STAFF]:
                _account(session, rng, f"demo-school-{township.code}-{number}", Role.SCHOOL_STAFF, school, hashed)
        if township is not home:
            login = f"demo-township-{township.code}"
            _account(session, rng, login, Role.TOWNSHIP_SUPERVISOR, township, hashed)
    session.flush()
    return made


def _account(
    session: DbSession, rng: random.Random, login: str, role: Role, scope: Area | School | None, hashed: str
) -> Account:
    account = Account(
        login=login,
        login_token=login_token(login),
        name=rng.choice(SURNAMES) + rng.choice(GIVEN_GIRL),
        work_phone=f"0874-{rng.randint(3000000, 3999999)}",
        password_hash=hashed,
        demo=True,
    )
    account.roles.append(_grant(role, scope))
    session.add(account)
    return account


def _grant(role: Role, scope: Area | School | None) -> RoleGrant:
    if isinstance(scope, School):
        return RoleGrant(role=role, scope=ScopeKind.SCHOOL, school_id=scope.id)
    if scope is not None:
        return RoleGrant(role=role, scope=ScopeKind(scope.level.value), area_id=scope.id)
    return RoleGrant(role=role, scope=ScopeKind.OWN if role is Role.VOLUNTEER else ScopeKind.INSTALLATION)
