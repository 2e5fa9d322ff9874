"""A guardian's decision: given, refused with equal weight, withdrawn; one by one and ticked off from a list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from app.children.codes import WithdrawReason
from app.children.gates import last_decision, stands
from app.children.models import Child, Consent
from app.children.rules.files import locked_child
from app.children.rules.recording import ConsentInput, put_consent, take_back
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.messages import explain


def record_consent(
    session: DbSession, actor: Actor, child_id: uuid.UUID, given: ConsentInput, *, consent_id: uuid.UUID
) -> Consent:
    """Record one decision; a retry with the same ``consent_id`` records nothing.

    Raises:
        Refused: what was given cannot be (see ``recording``).
    """
    child = locked_child(session, actor, Permission.CONSENT_RECORD, child_id)
    known = session.get(Consent, consent_id)
    if known is not None and known.child_id == child.id:
        return known
    consent = put_consent(session, actor, child, given, consent_id if known is None else uuid.uuid4())
    session.commit()
    return consent


def record_consents(
    session: DbSession, actor: Actor, given: Sequence[tuple[uuid.UUID, ConsentInput]], *, batch_id: uuid.UUID
) -> int:
    """Record a list of decisions in one transaction: all or none; return how many were new.

    A retry with the same ``batch_id`` records nothing: each row's id follows from the batch and the child.

    Raises:
        Refused: nobody is ticked, or what was given for a child cannot be; the message names that child's code.
    """
    if not given:
        raise Refused("children.nobody_ticked")
    new = 0
    for child_id, one in sorted(given, key=lambda item: item[0]):
        child = locked_child(session, actor, Permission.CONSENT_RECORD, child_id)
        consent_id = uuid.uuid5(batch_id, str(child.id))
        if session.get(Consent, consent_id) is None:
            _put_named(session, actor, child, one, consent_id)
            new += 1
    session.commit()
    return new


def _put_named(session: DbSession, actor: Actor, child: Child, given: ConsentInput, consent_id: uuid.UUID) -> None:
    """``put_consent`` for a row among many: what is refused says of which child (by its code)."""
    try:
        put_consent(session, actor, child, given, consent_id)
    except Refused as error:
        raise Refused("children.of_one_row", child=child.code, why=explain(error)) from error


def withdraw_consent(session: DbSession, actor: Actor, child_id: uuid.UUID, reason: WithdrawReason) -> Child:
    """End the consent at once; pairings end by the event, in this transaction. Idempotent."""
    child = locked_child(session, actor, Permission.CONSENT_RECORD, child_id)
    if take_back(session, actor, child, reason):
        session.commit()
    return child


def record_home_yes(session: DbSession, actor: Actor, child_id: uuid.UUID, carer: str) -> Child:
    """The carer, too, said yes to visits at home; an empty name takes that back. Saying the same twice is once.

    Raises:
        Refused: no consent stands that agrees to visits at home.
    """
    child = locked_child(session, actor, Permission.CONSENT_RECORD, child_id)
    last, name = last_decision(child.consents), carer.strip()
    if last is None or not stands(last) or not last.home_visit:
        raise Refused("children.home_not_agreed")
    if (last.home_yes_by or "") != name:
        last.home_yes_by, last.home_yes_on = (name, clock.today()) if name else (None, None)
        audit.record(session, actor, Action.CONSENT_HOME_YES, child, agreed=bool(name))
    session.commit()
    return child


def consent_to_withdraw(actor: Actor, child: Child | None) -> Consent | None:
    """The consent that could be withdrawn now."""
    last = last_decision(authorize(actor, Permission.CONSENT_RECORD, child).consents)
    return last if stands(last) else None
