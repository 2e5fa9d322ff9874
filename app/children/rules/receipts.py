"""The receipt of a yes: a lasting link that shows a family who comes, and takes the yes back.

It opens with the last four digits of a phone on file today, so that a changed number still opens it.
"""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import AttemptKind
from app.accounts.rules.throttling import Throttle
from app.children.codes import WithdrawReason
from app.children.doors import code_of, guardians_of, hash_of, plain_digits, whose
from app.children.gates import last_decision, stands
from app.children.models import Carer, Child, Consent, ConsentReceipt
from app.children.models.asking import RECEIPT_TRIES
from app.children.rules.files import locked_child
from app.children.rules.recording import take_back
from app.foundation import audit
from app.foundation.access import Actor, Permission, system_actor
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.secrets.keyring import keyring

BY_RECEIPT = system_actor("consent receipt")


def find_receipt(session: DbSession, code: str) -> ConsentReceipt | None:
    """The receipt of a case code."""
    return session.scalars(select(ConsentReceipt).where(ConsentReceipt.code_hash == hash_of(code))).one_or_none()


def open_receipt(session: DbSession, code: str, digits: str) -> uuid.UUID:
    """Judge the digits; the receipt's id. Commits.

    Raises:
        Refused: wrong digits, no such receipt, or too many tries: always the same words.
    """
    key = hash_of(code)
    throttle = Throttle(session, AttemptKind.FAMILY, keyring.token("consent.try", key))
    throttle.begin()
    wanted = select(ConsentReceipt).where(ConsentReceipt.code_hash == key).with_for_update(of=ConsentReceipt)
    receipt = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    child = _child_of(session, receipt)
    fits = child is not None and whose(_family(child), plain_digits(digits)) is not None
    judged = receipt is not None and receipt.failures < RECEIPT_TRIES and not throttle.blocked
    if receipt is None or not fits or not judged:
        if receipt is not None and judged:
            receipt.failures += 1
        session.commit()
        raise Refused("children.link_wrong")
    throttle.succeeded()
    receipt.failures = 0
    audit.record(session, BY_RECEIPT, Action.CONSENT_RECEIPT_OPENED, child)
    session.commit()
    return receipt.id


def withdraw_by_receipt(session: DbSession, receipt_id: uuid.UUID) -> Child:
    """Take the yes that stands back at once, whichever paper or link it came by; twice is once. Commits.

    Raises:
        Refused: there is no such receipt.
    """
    child_id = session.scalar(
        select(Consent.child_id).join(ConsentReceipt, ConsentReceipt.consent_id == Consent.id)
        .where(ConsentReceipt.id == receipt_id)
    )  # fmt: skip
    if child_id is None:
        raise Refused("children.link_closed")
    child = locked_child(session, BY_RECEIPT, Permission.CONSENT_RECORD, child_id)
    take_back(session, BY_RECEIPT, child, WithdrawReason.NOT_SAID)
    session.commit()
    return child


def receipt_code(session: DbSession, actor: Actor, child_id: uuid.UUID) -> str:
    """The case code of a yes that stands, for staff to print; its receipt is made where there is none. Commits.

    Raises:
        Missing: the child is outside the actor's school or village.
        Refused: no yes stands, or no phone is on file that could open it.
    """
    child = locked_child(session, actor, Permission.CONSENT_LINK, child_id)
    consent = last_decision(child.consents)
    if consent is None or not stands(consent):
        raise Refused("children.link_closed")
    if not _family(child):
        raise Refused("children.link_nobody")
    code = code_of(consent)
    if session.scalar(select(ConsentReceipt.id).where(ConsentReceipt.consent_id == consent.id)) is None:
        session.add(new_receipt(consent))
    session.commit()
    return code


def new_receipt(consent: Consent) -> ConsentReceipt:
    """A receipt of a yes, not yet in the session."""
    return ConsentReceipt(child_id=consent.child_id, consent_id=consent.id, code_hash=hash_of(code_of(consent)))


def _child_of(session: DbSession, receipt: ConsentReceipt | None) -> Child | None:
    """The child with its carers; the same query where there is no receipt."""
    consent_id = receipt.consent_id if receipt is not None else None
    wanted = select(Child).join(Consent, Consent.child_id == Child.id).where(Consent.id == consent_id)
    return session.scalars(wanted.options(selectinload(Child.carers))).one_or_none()


def _family(child: Child) -> list[Carer]:
    """Whose phone opens a receipt: legal guardians, and who looks after the child if they were allowed to decide."""
    carers = guardians_of(child, for_carer=False)
    allowed = any(one.authority for one in child.consents)
    return [*carers, *(guardians_of(child, for_carer=True) if allowed else [])]
