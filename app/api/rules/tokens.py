"""Tokens: made by their own account, shown once, and ended by it or with what happens to it."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.accounts.events import Cause
from app.accounts.models import Account
from app.accounts.rules import confirm_password, pass_factor
from app.api.codes import NEEDED, ApiScope, TokenEnd
from app.api.models import ApiToken
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize, holds
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.secrets.keyring import IndexToken, keyring

PREFIX = "txg_"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LETTERS, CHECK = 40, 6
"""238 bits at random, and a checksum: a scanner knows a true token from a made-up one, and we ask nothing for that."""
DAYS, MOST_DAYS = 90, 365
MOST = 10
"""Open tokens of one account."""


@dataclass(frozen=True)
class Wanted:
    """What a token is to be."""

    name: str
    purpose: str
    scopes: frozenset[ApiScope]
    days: int = DAYS


def offered(actor: Actor) -> list[ApiScope]:
    """The scopes that the actor's roles can use at all."""
    return [scope for scope in ApiScope if any(holds(actor, one) for one in NEEDED[scope])]


def make_token(session: DbSession, actor: Actor, account: Account, wanted: Wanted, proof: str) -> tuple[ApiToken, str]:
    """Make a token after the password, or the code of the second factor, was given again. Commits.

    Returns:
        The row, and the token itself, which is kept nowhere.

    Raises:
        Missing: the account is not the actor's own, or may have none.
        Refused: the proof is wrong, a scope is not the actor's, the days are too many, or there are too many tokens.
    """
    if actor.id != account.id or not holds(actor, Permission.API_TOKEN_OWN):
        raise Missing
    if not wanted.scopes or not wanted.scopes <= set(offered(actor)):
        raise Refused("api.scopes", field="scopes")
    if not 1 <= wanted.days <= MOST_DAYS:
        raise Refused("api.days", field="days", most=MOST_DAYS)
    _prove(session, account, proof)
    session.get(Account, account.id, with_for_update=True, populate_existing=True)
    if len(open_tokens(session, account)) >= MOST:
        raise Refused("api.too_many_tokens", most=MOST)
    now, token = clock.now(), new_token()
    made = ApiToken(
        account_id=account.id, name=wanted.name, purpose=wanted.purpose, scopes=frozenset(wanted.scopes),
        token_hash=hash_of(token), hint=token[-4:], created_at=now, expires_at=now + timedelta(days=wanted.days),
    )  # fmt: skip
    session.add(made)
    audit.record(session, actor, audit.Action.API_TOKEN_MADE, made, scopes=sorted(wanted.scopes), days=wanted.days)
    session.commit()
    return made, token


def _prove(session: DbSession, account: Account, proof: str) -> None:
    """Who sits before an open browser need not be its owner."""
    try:
        if account.factor_since is None:
            confirm_password(session, account, proof)
        else:
            pass_factor(session, account, proof)
    except Refused as error:
        raise Refused(error.code, field="proof") from error


def open_tokens(session: DbSession, account: Account) -> list[ApiToken]:
    """Those of an account that have neither ended nor expired."""
    wanted = select(ApiToken).where(ApiToken.account_id == account.id, ApiToken.ended_at.is_(None))
    return list(session.scalars(wanted.where(ApiToken.expires_at > clock.now()).order_by(ApiToken.id)))


def revoke_token(session: DbSession, actor: Actor, token: ApiToken | None) -> None:
    """End one's own token; twice is once. Commits.

    Raises:
        Missing: there is none, or it is another's.
    """
    held = authorize(actor, Permission.API_TOKEN_OWN, token)
    session.refresh(held, with_for_update=True)
    end_tokens(session, actor, [held], TokenEnd.REVOKED)
    session.commit()


def end_all(session: DbSession, actor: Actor, account: Account, cause: Cause) -> None:
    """End every open token of an account, with what happened to it. No commit."""
    wanted = select(ApiToken).where(ApiToken.account_id == account.id, ApiToken.ended_at.is_(None))
    end_tokens(session, actor, session.scalars(wanted.order_by(ApiToken.id)).all(), TokenEnd(cause.value))


def end_tokens(session: DbSession, actor: Actor, tokens: Collection[ApiToken], reason: TokenEnd) -> None:
    """End those that have not ended. No commit."""
    for token in tokens:
        if token.ended_at is None:
            token.ended_at, token.end_reason = clock.now(), reason
            audit.record(session, actor, audit.Action.API_TOKEN_ENDED, token, reason=reason.value)


def new_token() -> str:
    """A fresh token."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return f"{PREFIX}{body}{_checksum(body)}"


def looks_like_token(written: str) -> bool:
    """Whether it is of the form of a token, its checksum right."""
    body, check = written[len(PREFIX) : -CHECK], written[-CHECK:]
    fits = written.startswith(PREFIX) and len(body) == LETTERS and set(body) <= set(ALPHABET)
    return fits and check == _checksum(body)


def _checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), ""
    for _digit in range(CHECK):
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits


def hash_of(token: str) -> IndexToken:
    """The keyed hash under which a token is kept."""
    return keyring.token("api.token", token)
