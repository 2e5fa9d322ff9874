"""What production asks of the accounts before it starts."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.accounts.models import Account, RoleGrant
from app.accounts.queries import has_demo_accounts
from app.accounts.rules.logins import login_token
from app.accounts.rules.passwords import DEMO_PASSWORD, hash_matches
from app.foundation.access import Role
from app.foundation.database import db
from app.foundation.production import start_check

USUAL_LOGINS = ("admin", "administrator", "root", "demo", "test", "guest", "tongxing")
TRIED = (DEMO_PASSWORD, "admin", "password", "12345678")
# Each try costs a slow hash: the administrators and who has a usual login, the oldest first, not the whole province.
MOST_TRIED = 20


@start_check
def no_demo_accounts() -> str | None:
    """Everybody can read the password of a demo account."""
    if has_demo_accounts(db.session):
        return "There are demo accounts in this database; use a database without the demo."
    return None


@start_check
def no_default_accounts() -> str | None:
    """An account whose password is one of those everybody tries first."""
    administrators = select(RoleGrant.account_id).where(
        RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.ended_at.is_(None)
    )
    usual = [login_token(login) for login in USUAL_LOGINS]
    # Columns, not accounts: this also runs before a migration has added what the models know already.
    query = select(Account.login, Account.password_hash).where(
        or_(Account.id.in_(administrators), Account.login_token.in_(usual)),
        Account.active,
        Account.password_hash.is_not(None),
        ~Account.demo,
    )
    for login, kept in db.session.execute(query.order_by(Account.created_at).limit(MOST_TRIED)):
        if kept and any(hash_matches(kept, tried) for tried in (*TRIED, login)):
            return "An administrator or a usual account has a default password; change it in a trial mode first."
    return None
