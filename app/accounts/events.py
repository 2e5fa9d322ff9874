"""What happens to an account that floors above must act on, published in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.accounts.models import Account
from app.foundation.access import Actor


class Cause(StrEnum):
    """Why whatever opened as this account opens no more."""

    PASSWORD = "password"  # noqa: S105 # nosec B105 - a name, not a password
    RESET = "reset"
    CLOSED = "closed"
    ROLE_ENDED = "role_ended"
    FACTOR = "factor"


@dataclass(frozen=True)
class AccessEnded:
    """The password was chosen anew or taken away, a role ended, the second factor was taken off, or the account closed:
    not only the sessions end, but everything that was once opened in this account's name.
    """

    account: Account
    actor: Actor
    cause: Cause
