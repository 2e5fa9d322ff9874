"""Making a pairing card: a new version when what the last one says has changed, the last one again when not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from app.children.rules.receipts import receipt_code
from app.foundation import audit
from app.foundation.access import Actor, Permission, authorize, may
from app.foundation.audit import Action
from app.foundation.chinese import ALL_SLOTS
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.pairing.cards import carded_of, may_be_given
from app.pairing.models import PairingCard
from app.pairing.queries import load_pairing
from app.pairing.rules.steps import lock_pairing

MOST_SLOTS = 6
"""More do not fit on the paper in large type, and say nothing."""


@dataclass(frozen=True)
class Days:
    """Which days a card is to name; none: the teacher phones before each visit."""

    slots: frozenset[str]


def make_card(session: DbSession, actor: Actor, pairing_id: uuid.UUID, days: Days | None = None) -> PairingCard:
    """The card of a pairing as it is today. ``days`` None: those of the last card. Commits.

    The family's receipt is made with it where there is none and a phone is on file that opens it.

    Raises:
        Missing: not the actor's to print.
        Refused: the pairing is not approved, something does not hold, or there are too many days.
    """
    authorize(actor, Permission.CARD_PRINT, load_pairing(session, pairing_id))
    _make_receipt(session, actor, pairing_id)
    pairing = lock_pairing(session, pairing_id)
    if not may_be_given(pairing):
        raise Refused("card.not_now")
    [known] = carded_of(session, [pairing])
    last = known.card
    slots = (last.slots if last is not None else None) if days is None else (days.slots or None)
    if slots is not None and (len(slots) > MOST_SLOTS or not slots <= set(ALL_SLOTS)):
        raise Refused("card.too_many_days", field="slots", most=MOST_SLOTS)
    if last is None or known.due or slots != last.slots:
        says = known.says
        last = PairingCard(
            id=uuid.uuid4(), pairing=pairing, number=last.number + 1 if last is not None else 1, slots=slots,
            ends_on=says.ends_on, account=says.caller, call_number=says.call_number, with_photo=says.with_photo,
            made_by_id=actor.id,
        )  # fmt: skip
        session.add(last)
    audit.record(session, actor, Action.CARD_MADE, pairing, number=last.number)
    session.commit()
    return last


def make_cards(session: DbSession, actor: Actor, ids: Iterable[uuid.UUID]) -> list[PairingCard]:
    """The cards of several pairings; one that may not have one now is left out. Commits one by one.

    Raises:
        Missing: one of them is not the actor's to print.
    """
    made = []
    for pairing_id in dict.fromkeys(ids):
        try:
            made.append(make_card(session, actor, pairing_id))
        except Missing:
            raise
        except Refused:
            session.rollback()  # it lapsed since the list was shown
    return made


def _make_receipt(session: DbSession, actor: Actor, pairing_id: uuid.UUID) -> None:
    pairing = load_pairing(session, pairing_id)
    if pairing is None or not may(actor, Permission.CONSENT_LINK, pairing.child):
        return
    try:
        receipt_code(session, actor, pairing.child_id)
    except Refused:
        session.rollback()  # no phone on file opens one: the card goes without its code
