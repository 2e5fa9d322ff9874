"""What a village card 卡片 says of one child: the row of the ledger, and what only a single card has room for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, true

from app.children.consent_text import material_version
from app.children.gates import last_decision
from app.children.models import Child, Consent, RiskChange
from app.coverage.ledgers.queries import LedgerRow, one_row
from app.coverage.ledgers.source import Source, of_place
from app.coverage.ledgers.topics import topics_had
from app.foundation import clock
from app.foundation.database import DbSession
from app.pairing.models import Meeting, Pairing
from app.pairing.queries import open_pairing_of
from app.pairing.stages import latest_meeting
from app.visits.queries import agreements_of


@dataclass(frozen=True)
class VillageCard:
    """One child, all that its village needs; what the reader may not know is left out by the page."""

    row: LedgerRow
    consent: Consent | None
    pairing: Pairing | None
    """Approved, active or suspended."""
    meeting: Meeting | None
    """The first meeting, as agreed last."""
    risk_since: date | None
    """When the level of attention became what it is."""
    topics: Mapping[str, date | None]
    """Safety topics by code with the day they were taught last."""
    carer: str | None
    """Who signed the care agreement that stands or stood last."""


def card_of(session: DbSession, child: Child) -> VillageCard | None:
    """The card; None once the child left the ledger. The caller has judged and logged the reading of the file."""
    row = one_row(session, Source(of_place(child), true(), clock.today(), material_version(session)))
    if row is None:
        return None
    pairing = open_pairing_of(session, child.id) if row.pairing is not None else None
    meeting = latest_meeting(pairing) if pairing is not None else None
    return VillageCard(
        row, last_decision(child.consents), pairing, meeting, _risk_since(session, child), topics_had(session, child),
        _carer(session, child),
    )  # fmt: skip


def _risk_since(session: DbSession, child: Child) -> date | None:
    latest = select(func.max(RiskChange.changed_at)).where(RiskChange.child_id == child.id)
    moment = session.scalar(latest)
    return clock.local(moment).date() if moment is not None else None


def _carer(session: DbSession, child: Child) -> str | None:
    agreements = agreements_of(session, child)
    return agreements[0].carer if agreements and agreements[0].ended_on is None else None
