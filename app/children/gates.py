"""What keeps a child out of matching: never a weight, nothing to skip. Reads the records themselves, not the mirror."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import object_session

from app.children.consent_text import still_good
from app.children.models import Child, ChildStatus, ChildWish, Consent, ConsentDecision, Scope
from app.foundation import clock
from app.foundation.chinese import Relation

HIGHEST_RISK = 3


class ChildGate(StrEnum):
    """Each gate a child can fail at."""

    CONSENT_MISSING = "consent_missing"
    CONSENT_EXPIRED = "consent_expired"
    TEXT_OUTDATED = "text_outdated"
    WISH_NO = "wish_no"
    HELD = "held"
    RISK_NOTE_MISSING = "risk_note_missing"
    LEFT_LEDGER = "left_ledger"
    NO_NEED = "no_need"


def missing(child: Child, today: date) -> tuple[ChildGate, ...]:
    """Every gate that does not hold today; empty where the child may be matched."""
    found: list[ChildGate] = []
    if child.status is ChildStatus.LEFT:
        found.append(ChildGate.LEFT_LEDGER)
    if child.hold is not None:
        found.append(ChildGate.HELD)
    found.extend(_consent_gates(last_decision(child.consents), today))
    if child.risk >= HIGHEST_RISK and not (child.suitability and child.professional):
        found.append(ChildGate.RISK_NOTE_MISSING)
    if not child.needs:
        found.append(ChildGate.NO_NEED)
    return tuple(found)


def last_decision(consents: Iterable[Consent]) -> Consent | None:
    """The decision that counts: the last one given, and of one day the last one recorded.

    A withdrawal counts from its own day: no consent given before it, and entered or merged later, undoes it.
    """
    return max(consents, key=lambda one: (_decided_on(one), one.recorded_at), default=None)


def _decided_on(consent: Consent) -> date:
    withdrawn = consent.withdrawn_at
    return consent.given_on if withdrawn is None else max(consent.given_on, clock.local(withdrawn).date())


def has_said_no(child: Child) -> bool:
    """Whether the guardian's last word is a refusal or a withdrawal: an expired consent is neither."""
    last = last_decision(child.consents)
    return last is not None and (last.decision is ConsentDecision.REFUSED or last.withdrawn_at is not None)


def may_consent(*, legal_guardian: bool, authority: str | None, body: bool) -> bool:
    """Whether a yes counts: from a legal guardian, or from a carer with the parent's written authorisation on record.

    A body is guardian only by a paper that says so.
    """
    return bool(authority) or (legal_guardian and not body)


def stands(consent: Consent | None) -> bool:
    """Whether it is a yes of somebody who may give one, and nobody took it back; its last day is another gate's."""
    return (
        consent is not None
        and consent.decision is ConsentDecision.GIVEN
        and consent.withdrawn_at is None
        and may_consent(
            legal_guardian=consent.legal_guardian,
            authority=consent.authority,
            body=consent.relation == Relation.GUARDIAN_BODY,
        )
    )


def agrees(child: Child, scope: Scope) -> bool:
    """Whether the consent that counts says yes to this too; a visit at home needs the yes of the carer as well."""
    last = last_decision(child.consents)
    if last is None or not stands(last) or not getattr(last, scope.value):
        return False
    return scope is not Scope.HOME_VISIT or last.home_yes_on is not None


def valid_until(consents: Iterable[Consent]) -> date | None:
    """Until when the consent reaches, as the file's mirror keeps it; None where there is none."""
    last = last_decision(consents)
    return last.expires_on if last is not None and stands(last) else None


def mirror_consent(child: Child) -> None:
    """Bring the file's ``consented_until`` up to its consents."""
    child.consented_until = valid_until(child.consents)


def _consent_gates(last: Consent | None, today: date) -> list[ChildGate]:
    if last is None or not stands(last):
        return [ChildGate.CONSENT_MISSING]
    found = []
    if last.expires_on is None or last.expires_on < today:
        found.append(ChildGate.CONSENT_EXPIRED)
    if not still_good(object_session(last), last.text_version):
        found.append(ChildGate.TEXT_OUTDATED)
    if last.child_wish is ChildWish.NO:
        found.append(ChildGate.WISH_NO)
    return found
