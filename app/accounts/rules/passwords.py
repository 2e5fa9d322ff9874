"""Passwords: what one must be like, how it is kept, and how it is changed."""

from __future__ import annotations

import re
import uuid
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.events import AccessEnded, Cause
from app.accounts.models import Account, AttemptKind
from app.accounts.rules.guessable import weight
from app.accounts.rules.logins import login_token
from app.accounts.rules.throttling import Throttle
from app.foundation import audit
from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish

# OWASP's profile for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

SHORTEST, SHORTEST_FOR_POWER, LONGEST = 8, 12, 128
LIGHTEST, LIGHTEST_FOR_POWER = 6, 8  # pieces, as `guessable.weight` counts them
CLASSES = 3
POWERFUL = frozenset({Role.ORGANIZER, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR})
_KINDS = tuple(map(re.compile, ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")))

DEMO_PASSWORD = "Tongxing-2026"  # noqa: S105 # nosec B105 - shown on the demo's first page; refused elsewhere


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(password)


def password_matches(account: Account | None, password: str) -> bool:
    """Whether the password is the account's; takes the same time where there is no account or no password."""
    kept = account.password_hash if account is not None and account.password_hash else None
    return hash_matches(kept or _nobodys_hash(), password) and kept is not None


def hash_matches(kept: str, password: str) -> bool:
    """Whether a kept hash is that of the password."""
    try:
        return _hasher.verify(kept, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(account: Account) -> bool:
    """Whether the kept hash was made with other costs than today's."""
    return account.password_hash is not None and _hasher.check_needs_rehash(account.password_hash)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(uuid.uuid4().hex)


def is_powerful(account: Account) -> bool:
    """Whether the account's roles ask for the longer password."""
    return any(grant.role in POWERFUL for grant in account.roles if grant.ended_at is None)


def check_password_rules(password: str, account: Account) -> None:
    """Refuse a password that is too weak for what its owner may do.

    Raises:
        Refused: too short, too long, too few kinds of characters, or easy to guess.
    """
    powerful = is_powerful(account)
    shortest = SHORTEST_FOR_POWER if powerful else SHORTEST
    if len(password) < shortest:
        raise Refused("accounts.password_short", field="password", shortest=shortest)
    if len(password) > LONGEST:
        raise Refused("accounts.password_long", field="password", longest=LONGEST)
    if sum(bool(kind.search(password)) for kind in _KINDS) < CLASSES:
        raise Refused("accounts.password_classes", field="password")
    lightest = LIGHTEST_FOR_POWER if powerful else LIGHTEST
    if weight(password, own_words(account)) < lightest:
        raise Refused("accounts.password_known", field="password")


def own_words(account: Account) -> list[str]:
    """What somebody who knows the owner tries: the login, the name, and the name's parts in pinyin."""
    from pypinyin import lazy_pinyin

    name = account.name.replace("·", "")
    read = lazy_pinyin(name)
    given = "".join(read[1:])
    return [account.login, name, "".join(read), given, given + "".join(read[:1]), *read]


def set_password(session: DbSession, actor: Actor, account: Account, password: str) -> None:
    """Give the account a password and end its other sessions. No commit.

    Raises:
        Refused: the password breaks the rules (a demo account's is exempt).
    """
    if not (account.demo and password == DEMO_PASSWORD):
        check_password_rules(password, account)
    account.password_hash = hash_password(password)
    account.must_change_password = False
    account.session_stamp = uuid.uuid4()
    publish(session, AccessEnded(account, actor, Cause.PASSWORD))
    audit.record(session, actor, audit.Action.ACCOUNT_PASSWORD_CHANGED, account)


def confirm_password(session: DbSession, account: Account, password: str) -> None:
    """Judge the password of somebody who is signed in and was away for a while. Commits.

    Raises:
        Refused: it is wrong, or there were too many tries.
    """
    throttle = Throttle(session, AttemptKind.SIGN_IN, login_token(account.login))
    throttle.begin()
    if throttle.blocked or not password_matches(account, password):
        if not throttle.blocked:
            audit.record_and_commit(session, account.actor(), audit.Action.ACCOUNT_SIGN_IN_FAILED, account)
        raise Refused("accounts.password_wrong", field="password")
    throttle.succeeded()
    audit.record(session, account.actor(), audit.Action.ACCOUNT_SIGNED_IN, account)
    session.commit()


def change_password(session: DbSession, actor: Actor, account_id: uuid.UUID, current: str, password: str) -> Account:
    """Change one's own password.

    Raises:
        Refused: the current one is wrong, or the new one is the same or breaks the rules.
    """
    account = session.get(Account, account_id)
    if account is None or actor.id != account.id:
        raise Refused("accounts.password_wrong", field="current")
    throttle = Throttle(session, AttemptKind.SIGN_IN, login_token(account.login))
    throttle.begin()
    if throttle.blocked or not password_matches(account, current):
        raise Refused("accounts.password_wrong", field="current")
    if current == password:
        raise Refused("accounts.password_same", field="password")
    session.get(Account, account_id, with_for_update=True, populate_existing=True)
    set_password(session, actor, account, password)
    throttle.succeeded()
    session.commit()
    return account
