"""What people sign in with: a mobile number, or a name for signing in."""

from __future__ import annotations

import re

from sqlalchemy import select

from app.accounts.models import Account
from app.foundation import audit
from app.foundation.chinese import parse_phone, squeeze
from app.foundation.chinese.phones import MOBILE
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.secrets.keyring import keyring

LONGEST_LOGIN = 60
_NAME = re.compile(r"[a-z][a-z0-9._@-]{2,59}")


def normalise_login(written: str) -> str:
    """A mobile number in one form (with or without +86 and spaces), any other login in lower case."""
    number = parse_phone(written[:LONGEST_LOGIN]).value
    return number if number and MOBILE.fullmatch(number) else squeeze(written[:LONGEST_LOGIN]).casefold()


def checked_login(written: str) -> str:
    """The login in its one form.

    Raises:
        Refused: it is neither a mobile number nor a name of three or more letters and digits.
    """
    login = normalise_login(written)
    if not (MOBILE.fullmatch(login) or _NAME.fullmatch(login)):
        raise Refused("accounts.login_invalid", field="login")
    return login


def checked_mobile(written: str) -> str:
    """The mobile number in its one form.

    Raises:
        Refused: it is not a mobile number of mainland China.
    """
    login = normalise_login(written)
    if not MOBILE.fullmatch(login):
        raise Refused("accounts.mobile_invalid", field="login")
    return login


def login_token(written: str) -> str:
    """The keyed index under which a login is found."""
    return keyring.token("account.login", normalise_login(written))


def find_by_login(session: DbSession, written: str, *, lock: bool = False) -> Account | None:
    """The account of a login, with ``lock`` for changing it."""
    query = select(Account).where(Account.login_token == login_token(written))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def set_locale(session: DbSession, account: Account, locale: str) -> None:
    """Remember the language somebody reads. Commits."""
    account.locale = locale
    audit.record(session, account.actor(), audit.Action.ACCOUNT_LANGUAGE_CHANGED, account)
    session.commit()
