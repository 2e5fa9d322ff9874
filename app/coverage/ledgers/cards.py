"""What a village card 卡片 says of one child: the row of the ledger, and what only a single card has room for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import true

from app.children.consent_text import material_version
from app.children.gates import last_decision
from app.children.models import Child, Consent
from app.coverage.ledgers.queries import LedgerRow, one_row
from app.coverage.ledgers.source import Source, of_place
from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.models import Meeting, Pairing
from app.pairing.queries import open_pairing_of
from app.pairing.stages import latest_meeting


@dataclass(frozen=True)
class VillageCard:
    """One child, all that its village needs; what the reader may not know is left out by the page."""

    row: LedgerRow
    consent: Consent | None
    pairing: Pairing | None
    """Approved, active or suspended."""
    meeting: Meeting | None
    """The first meeting, as agreed last."""


def card_of(session: DbSession, child: Child) -> VillageCard | None:
    """The card; None once the child left the ledger. The caller has judged and logged the reading of the file."""
    row = one_row(session, Source(of_place(child), true(), clock.today(), material_version(session)))
    if row is None:
        return None
    pairing = open_pairing_of(session, child.id) if row.pairing is not None else None
    meeting = latest_meeting(pairing) if pairing is not None else None
    return VillageCard(row, last_decision(child.consents), pairing, meeting)
