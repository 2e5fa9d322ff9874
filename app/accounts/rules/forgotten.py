"""A forgotten password, without SMS: staff who know the person show a one-time code, and the log says who showed it."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Account, AttemptKind, Invitation
from app.accounts.rules.inviting import end_invitations
from app.accounts.rules.logins import find_by_login, login_token
from app.accounts.rules.passwords import set_password
from app.accounts.rules.throttling import Throttle
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.ids import short_code
from app.foundation.secrets.keyring import keyring

LENGTH, VALID_FOR = 8, timedelta(hours=1)  # 40 bits, five tries


def show_code(session: DbSession, actor: Actor, account: Account) -> str:
    """A fresh one-time code for a member of staff, told once; the present password works until it is used. Commits.

    Raises:
        Refused: the account is closed or was never taken up (a slip is for that).
        Missing: the account has a role beyond the actor's reach, or is the actor's own.
    """
    return make_code(session, actor, authorize(actor, Permission.ACCOUNT_INVITE, account))


def make_code(session: DbSession, actor: Actor, account: Account) -> str:
    """As ``show_code``, where the caller has judged the actor. Commits."""
    if not account.active or account.password_hash is None:
        raise Refused("accounts.code_needs_password")
    end_invitations(session, account)
    code = short_code(LENGTH)
    session.add(Invitation(account_id=account.id, token_hash=_hash(account, code), expires_at=clock.now() + VALID_FOR))
    audit.record(session, actor, audit.Action.ACCOUNT_CODE_SHOWN, account)
    session.commit()
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def reset_by_code(session: DbSession, login: str, code: str, password: str) -> Account:
    """Set a new password with a one-time code; all sessions end, a second factor stays. Commits.

    Raises:
        Refused: wrong login, wrong, used or expired code, closed account or too many tries: always the same words; or
            the code is right and the password too weak, which does not use it up.
    """
    throttle = Throttle(session, AttemptKind.FORGOTTEN, login_token(login))
    throttle.begin()
    account = find_by_login(session, login, lock=True)
    found = _open(session, account, code) if account is not None else None
    if throttle.blocked or account is None or found is None or not account.active:
        raise Refused("accounts.one_time_code_wrong", field="code")
    throttle.succeeded()
    try:
        set_password(session, account.actor(), account, password)
    except Refused:
        session.commit()  # the code was right: that try does not count
        raise
    found.used_at = clock.now()
    session.commit()
    return account


def _open(session: DbSession, account: Account, code: str) -> Invitation | None:
    written = re.sub(r"[\s-]", "", code).upper()
    kept = select(Invitation).where(Invitation.token_hash == _hash(account, written))
    unused = kept.where(Invitation.used_at.is_(None), Invitation.expires_at > clock.now())
    return session.scalars(unused.with_for_update(of=Invitation)).one_or_none()


def _hash(account: Account, code: str) -> str:
    return keyring.token("one_time_code", str(account.id), code)
