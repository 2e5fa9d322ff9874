"""Recovery codes: ten on a sheet of paper, each good for one sign-in without the phone."""

from __future__ import annotations

import re

from sqlalchemy import delete, func, select, update

from app.accounts.models import Account, RecoveryCode
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.ids import short_code
from app.foundation.secrets.keyring import keyring

HOW_MANY, LENGTH = 10, 10  # 49 bits each


def make_codes(session: DbSession, actor: Actor, account: Account) -> list[str]:
    """Fresh codes, as they are to be written down; earlier ones stop working. No commit."""
    drop_codes(session, account)
    codes = [short_code(LENGTH) for _ in range(HOW_MANY)]
    session.add_all(RecoveryCode(account_id=account.id, code_hash=_hash(account, code)) for code in codes)
    audit.record(session, actor, audit.Action.ACCOUNT_RECOVERY_CODES_MADE, account)
    return [f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}" for code in codes]


def use_code(session: DbSession, account: Account, written: str) -> bool:
    """Whether it is an unused code of the account; uses it up. No commit."""
    code = re.sub(r"[\s-]", "", written).upper()
    if len(code) != LENGTH:
        return False
    kept = RecoveryCode.code_hash == _hash(account, code)
    unused = update(RecoveryCode).where(kept, RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    # One statement, so that a code sent twice at the same instant opens once.
    done = session.execute(unused.values(used_at=clock.now()), execution_options={"synchronize_session": False})
    if not done.rowcount:  # type: ignore[attr-defined] # an UPDATE's result has it
        return False
    left = codes_left(session, account)
    audit.record(session, account.actor(), audit.Action.ACCOUNT_RECOVERY_CODE_USED, account, left=left)
    return True


def codes_left(session: DbSession, account: Account) -> int:
    """How many codes still open."""
    unused = (RecoveryCode.account_id == account.id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(unused)) or 0


def drop_codes(session: DbSession, account: Account) -> None:
    """No code of the account opens any more. No commit."""
    session.execute(
        delete(RecoveryCode).where(RecoveryCode.account_id == account.id),
        execution_options={"synchronize_session": False},
    )


def _hash(account: Account, code: str) -> str:
    return keyring.token("recovery_code", str(account.id), code)
