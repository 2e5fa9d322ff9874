"""Making accounts and giving roles. Nobody gives a role to themselves, and nobody one above their own reach."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.accounts.events import AccessEnded, Cause
from app.accounts.models import Account, ActKind, AttemptKind, PendingAct, RoleGrant
from app.accounts.rules.locking import lock_accounts
from app.accounts.rules.logins import checked_login, checked_mobile, find_by_login, login_token
from app.accounts.rules.passwords import password_matches, set_password
from app.accounts.rules.throttling import Throttle
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, Role, ScopeKind, authorize, system_actor
from app.foundation.access.actors import SCOPES
from app.foundation.chinese import parse_name
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.events import publish
from app.foundation.secrets.keyring import keyring
from app.places.models import Area, School

Scope = Area | School | None
TWO_PERSONS = frozenset({Role.ORGANIZER, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR, Role.AUDITOR})
VALID_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Invitee:
    """A role somebody is to be given and where; for judging who may give it."""

    role: Role
    district_id: uuid.UUID | None


def active_roles(account: Account) -> list[RoleGrant]:
    """The roles the account has now."""
    return [grant for grant in account.roles if grant.ended_at is None]


def scope_kind(role: Role, scope: Scope) -> ScopeKind:
    """The kind of scope that a place (or nothing) is to a role.

    Raises:
        Refused: the role cannot be limited to that.
    """
    if isinstance(scope, School):
        kind = ScopeKind.SCHOOL
    elif isinstance(scope, Area):
        kind = ScopeKind(scope.level.value)
    else:
        kind = ScopeKind.OWN if role is Role.VOLUNTEER else ScopeKind.INSTALLATION
    if kind not in SCOPES[role]:
        raise Refused("accounts.scope_wrong", field="scope", role=role)
    return kind


def create_account(
    session: DbSession,
    actor: Actor,
    *,
    login: str,
    name: str,
    role: Role,
    scope: Scope = None,
    password: str | None = None,
    work_phone: str | None = None,
    demo: bool = False,
) -> Account:
    """An account with one role; without a password it waits for its invitation to be used. No commit.

    A password given here is a first one and must be changed at the first sign-in (a demo account's stays).

    Raises:
        Refused: the login is taken or no login, the role and scope do not fit, the password is too weak.
        Missing: the actor may not give this role there.
    """
    known = checked_login(login)
    if find_by_login(session, known) is not None:
        raise Refused("accounts.login_taken", field="login")
    account = Account(
        id=uuid.uuid4(),
        login=known,
        login_token=login_token(known),
        name=name,
        work_phone=work_phone,
        demo=demo,
        must_change_password=False,
        session_stamp=uuid.uuid4(),
    )
    session.add(account)
    audit.record(session, actor, audit.Action.ACCOUNT_CREATED, account)
    grant_role(session, actor, account, role, scope)
    if password is not None:
        set_password(session, actor, account, password)
        account.must_change_password = not demo
    session.flush()
    return account


def grant_role(
    session: DbSession, actor: Actor, account: Account, role: Role, scope: Scope = None
) -> RoleGrant | PendingAct:
    """Give the account a role in a scope, or find that it has it; a powerful one waits for a second person. No commit.

    What the command line does is not asked twice: whoever runs it holds the database and its keys.

    Raises:
        Refused: the role cannot be limited to that, or the actor would give it to themselves.
        Missing: the actor may not give this role there.
    """
    scope_kind(role, scope)
    authorize(actor, Permission.ACCOUNT_INVITE, Invitee(role, scope.district_id if scope else None))
    if actor.id is not None and actor.id == account.id:
        raise Refused("accounts.own_role")
    for grant in active_roles(account):
        if grant.role is role and grant.scope_id == (scope.id if scope else None):
            return grant
    if role in TWO_PERSONS and not actor.is_system:
        return ask(session, actor, account, ActKind.GRANT_ROLE, role, scope if isinstance(scope, Area) else None)
    return give_role(session, actor, account, role, scope)


def give_role(session: DbSession, actor: Actor, account: Account, role: Role, scope: Scope) -> RoleGrant:
    """Write the role down; the caller has judged who gives it. No commit.

    With a powerful role a session ends and a password is chosen anew: the rules for both are stricter then.
    """
    kind = scope_kind(role, scope)
    made = RoleGrant(role=role, scope=kind, granted_by_id=actor.id, area=None, school=None)
    if isinstance(scope, School):
        made.school, made.school_id = scope, scope.id
    elif scope is not None:
        made.area, made.area_id = scope, scope.id
    account.roles.append(made)
    session.flush()
    audit.record(session, actor, audit.Action.ACCOUNT_ROLE_GRANTED, account, role=role.value, scope=_written(made))
    if role in TWO_PERSONS and not account.demo:
        account.session_stamp, account.must_change_password = uuid.uuid4(), account.password_hash is not None
    return made


def ask(
    session: DbSession,
    actor: Actor,
    about: Account | uuid.UUID,
    kind: ActKind,
    role: Role | None = None,
    area: Area | None = None,
) -> PendingAct:
    """Write down what waits for a second person, once; the caller has judged who asks. No commit.

    ``about`` is the account it is for, or the id of a record of a part above, which registered the kind (``own_acts``).
    """
    account, subject_id = (about, None) if isinstance(about, Account) else (None, about)
    account_id = account.id if account is not None else None
    same = select(PendingAct).where(
        PendingAct.account_id == account_id, PendingAct.subject_id == subject_id, PendingAct.kind == kind,
        PendingAct.role == role, PendingAct.area_id == (area.id if area else None),
        PendingAct.outcome.is_(None), PendingAct.asked_at > clock.now() - VALID_FOR,
    )  # fmt: skip
    known = session.scalars(same.order_by(PendingAct.asked_at)).first()
    if known is not None:
        return known
    made = PendingAct(
        account_id=account_id, subject_id=subject_id, kind=kind, role=role, area=area, asked_by_id=actor.id
    )
    session.add(made)
    session.flush()
    about_whom: Account | PendingAct = account if account is not None else made
    audit.record(
        session, actor, audit.Action.ACCOUNT_ACT_ASKED, about_whom, kind=kind.value, role=role.value if role else None
    )
    return made


def end_role(session: DbSession, actor: Actor, account_id: uuid.UUID, grant_id: uuid.UUID) -> None:
    """End one role of an account, with its sessions; the others stay. Commits. Sent twice, it takes effect once.

    Raises:
        Missing: no such role, or not one the actor may give there.
        Refused: it is the actor's own (so that an administrator is always left).
    """
    account = lock_accounts(session, actor, account_id)
    found = next((one for one in account.roles if one.id == grant_id), None) if account else None
    if account is None or found is None or found.role is Role.VOLUNTEER:
        raise Missing
    authorize(actor, Permission.ACCOUNT_INVITE, Invitee(found.role, found.district_id))
    if actor.id == account.id:
        raise Refused("accounts.own_role")
    if found.ended_at is not None:
        return
    found.ended_at, account.session_stamp = clock.now(), uuid.uuid4()
    publish(session, AccessEnded(account, actor, Cause.ROLE_ENDED))
    audit.record(session, actor, audit.Action.ACCOUNT_ROLE_ENDED, account, role=found.role.value, scope=_written(found))
    session.commit()


def _written(grant: RoleGrant) -> str:
    return f"{grant.scope.value}:{grant.scope_id}" if grant.scope_id else grant.scope.value


def register_volunteer(session: DbSession, *, login: str, name: str, password: str) -> Account:
    """A student makes their own account, with the role of a volunteer and nothing else; commits.

    Sent twice, it takes effect once: a number that is on file signs in where the password is right.

    Raises:
        Refused: no mobile number, no name, a weak password, a number on file, or too many from one address.
    """
    mobile = checked_mobile(login)
    read = parse_name(name)
    if read.value is None:
        raise Refused("accounts.name_invalid", field="name")
    throttle = Throttle(session, AttemptKind.JOIN, keyring.token("account.join", mobile))
    throttle.begin()
    if throttle.blocked:
        raise Refused("accounts.join_too_many")
    known = find_by_login(session, mobile)
    if known is not None:
        session.commit()
        if not known.active or not password_matches(known, password):
            raise Refused("accounts.join_taken", field="login")
        return known
    account = create_account(
        session, system_actor("join"), login=mobile, name=read.value, role=Role.VOLUNTEER, password=password
    )
    account.must_change_password = False  # it was chosen by its owner
    throttle.succeeded()
    session.commit()
    return account
