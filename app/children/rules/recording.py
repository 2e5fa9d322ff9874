"""Putting a decision on file, and taking a yes back: what staff, a link and a receipt have in common. No commits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from app.children.codes import WithdrawReason
from app.children.consent_text import MONTHS, current_version, versions
from app.children.events import ChildGateShut, ConsentWithdrawn
from app.children.gates import last_decision, may_consent, mirror_consent, missing, stands
from app.children.models import Child, ChildStatus, ChildWish, Consent, ConsentDecision, ConsentMethod, Scope
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.audit import Action
from app.foundation.chinese import Relation, normalise_name
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish


@dataclass(frozen=True)
class ConsentInput:
    """One decision as given. ``expires_on`` None: in twelve months; ``text_version`` None: the current one.

    ``home_yes_by``: the carer who said yes to visits at home as well.
    """

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
    authority: str | None = None
    home_yes_by: str | None = None
    link_id: uuid.UUID | None = None


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def put_consent(session: DbSession, actor: Actor, child: Child, given: ConsentInput, consent_id: uuid.UUID) -> Consent:
    """Put a decision on the file of a child that the caller has locked; what it ends is ended by events.

    Raises:
        Refused: what was given cannot be (see ``_check``).
    """
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


def take_back(session: DbSession, actor: Actor, child: Child, reason: WithdrawReason) -> bool:
    """End the consent that stands; pairings end by the event. Whether there was one. The caller holds the child."""
    last = last_decision(child.consents)
    if last is None or not stands(last):
        return False
    last.withdrawn_at, last.withdrawn_reason = clock.now(), reason.value
    mirror_consent(child)
    publish(session, ConsentWithdrawn(child, actor, reason.value))
    audit.record(session, actor, Action.CONSENT_WITHDRAWN, child, reason=reason.value)
    return True


def _values(given: ConsentInput) -> dict[str, Any]:
    values = {one.name: getattr(given, one.name) for one in fields(given)}
    agreed = given.decision is ConsentDecision.GIVEN
    values["expires_on"] = (given.expires_on or add_months(given.given_on, MONTHS)) if agreed else None
    if not agreed:
        values |= {scope.value: False for scope in Scope}
    at_home = agreed and given.home_visit and bool((given.home_yes_by or "").strip())
    values["home_yes_by"] = (given.home_yes_by or "").strip() if at_home else None
    values["home_yes_on"] = given.given_on if at_home else None
    for name in ("witness", "evidence", "authority"):
        values[name] = (getattr(given, name) or "").strip() or None
    return values


def _check(session: DbSession, child: Child, given: ConsentInput) -> None:
    """Refuse what cannot be: a yes of somebody who may not give it, no name, an impossible day, an unknown text."""
    if child.status is ChildStatus.LEFT:
        raise Refused("children.not_on_ledger")
    if not given.consenter.strip():
        raise Refused("children.consenter_missing", field="consenter")
    if not given.relation.strip():
        raise Refused("children.relation_missing", field="relation")
    if given.decision is ConsentDecision.GIVEN:
        _check_right(given)
    if given.method is ConsentMethod.ORAL_WITNESS:
        _check_witness(given)
    if given.text_version not in versions(session):
        raise Refused("children.text_version", field="text_version")
    _check_days(child, given)


def _check_right(given: ConsentInput) -> None:
    body, authority = given.relation == Relation.GUARDIAN_BODY, (given.authority or "").strip()
    if not may_consent(legal_guardian=given.legal_guardian, authority=authority, body=body):
        raise Refused("children.body_paper" if body else "children.not_guardian", field="authority")


def _check_witness(given: ConsentInput) -> None:
    witness = normalise_name(given.witness or "")
    if not witness:
        raise Refused("children.witness_missing", field="witness")
    if witness == normalise_name(given.consenter):
        raise Refused("children.witness_is_consenter", field="witness")


def _check_days(child: Child, given: ConsentInput) -> None:
    if not child.birth_date <= given.given_on <= clock.today():
        raise Refused("children.consent_day", field="given_on")
    withdrawn = [clock.local(one.withdrawn_at).date() for one in child.consents if one.withdrawn_at is not None]
    if given.decision is ConsentDecision.GIVEN and withdrawn and given.given_on < max(withdrawn):
        raise Refused("children.consent_before_withdrawal", field="given_on", day=max(withdrawn))
    latest = add_months(given.given_on, MONTHS)
    if given.expires_on is not None and not given.given_on < given.expires_on <= latest:
        raise Refused("children.consent_until", field="expires_on")
