"""What pairings tell the floors above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.access import Actor
from app.pairing.models import Pairing, PairingState


@dataclass(frozen=True)
class PairingMoved:
    """A pairing has taken a step of its life."""

    pairing: Pairing
    before: PairingState
    after: PairingState
    actor: Actor
