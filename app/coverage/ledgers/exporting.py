"""Taking a ledger out: judged, counted, on the log with why and how many, before anything is given out."""

from __future__ import annotations

from dataclasses import dataclass

from app.children.models import Child
from app.coverage.ledgers.codes import LedgerReason, Sort
from app.coverage.ledgers.queries import Filters, LedgerRow, all_rows, source_for
from app.coverage.ledgers.source import of_place
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.places.models import Area


@dataclass(frozen=True)
class Wish:
    """Which rows leave, in which order, and why. ``named``: with whole names."""

    filters: Filters
    sort: Sort
    named: bool
    reason: LedgerReason


def take_out(session: DbSession, actor: Actor, place: Area | Child, wish: Wish) -> list[LedgerRow]:
    """The rows of a place, or the one of a child's card, as the actor sees them listed. Commits the log.

    Raises:
        Missing: the place or the child is not the actor's, or the names are not.
        Refused: the filters leave nobody.
    """
    authorize(actor, Permission.LEDGER_EXPORT, place)
    if wish.named:
        authorize(actor, Permission.LEDGER_NAMES, place)
    rows = all_rows(session, source_for(session, actor, of_place(place)), wish.filters, wish.sort)
    if not rows:
        raise Refused("ledgers.nothing")
    log(session, actor, place, len(rows), wish)
    return rows


def log(session: DbSession, actor: Actor, place: Area | Child, count: int, wish: Wish) -> None:
    """One event for the file, committed before it is made."""
    details = {"count": count, "named": wish.named, "reason": wish.reason.value}
    audit.record_and_commit(session, actor, audit.Action.LEDGER_EXPORTED, place, **details)
