"""What ends tokens: what happens to their account."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.events import AccessEnded
from app.api.rules.tokens import end_all
from app.foundation.events import handles


@handles(AccessEnded)
def tokens_end(session: Session, event: AccessEnded) -> None:
    """Whatever was opened in the account's name is shut."""
    end_all(session, event.actor, event.account, event.cause)
