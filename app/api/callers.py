"""Who stands behind a program's request: the account of its bearer token, if both may be used now.

Every call is counted in the database, so that all workers count together; its first moment is also the last use shown
on the page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import current_app, g, request
from sqlalchemy import case, select, update
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from app.accounts.models import Account, AttemptKind
from app.accounts.rules import factor_required, factor_waived
from app.accounts.rules.throttling import Throttle
from app.api.codes import ANY
from app.api.models import ApiToken
from app.api.rules.tokens import hash_of, looks_like_token
from app.foundation import clock
from app.foundation.access import Actor, Permission, holds
from app.foundation.access.gate import names_bearers
from app.foundation.database import db, writing
from app.foundation.errors import TooMany

CALLS, WINDOW = 600, timedelta(minutes=1)


@names_bearers
def caller(scope: str) -> Actor:
    """The actor of the running request.

    Raises:
        Unauthorized: no token, or none that opens.
        Forbidden: the token was not made for ``scope``.
        TooMany: too many calls within a minute, or too many tokens that open nothing from this address.
    """
    token = _opened(_written())
    account = token.account
    if not _usable(account):
        raise _unauthorized()
    actor = account.actor()
    if not holds(actor, Permission.API_TOKEN_OWN):
        raise _unauthorized()
    _count(token)
    if scope != ANY and scope not in token.scopes:
        raise NotReached(scope)
    g.api_token = token
    return replace(actor, label=f"api:{token.id.hex[:8]}")  # the log says by which token


class NotReached(Forbidden):
    """The token opens, but was not made for this."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def get_headers(self, environ: Any = None, scope: Any = None) -> list[tuple[str, str]]:
        """As RFC 6750 has it."""
        said = WWWAuthenticate("bearer", {"error": "insufficient_scope", "scope": self.scope})
        return [*super().get_headers(environ, scope), ("WWW-Authenticate", said.to_header())]


def _written() -> str:
    """The token of the request's header; there is no other place for one."""
    said = request.authorization
    if said is None or said.type != "bearer" or not said.token:
        raise _unauthorized()
    return said.token


def _opened(written: str) -> ApiToken:
    if not looks_like_token(written):
        raise _unauthorized()
    # A GET that writes a row or two: how often was asked. The request itself was opened for reading.
    db.session.rollback()
    with writing(True):
        token = db.session.scalars(select(ApiToken).where(ApiToken.token_hash == hash_of(written))).one_or_none()
        if token is not None and token.open_at(clock.now()):
            return token
        throttle = Throttle(db.session, AttemptKind.API, hash_of(written))
        throttle.begin()
        raise TooMany if throttle.blocked else _unauthorized()


def _usable(account: Account) -> bool:
    """Whether its owner could sign in and do nothing but work."""
    if not account.active or account.password_hash is None or account.must_change_password:
        return False
    production = current_app.config["SETTINGS"].production
    return (
        account.factor_since is not None
        or not factor_required(account)
        or factor_waived(account, production=production)
    )


def _count(token: ApiToken) -> None:
    """One statement, so that no two workers count one call as the same."""
    now = clock.now()
    fresh = ApiToken.counted_from.is_(None) | (ApiToken.counted_from <= now - WINDOW)
    counted = update(ApiToken).where(ApiToken.id == token.id).values(
        calls=case((fresh, 1), else_=ApiToken.calls + 1),
        counted_from=case((fresh, now), else_=ApiToken.counted_from),
        last_used_at=now,
    )  # fmt: skip
    with writing(True):
        calls = db.session.execute(counted.returning(ApiToken.calls), execution_options={"synchronize_session": False})
        number = calls.scalar_one()
        db.session.commit()
    if number > CALLS:
        raise TooMany


def _unauthorized() -> Unauthorized:
    return Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
