"""Checking the chains: names the first row that was changed, removed or reordered."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from sqlalchemy import select

from app.foundation.audit.log import content
from app.foundation.audit.models import AuditChain, AuditEvent
from app.foundation.database import DbSession
from app.foundation.secrets.keyring import keyring


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold, and how: ``changed``, ``removed`` or ``cut`` (the tail is missing)."""

    chain: str
    position: int
    how: str


def verify(session: DbSession) -> tuple[int, list[Break]]:
    """Walk every chain; return how many rows were checked, and the first break of each chain."""
    checked, breaks = 0, []
    for chain in session.scalars(select(AuditChain).order_by(AuditChain.name)):
        count, broken = _verify_chain(session, chain)
        checked += count
        if broken is not None:
            breaks.append(broken)
    return checked, breaks


def _verify_chain(session: DbSession, chain: AuditChain) -> tuple[int, Break | None]:
    link, position = "", 0
    rows = select(AuditEvent).where(AuditEvent.chain == chain.name).order_by(AuditEvent.position)
    with contextlib.closing(session.scalars(rows.execution_options(yield_per=1000))) as found:
        for row in found:
            if row.position != position + 1:
                return position, Break(chain.name, position + 1, "removed")
            if row.link != keyring.chain_link(link, content(row)):
                return position, Break(chain.name, row.position, "changed")
            link, position = row.link, row.position
    if position != chain.length or link != chain.head:
        return position, Break(chain.name, position + 1, "cut")
    return position, None
