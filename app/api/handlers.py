"""What ends tokens: what happens to their account. And what other systems are told of, in the same transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.events import AccessEnded
from app.api.codes import WebhookEvent
from app.api.rules.tokens import end_all
from app.api.rules.webhooks import tell
from app.certificates.events import CertificateIssued
from app.foundation.events import handles
from app.pairing.events import PairingMoved
from app.pairing.models import PairingState
from app.sessions.events import SessionConfirmed

TOLD = {PairingState.APPROVED: WebhookEvent.PAIRING_APPROVED, PairingState.ENDED: WebhookEvent.PAIRING_ENDED}


@handles(AccessEnded)
def tokens_end(session: Session, event: AccessEnded) -> None:
    """Whatever was opened in the account's name is shut."""
    end_all(session, event.actor, event.account, event.cause)


@handles(PairingMoved)
def pairing_moved(session: Session, event: PairingMoved) -> None:
    """Approved or ended."""
    if event.after in TOLD:
        tell(session, event.actor, TOLD[event.after], event.pairing)


@handles(SessionConfirmed)
def session_confirmed(session: Session, event: SessionConfirmed) -> None:
    """Its minutes count."""
    tell(session, event.actor, WebhookEvent.SESSION_CONFIRMED, event.session)


@handles(CertificateIssued)
def certificate_issued(session: Session, event: CertificateIssued) -> None:
    """Whoever has its number can verify it."""
    tell(session, event.actor, WebhookEvent.CERTIFICATE_ISSUED, event.certificate)
