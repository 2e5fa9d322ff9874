"""Taking a ledger out: judged, counted, on the log with why and how many, before anything is given out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.children.codes import OpenReason
from app.children.disclosure.codes import Basis, Section
from app.children.disclosure.opening import keys_of, open_sections
from app.children.models import Child
from app.children.wording import relation_name
from app.coverage.ledgers.codes import LedgerReason, Sort
from app.coverage.ledgers.queries import Filters, LedgerRow, all_rows, source_for
from app.coverage.ledgers.source import of_place
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Area

WITH_PHONES = {LedgerReason.VISITS: OpenReason.HOME_VISIT, LedgerReason.CHECK: OpenReason.CORRECT_FILE}
"""What carers' phones may leave the house for, and as what each opening stands on the log."""
MOST_PHONES = 200
"""Children; nobody's daily duty has more, and each is opened and logged by itself."""


@dataclass(frozen=True)
class Wish:
    """Which rows leave, in which order, and why. ``named``: with whole names; ``phones``: with the carers' phones."""

    filters: Filters
    sort: Sort
    named: bool
    reason: LedgerReason
    phones: bool = False


def take_out(session: DbSession, actor: Actor, place: Area | Child, wish: Wish) -> list[LedgerRow]:
    """The rows of a place, or the one of a child's card, as the actor sees them listed. Commits the log.

    Raises:
        Missing: the place or the child is not the actor's, or the names are not.
        Refused: the filters leave nobody; phones are not for this reason, for so many children, or without duty.
    """
    authorize(actor, Permission.LEDGER_EXPORT, place)
    if wish.named:
        authorize(actor, Permission.LEDGER_NAMES, place)
    rows = all_rows(session, source_for(session, actor, of_place(place)), wish.filters, wish.sort)
    if not rows:
        raise Refused("ledgers.nothing")
    if wish.phones:
        _check_phones(session, actor, rows, wish)
    log(session, actor, place, len(rows), wish)
    return rows


def log(session: DbSession, actor: Actor, place: Area | Child, count: int, wish: Wish) -> None:
    """One event for the file, committed before it is made."""
    details = {"count": count, "named": wish.named, "reason": wish.reason.value}
    audit.record_and_commit(session, actor, audit.Action.LEDGER_EXPORTED, place, **details)


def has_duty(session: DbSession, actor: Actor, rows: Sequence[LedgerRow]) -> bool:
    """Whether a duty grant of the season opens the phones of these children to the actor."""
    child = session.get(Child, rows[0].id) if rows else None
    key = keys_of(session, actor, child).get(Section.PHONES) if child is not None else None
    return key is not None and key.basis is Basis.DUTY


def phones_of(
    session: DbSession, actor: Actor, rows: Sequence[LedgerRow], reason: LedgerReason
) -> dict[uuid.UUID, str]:
    """The carers' phones of children taken out, each opening on the log as if its page had been opened. Commits."""
    why = WITH_PHONES[reason]
    return {row.id: _phones_of(session, actor, session.get_one(Child, row.id), why) for row in rows}


def _check_phones(session: DbSession, actor: Actor, rows: Sequence[LedgerRow], wish: Wish) -> None:
    if wish.reason not in WITH_PHONES:
        raise Refused("ledgers.phones_reason", field="reason")
    if len(rows) > MOST_PHONES or not has_duty(session, actor, rows):
        raise Refused("ledgers.phones_duty", field="phones")


def _phones_of(session: DbSession, actor: Actor, child: Child, reason: OpenReason) -> str:
    found = open_sections(session, actor, child, (Section.PHONES,), reason)
    return "; ".join(f"{relation_name(opened.relation)} {opened.phone}" for opened in found.carers if opened.phone)
