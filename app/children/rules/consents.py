"""A guardian's decision: given, refused with equal weight, withdrawn; one by one and ticked off from a list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from app.children.codes import WithdrawReason
from app.children.consent_text import MONTHS, current_version, versions
from app.children.events import ChildGateShut, ConsentWithdrawn
from app.children.gates import last_decision, mirror_consent, missing
from app.children.models import Child, ChildStatus, ChildWish, Consent, ConsentDecision, ConsentMethod
from app.children.rules.files import locked_child
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish

SCOPES = ("online", "home_visit", "photo", "sharing")


@dataclass(frozen=True)
class ConsentInput:
    """One decision as given. ``expires_on`` None: in twelve months; ``text_version`` None: the current one."""

    decision: ConsentDecision
    consenter: str
    relation: str
    legal_guardian: bool
    method: ConsentMethod
    given_on: date
    witness: str | None = None
    text_version: int | None = None
    expires_on: date | None = None
    online: bool = False
    home_visit: bool = False
    photo: bool = False
    sharing: bool = False
    child_wish: ChildWish = ChildWish.NOT_ASKED
    evidence: str | None = None


def record_consent(
    session: DbSession, actor: Actor, child_id: uuid.UUID, given: ConsentInput, *, consent_id: uuid.UUID
) -> Consent:
    """Record one decision; a retry with the same ``consent_id`` records nothing.

    Raises:
        Refused: what was given cannot be (see ``_check``).
    """
    child = locked_child(session, actor, Permission.CONSENT_RECORD, child_id)
    known = session.get(Consent, consent_id)
    if known is not None and known.child_id == child.id:
        return known
    consent = _record(session, actor, child, given, consent_id if known is None else uuid.uuid4())
    session.commit()
    return consent


def record_consents(
    session: DbSession, actor: Actor, given: Sequence[tuple[uuid.UUID, ConsentInput]], *, batch_id: uuid.UUID
) -> int:
    """Record a list of decisions in one transaction: all or none; return how many were new.

    A retry with the same ``batch_id`` records nothing: each row's id follows from the batch and the child.
    """
    if not given:
        raise Refused("children.nobody_ticked")
    new = 0
    for child_id, one in sorted(given, key=lambda item: item[0]):
        child = locked_child(session, actor, Permission.CONSENT_RECORD, child_id)
        consent_id = uuid.uuid5(batch_id, str(child.id))
        if session.get(Consent, consent_id) is None:
            _record(session, actor, child, one, consent_id)
            new += 1
    session.commit()
    return new


def withdraw_consent(session: DbSession, actor: Actor, child_id: uuid.UUID, reason: WithdrawReason) -> Child:
    """End the consent at once; pairings end by the event, in this transaction. Idempotent."""
    child = locked_child(session, actor, Permission.CONSENT_RECORD, child_id)
    last = last_decision(child.consents)
    if last is None or last.decision is not ConsentDecision.GIVEN or last.withdrawn_at is not None:
        return child
    last.withdrawn_at, last.withdrawn_reason = clock.now(), reason.value
    mirror_consent(child)
    publish(session, ConsentWithdrawn(child, actor, reason.value))
    audit.record(session, actor, Action.CONSENT_WITHDRAWN, child, reason=reason.value)
    session.commit()
    return child


def consent_to_withdraw(actor: Actor, child: Child | None) -> Consent | None:
    """The consent that could be withdrawn now."""
    last = last_decision(authorize(actor, Permission.CONSENT_RECORD, child).consents)
    given = last is not None and last.decision is ConsentDecision.GIVEN and last.withdrawn_at is None
    return last if given else None


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _record(session: DbSession, actor: Actor, child: Child, given: ConsentInput, consent_id: uuid.UUID) -> Consent:
    given = replace(given, text_version=current_version(session) if given.text_version is None else given.text_version)
    _check(session, child, given)
    had = child.consented(clock.today())
    consent = Consent(id=consent_id, recorded_by_id=actor.id, **_values(given))
    child.consents.append(consent)
    session.flush()
    mirror_consent(child)
    refused = given.decision is ConsentDecision.REFUSED
    if (had or refused) and not child.consented(clock.today()):
        publish(session, ConsentWithdrawn(child, actor, WithdrawReason.REFUSED_NOW.value))
    elif missing(child, clock.today()):
        publish(session, ChildGateShut(child, actor))
    audit.record(
        session, actor, Action.CONSENT_RECORDED, child, decision=given.decision.value, method=given.method.value
    )
    return consent


def _values(given: ConsentInput) -> dict[str, Any]:
    values = {one.name: getattr(given, one.name) for one in fields(given)}
    agreed = given.decision is ConsentDecision.GIVEN
    values["expires_on"] = (given.expires_on or add_months(given.given_on, MONTHS)) if agreed else None
    if not agreed:
        values |= dict.fromkeys(SCOPES, False)
    values["witness"] = given.witness or None
    values["evidence"] = given.evidence or None
    return values


def _check(session: DbSession, child: Child, given: ConsentInput) -> None:
    """Refuse what cannot be: no name, a day in the future or before birth, no witness, an unknown text."""
    today = clock.today()
    if child.status is ChildStatus.LEFT:
        raise Refused("children.not_on_ledger")
    if not given.consenter.strip():
        raise Refused("children.consenter_missing", field="consenter")
    if not child.birth_date <= given.given_on <= today:
        raise Refused("children.consent_day", field="given_on")
    withdrawn = [clock.local(one.withdrawn_at).date() for one in child.consents if one.withdrawn_at is not None]
    if given.decision is ConsentDecision.GIVEN and withdrawn and given.given_on < max(withdrawn):
        raise Refused("children.consent_before_withdrawal", field="given_on", day=max(withdrawn))
    if given.method is ConsentMethod.ORAL_WITNESS and not (given.witness or "").strip():
        raise Refused("children.witness_missing", field="witness")
    if given.text_version not in versions(session):
        raise Refused("children.text_version", field="text_version")
    latest = add_months(given.given_on, MONTHS)
    if given.expires_on is not None and not given.given_on < given.expires_on <= latest:
        raise Refused("children.consent_until", field="expires_on")
