"""Invitations: a one-time link, printed on a slip, with which somebody sets their first password."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update

from app.accounts.events import AccessEnded, Cause
from app.accounts.models import Account, Invitation
from app.accounts.rules.creating import Invitee, Scope, active_roles, create_account, grant_role
from app.accounts.rules.locking import lock_accounts
from app.accounts.rules.logins import checked_login, find_by_login
from app.accounts.rules.passwords import set_password
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, Role, authorize, may
from app.foundation.chinese import parse_name
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish
from app.foundation.ids import short_code
from app.foundation.secrets.keyring import keyring

VALID_FOR = timedelta(days=14)


TOKEN_LENGTH = 20  # 99 bits, in letters that can be read from paper and typed


def _hash(token: str) -> str:
    return keyring.token("invitation", token.strip().upper())


def invite(session: DbSession, actor: Actor, account: Account) -> str:
    """A fresh token for the account; earlier ones stop working. No commit; the caller has judged the actor."""
    end_invitations(session, account)
    token = short_code(TOKEN_LENGTH)
    session.add(Invitation(account_id=account.id, token_hash=_hash(token), expires_at=clock.now() + VALID_FOR))
    session.flush()
    audit.record(session, actor, audit.Action.ACCOUNT_INVITED, account)
    return token


def end_invitations(session: DbSession, account: Account) -> None:
    """No link and no one-time code given out before opens any more. No commit."""
    earlier = update(Invitation).where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
    session.execute(earlier.values(expires_at=clock.now()), execution_options={"synchronize_session": False})


def invite_staff(
    session: DbSession,
    actor: Actor,
    *,
    login: str,
    name: str,
    role: Role,
    scope: Scope = None,
    work_phone: str | None = None,
) -> Account:
    """An account for a member of staff, or a further role for one on file. No commit; ``slip_tokens`` follow.

    A number that is only a volunteer's registered itself and nobody checked whose it is: before it carries a role of
    staff it loses its password and sessions, and the slip on paper gives it a new one.

    Raises:
        Refused: as ``create_account`` and ``grant_role``.
        Missing: the actor may not give this role there.
    """
    authorize(actor, Permission.ACCOUNT_INVITE, Invitee(role, scope.district_id if scope else None))
    read = parse_name(name)
    if read.value is None:
        raise Refused("accounts.name_invalid", field="name")
    account = find_by_login(session, checked_login(login), lock=True)
    if account is None:
        return create_account(
            session, actor, login=login, name=read.value, role=role, scope=scope, work_phone=work_phone
        )
    if actor.id == account.id:
        raise Refused("accounts.own_role")
    if all(grant.role is Role.VOLUNTEER for grant in active_roles(account)) and role is not Role.VOLUNTEER:
        account.password_hash, account.session_stamp = None, uuid.uuid4()
        account.name = read.value
        publish(session, AccessEnded(account, actor, Cause.RESET))
        audit.record(session, actor, audit.Action.ACCOUNT_RESET, account)
    if not account.active and may(actor, Permission.ACCOUNT_INVITE, account):
        account.active = True  # somebody who left and came back
    grant_role(session, actor, account, role, scope)
    return account


def has_open_invitation(session: DbSession, account: Account) -> bool:
    """Whether a slip is out that still opens."""
    query = select(Invitation.id).where(
        Invitation.account_id == account.id, Invitation.used_at.is_(None), Invitation.expires_at > clock.now()
    )
    return session.scalars(query.limit(1)).first() is not None


def slip_tokens(session: DbSession, actor: Actor, accounts: Sequence[Account]) -> list[str]:
    """Fresh tokens for accounts that wait to be taken up, in that order. Commits.

    Raises:
        Missing: one of them has a role beyond the actor's reach, or is the actor's own.
    """
    tokens = [invite(session, actor, authorize(actor, Permission.ACCOUNT_INVITE, account)) for account in accounts]
    session.commit()
    return tokens


def reset_account(session: DbSession, actor: Actor, account: Account) -> None:
    """Take the password and the sessions away from somebody who forgot it; a slip gives a new one. Commits.

    Raises:
        Missing: the account has a role beyond the actor's reach, or is the actor's own.
    """
    _lock(session, actor, account)
    account.password_hash, account.session_stamp, account.active = None, uuid.uuid4(), True
    publish(session, AccessEnded(account, actor, Cause.RESET))
    audit.record(session, actor, audit.Action.ACCOUNT_RESET, account)
    session.commit()


def close_account(session: DbSession, actor: Actor, account: Account) -> None:
    """End the sessions, the invitations and the password of somebody who left. Commits.

    Raises:
        Missing: the account has a role beyond the actor's reach, or is the actor's own.
    """
    _lock(session, actor, account)
    account.password_hash, account.session_stamp, account.active = None, uuid.uuid4(), False
    publish(session, AccessEnded(account, actor, Cause.CLOSED))
    audit.record(session, actor, audit.Action.ACCOUNT_CLOSED, account)
    session.commit()


def _lock(session: DbSession, actor: Actor, account: Account) -> None:
    lock_accounts(session, actor, account.id)
    authorize(actor, Permission.ACCOUNT_INVITE, account)


def invitation_for(session: DbSession, token: str) -> Invitation | None:
    """The invitation that a token still opens; None for a wrong, used or expired one alike."""
    found = session.scalars(select(Invitation).where(Invitation.token_hash == _hash(token))).one_or_none()
    return found if found is not None and _open(found) else None


def _open(invitation: Invitation) -> bool:
    return invitation.used_at is None and invitation.expires_at > clock.now() and invitation.account.active


def accept_invitation(session: DbSession, token: str, password: str) -> Account:
    """Set the first password and use the invitation up.

    Raises:
        Refused: the invitation does not open (wrong, used, expired), or the password is too weak.
    """
    locked = select(Invitation).where(Invitation.token_hash == _hash(token)).with_for_update(of=Invitation)
    found = session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if found is None or not _open(found):
        raise Refused("accounts.invitation_closed")
    account = found.account
    set_password(session, account.actor(), account, password)
    found.used_at = clock.now()
    session.commit()
    return account
