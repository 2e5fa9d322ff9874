"""Pairing cards: which pairings have one, what it says, and whether that is still true. Scoped like the pairings."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Account
from app.children.doors import code_of
from app.children.gates import last_decision, stands
from app.children.models import Child
from app.children.rules.receipts import find_receipt
from app.foundation import clock
from app.foundation.access import Actor, Permission, may
from app.foundation.database import DbSession
from app.pairing.access import central_school_id, seen_near
from app.pairing.gates import has_lapsed
from app.pairing.models import Pairing, PairingCard, PairingState
from app.pairing.queries import introducers, visible_pairings
from app.pairing.stages import called, given_name, latest_meeting
from app.volunteers.gates import availability_in
from app.volunteers.models import PhotoState, Volunteer, VolunteerPhoto
from app.volunteers.queries import loaded

Callers = dict[tuple[uuid.UUID | None, ...], dict[uuid.UUID, Account]]
"""Who of a school and village can be called, so that a list asks once for each."""
SHOWN = (PairingState.APPROVED, PairingState.ACTIVE)


@dataclass(frozen=True)
class Says:
    """What a card of this pairing would say today, beyond who the two are and on which days."""

    ends_on: date
    caller: Account | None
    call_number: str | None
    with_photo: bool


@dataclass(frozen=True)
class Carded:
    """A pairing, its last card (None: never made), and whether a new one is due."""

    pairing: Pairing
    card: PairingCard | None
    says: Says

    @property
    def due(self) -> bool:
        """No card yet, or what the last one says is not true any more."""
        card, now = self.card, self.says
        if card is None:
            return True
        caller_id = now.caller.id if now.caller is not None else None
        known = (card.ends_on, card.account_id, card.call_number, card.with_photo)
        return known != (now.ends_on, caller_id, now.call_number, now.with_photo)


@dataclass(frozen=True)
class Shown:
    """What stands on the paper. ``receipt``: the case code of the family's page, where there is one."""

    card: PairingCard
    volunteer: str
    child: str
    code: str
    caller: str | None
    receipt: str | None


def cards_near(session: DbSession, actor: Actor) -> list[Carded]:
    """The pairings whose cards the actor prints: who needs one first, then by the child's code."""
    near = [one for one in visible_pairings(session, actor, SHOWN) if may(actor, Permission.CARD_PRINT, one)]
    _load_gates(session, near)
    found = [one for one in near if may_be_given(one)]
    carded = carded_of(session, found)
    return sorted(carded, key=lambda one: (not one.due, one.pairing.child.code))


def count_without_card(session: DbSession, actor: Actor) -> int:
    """How many pairings of the actor's school or village have no card at all yet; one query, for the landing page."""
    printed = exists().where(PairingCard.pairing_id == Pairing.id)
    consented = Pairing.child.has(Child.is_consented(clock.today()))
    wanted = select(func.count(Pairing.id)).where(Pairing.state.in_(SHOWN), seen_near(actor), consented, ~printed)
    return session.scalar(wanted) or 0


def carded_of(session: DbSession, pairings: Iterable[Pairing]) -> list[Carded]:
    """The pairings with their last cards; the caller has judged them."""
    wanted = list(pairings)
    ids = [one.id for one in wanted]
    rows = session.scalars(
        select(PairingCard).where(PairingCard.pairing_id.in_(ids)).order_by(PairingCard.number)
    ).all()  # fmt: skip
    last: dict[uuid.UUID, PairingCard] = {row.pairing_id: row for row in rows}
    approved = VolunteerPhoto.state == PhotoState.APPROVED
    with_photo = set(session.scalars(select(VolunteerPhoto.volunteer_id).where(approved)))
    callers: Callers = {}
    return [
        Carded(one, last.get(one.id), _says(session, one, one.volunteer_id in with_photo, callers)) for one in wanted
    ]


def may_be_given(pairing: Pairing) -> bool:
    """Whether a card may be made now: the school approved, and all that must hold does hold."""
    return pairing.state in SHOWN and not has_lapsed(pairing, clock.today())


def shown_on(session: DbSession, card: PairingCard) -> Shown:
    """What a card says: of both people the given name alone."""
    pairing = card.pairing
    return Shown(
        card=card,
        volunteer=called(pairing.volunteer.name),
        child=given_name(pairing.child.name),
        code=pairing.child.code,
        caller=card.account.name if card.account is not None else None,
        receipt=receipt_of(session, pairing),
    )


def receipt_of(session: DbSession, pairing: Pairing) -> str | None:
    """The case code of the receipt that the family of a pairing has; None where none was made."""
    consent = last_decision(pairing.child.consents)
    if consent is None or not stands(consent):
        return None
    code = code_of(consent)
    return code if find_receipt(session, code) is not None else None


def _load_gates(session: DbSession, pairings: Iterable[Pairing]) -> None:
    """What the gates read, for all at once: judged one by one, each would ask the database anew."""
    rows = list(pairings)
    children = select(Child).where(Child.id.in_([one.child_id for one in rows]))
    session.scalars(children.options(selectinload(Child.consents), selectinload(Child.needs))).all()
    session.scalars(loaded(select(Volunteer).where(Volunteer.id.in_([one.volunteer_id for one in rows])))).all()


def _says(session: DbSession, pairing: Pairing, with_photo: bool, callers: Callers) -> Says:
    caller = _caller(session, pairing, callers)
    offered = availability_in(pairing.volunteer, pairing.season_id)
    home_to = offered.home_to if offered is not None else None
    ends_on = min(home_to or pairing.season.ends_on, pairing.season.ends_on)
    return Says(ends_on, caller, caller.work_phone if caller is not None else None, with_photo)


def _caller(session: DbSession, pairing: Pairing, callers: Callers) -> Account | None:
    """Who introduces, else who approved, else anybody of the school; who has no work phone is passed over."""
    child = pairing.child
    place = child.school_id, central_school_id(child), child.village_id, pairing.account_id
    if place not in callers:
        callers[place] = {one.id: one for one in introducers(session, pairing) if one.work_phone}
    reachable = callers[place]
    meeting = latest_meeting(pairing)
    first = [meeting.introducer_id] if meeting is not None else []
    for account_id in (*first, pairing.approved_by_id, *reachable):
        if account_id in reachable:
            return reachable[account_id]
    return None
