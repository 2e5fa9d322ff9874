"""The second factor: a code from an app on the phone, asked after the password (TOTP, RFC 6238).

The secret is sealed in the account's row; the last step whose code was used stands beside it, so that no code opens
twice. Recovery codes stand in for a lost phone, each once.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import uuid

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import or_, update

from app.accounts.events import AccessEnded, Cause
from app.accounts.models import Account, AttemptKind
from app.accounts.rules.creating import active_roles
from app.accounts.rules.logins import login_token
from app.accounts.rules.recovery_codes import drop_codes, make_codes, use_code
from app.accounts.rules.throttling import Throttle
from app.foundation import audit, clock
from app.foundation.access import Actor, Role
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish

REQUIRED_FOR = frozenset({Role.ORGANIZER, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR})
SECRET_BYTES, DIGITS, STEP_SECONDS = 20, 6, 30
# A phone's clock is off, or a code is typed slowly: the step before and the one after count too.
STEPS_AROUND = (0, -1, 1)
ISSUER = "童行 Tongxing"
_CODE = re.compile(r"[0-9]{6}")


def factor_required(account: Account) -> bool:
    """Whether a role of the account may not be used without a second factor."""
    return any(grant.role in REQUIRED_FOR for grant in active_roles(account))


def factor_waived(account: Account, *, production: bool) -> bool:
    """Whether the account is one the demo prints, outside of production: everybody may try those in one step."""
    return account.demo and not production


def begin_factor(session: DbSession, actor: Actor, account: Account) -> None:
    """Make a secret that waits for its first code; one that waits already stays. Commits.

    Raises:
        Refused: there is a second factor already, or the account is not the actor's own.
    """
    session.get(Account, account.id, with_for_update=True, populate_existing=True)
    if actor.id != account.id or account.factor_since is not None:
        raise Refused("accounts.factor_there")
    if account.factor_secret is None:
        account.factor_secret = base64.b32encode(os.urandom(SECRET_BYTES)).decode()
    session.commit()


def factor_address(account: Account) -> str:
    """The ``otpauth:`` address that an app reads from a QR code; names the login's last digits only."""
    return _totp(account).get_provisioning_uri(f"··{account.login[-4:]}", ISSUER)


def confirm_factor(session: DbSession, actor: Actor, account: Account, code: str) -> list[str]:
    """Turn the second factor on with its first code; other sessions end. Returns recovery codes to show once. Commits.

    Raises:
        Refused: the code is wrong, there were too many tries, or nothing waits for a code.
    """
    throttle = _throttled(session, account)
    session.get(Account, account.id, with_for_update=True, populate_existing=True)
    if actor.id != account.id or account.factor_secret is None or account.factor_since is not None:
        raise Refused("accounts.factor_there")
    if throttle.blocked or not _take_step(session, account, code):
        raise Refused("accounts.first_code_wrong", field="code")
    account.factor_since, account.session_stamp = clock.now(), uuid.uuid4()
    codes = make_codes(session, actor, account)
    throttle.succeeded()
    audit.record(session, actor, audit.Action.ACCOUNT_FACTOR_SET, account)
    session.commit()
    return codes


def pass_factor(session: DbSession, account: Account, code: str) -> None:
    """Judge the code of somebody whose password was right; the sign-in is complete. Commits.

    Raises:
        Refused: wrong, used or outdated code, closed account, too many tries: always the same words.
    """
    _judge(session, account, code)
    audit.record(session, account.actor(), audit.Action.ACCOUNT_SIGNED_IN, account)
    session.commit()


def renew_codes(session: DbSession, actor: Actor, account: Account, code: str) -> list[str]:
    """Fresh recovery codes, to show once; the earlier ones stop working. Commits.

    Raises:
        Refused: as ``pass_factor``.
    """
    _judge(session, account, code)
    codes = make_codes(session, actor, account)
    session.commit()
    return codes


def remove_factor(session: DbSession, actor: Actor, account: Account, code: str) -> None:
    """Take one's own second factor off, for another phone or for good; other sessions end. Commits.

    Raises:
        Refused: as ``pass_factor``.
    """
    _judge(session, account, code)
    clear_factor(session, actor, account)
    session.commit()


def clear_factor(session: DbSession, actor: Actor, account: Account) -> None:
    """Forget the second factor and its recovery codes and end all sessions. No commit; the caller judged the actor."""
    account.factor_secret = account.factor_since = account.factor_last_step = None
    account.session_stamp = uuid.uuid4()
    drop_codes(session, account)
    publish(session, AccessEnded(account, actor, Cause.FACTOR))
    audit.record(session, actor, audit.Action.ACCOUNT_FACTOR_REMOVED, account)


def _judge(session: DbSession, account: Account, code: str) -> None:
    """A code of the app or a recovery code, used up at once. No commit where it is right."""
    throttle = _throttled(session, account)
    session.get(Account, account.id, with_for_update=True, populate_existing=True)
    known = account.factor_since is not None and account.active
    if throttle.blocked or not known or not (_take_step(session, account, code) or use_code(session, account, code)):
        if not throttle.blocked:
            audit.record_and_commit(session, account.actor(), audit.Action.ACCOUNT_SIGN_IN_FAILED, account)
        raise Refused("accounts.code_wrong", field="code")
    throttle.succeeded()


def _throttled(session: DbSession, account: Account) -> Throttle:
    throttle = Throttle(session, AttemptKind.CODE, login_token(account.login))
    throttle.begin()
    return throttle


def _totp(account: Account) -> TOTP:
    try:
        key = base64.b32decode(account.factor_secret or "")
    except binascii.Error as error:
        raise RuntimeError(f"account {account.id}: the second factor's secret cannot be read") from error
    # What every authenticator app takes for granted: SHA-1, six digits, thirty seconds.
    return TOTP(key, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 # nosec B303 - HMAC-SHA-1, as RFC 6238 has it


def _take_step(session: DbSession, account: Account, code: str) -> bool:
    """Whether the code belongs to a step about now that is later than the last used; uses it up."""
    written = re.sub(r"\s", "", code)
    if account.factor_secret is None or not _CODE.fullmatch(written):
        return False
    now, totp = int(clock.now().timestamp()) // STEP_SECONDS, _totp(account)
    for step in (now + offset for offset in STEPS_AROUND):
        try:
            totp.verify(written.encode(), step * STEP_SECONDS)
        except InvalidToken:
            continue
        later = or_(Account.factor_last_step.is_(None), Account.factor_last_step < step)
        taken = update(Account).where(Account.id == account.id, later).values(factor_last_step=step)
        # In the database, so that one code sent twice at the same instant opens once.
        return bool(session.execute(taken, execution_options={"synchronize_session": "fetch"}).rowcount)  # type: ignore[attr-defined] # an UPDATE's result has it
    return False
