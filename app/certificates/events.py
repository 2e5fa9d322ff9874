"""What certificates tell the floors above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from app.certificates.models import Certificate
from app.foundation.access import Actor


@dataclass(frozen=True)
class CertificateIssued:
    """A certificate was issued."""

    certificate: Certificate
    actor: Actor
