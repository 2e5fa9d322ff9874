"""Signing in and out."""

from __future__ import annotations

import uuid

from app.accounts.models import Account, AttemptKind
from app.accounts.rules.logins import find_by_login, login_token
from app.accounts.rules.passwords import hash_password, needs_rehash, password_matches
from app.accounts.rules.throttling import Throttle
from app.foundation import audit
from app.foundation.access import system_actor
from app.foundation.database import DbSession
from app.foundation.errors import Refused

VISITOR = system_actor("visitor")


def authenticate(session: DbSession, login: str, password: str) -> Account:
    """The account of a login and its password; its second factor is still to be asked for.

    Raises:
        Refused: wrong login, wrong password, closed account or too many tries: always the same words and the same time.
    """
    throttle = Throttle(session, AttemptKind.SIGN_IN, login_token(login))
    throttle.begin()
    account = find_by_login(session, login)
    session.commit()  # nothing is held while the hash is computed
    matches = password_matches(account, password)
    if throttle.blocked or account is None or not matches or not account.active:
        if not throttle.blocked:
            audit.record_and_commit(session, VISITOR, audit.Action.ACCOUNT_SIGN_IN_FAILED, account)
        raise Refused("accounts.sign_in_failed")
    if needs_rehash(account):
        account.password_hash = hash_password(password)
    throttle.succeeded()
    if account.factor_since is None or account.demo:  # else `pass_factor` says so, once the code is right
        audit.record(session, account.actor(), audit.Action.ACCOUNT_SIGNED_IN, account)
    session.commit()
    return account


def sign_out(session: DbSession, account: Account) -> None:
    """End every session of the account: a copied cookie is worth nothing afterwards."""
    account.session_stamp = uuid.uuid4()
    audit.record(session, account.actor(), audit.Action.ACCOUNT_SIGNED_OUT, account)
    session.commit()
