"""How the keyed indexes of accounts come under a new key."""

from __future__ import annotations

from app.accounts.models import Account, Invitation, RecoveryCode, SignInAttempt
from app.accounts.rules.logins import login_token
from app.accounts.rules.throttling import KEPT
from app.foundation import clock
from app.foundation.rotation.tokens import retoken, runs_out


@retoken(Account.login_token)
def account_tokens(account: Account) -> tuple[str, ...]:
    """From the login."""
    return (login_token(account.login),)


runs_out(RecoveryCode.code_hash, alive=lambda: RecoveryCode.used_at.is_(None))
runs_out(Invitation.token_hash, alive=lambda: Invitation.used_at.is_(None) & (Invitation.expires_at > clock.now()))
runs_out(SignInAttempt.login_token, alive=lambda: SignInAttempt.at > clock.now() - KEPT)
