"""Where each kind of entry comes from: the column of its moment, its key, and the rows of a child."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload, selectinload

from app.activities.models import Activity, ActivityState, Attendance, SafetyLesson
from app.children.models import Child, ChildTransfer, Consent, LedgerChange, RiskChange, TransferState
from app.coverage.ledgers.timeline import words
from app.coverage.ledgers.timeline.parts import Kind, Part
from app.coverage.ledgers.timeline.words import Told
from app.pairing.models import Pairing
from app.sessions.models import MissedMeeting, ServiceSession, SessionState
from app.visits.due import counted
from app.visits.models import CareAgreement, FileCheck, Visit


@dataclass(frozen=True)
class Origin:
    """``at``: a column of moments or of days. ``rows``: the select of a child's records of this kind."""

    kind: Kind
    at: Any
    key: Any
    rows: Callable[[Child], Select[Any]]
    tell: Callable[[Any, Part], Told]


def _pairings(child: Child, moment: Any) -> Select[Any]:
    own = select(Pairing).where(Pairing.child_id == child.id, moment.is_not(None))
    return own.options(joinedload(Pairing.volunteer))


def _sessions(child: Child) -> Select[Any]:
    own = select(ServiceSession).where(ServiceSession.child_id == child.id)
    return own.where(ServiceSession.state == SessionState.CONFIRMED).options(joinedload(ServiceSession.volunteer))


def _missed(child: Child) -> Select[Any]:
    own = select(MissedMeeting).join(Pairing, Pairing.id == MissedMeeting.pairing_id)
    return own.where(Pairing.child_id == child.id, MissedMeeting.taken_back_at.is_(None))


def _activities(child: Child) -> Select[Any]:
    own = select(Activity).join(Attendance, Attendance.activity_id == Activity.id)
    held = own.where(Attendance.child_id == child.id, Activity.state == ActivityState.HELD)
    return held.options(joinedload(Activity.site), selectinload(Activity.topics))


def _consents(child: Child) -> Select[Any]:
    own = select(Consent).where(Consent.child_id == child.id)
    return own.options(defer(Consent.consenter), defer(Consent.witness), defer(Consent.home_yes_by))


def _visits(child: Child) -> Select[Any]:
    return select(Visit).where(Visit.child_id == child.id, counted()).options(joinedload(Visit.visited_by))


def _transfers(child: Child) -> Select[Any]:
    done = ChildTransfer.state == TransferState.DONE
    return select(ChildTransfer).where(ChildTransfer.child_id == child.id, done, ChildTransfer.decided_at.is_not(None))


def _of(model: Any) -> Callable[[Child], Select[Any]]:
    return lambda child: select(model).where(model.child_id == child.id)


ORIGINS: tuple[Origin, ...] = (
    Origin(Kind.SESSION, ServiceSession.starts_at, ServiceSession.id, _sessions, words.session),
    Origin(Kind.MISSED, MissedMeeting.day, MissedMeeting.id, _missed, words.missed),
    Origin(Kind.ACTIVITY, Activity.starts_at, Activity.id, _activities, words.activity),
    Origin(Kind.MET, Pairing.active_at, Pairing.id, lambda child: _pairings(child, Pairing.active_at), words.met),
    Origin(
        Kind.APPROVED, Pairing.approved_at, Pairing.id, lambda child: _pairings(child, Pairing.approved_at),
        words.approved,
    ),
    Origin(Kind.ENDED, Pairing.ended_at, Pairing.id, lambda child: _pairings(child, Pairing.ended_at), words.ended),
    Origin(Kind.CONSENT, Consent.given_on, Consent.id, _consents, words.consent),
    Origin(
        Kind.WITHDRAWN, Consent.withdrawn_at, Consent.id,
        lambda child: _consents(child).where(Consent.withdrawn_at.is_not(None)), words.withdrawn,
    ),
    Origin(Kind.RISK, RiskChange.changed_at, RiskChange.id, _of(RiskChange), words.risk),
    Origin(Kind.VISIT, Visit.visited_on, Visit.id, _visits, words.visit),
    Origin(Kind.AGREEMENT, CareAgreement.signed_on, CareAgreement.id, _of(CareAgreement), words.agreement),
    Origin(Kind.CHECK, FileCheck.checked_on, FileCheck.id, _of(FileCheck), words.check),
    Origin(Kind.LESSON, SafetyLesson.taught_on, SafetyLesson.id, _of(SafetyLesson), words.lesson),
    Origin(Kind.TRANSFER, ChildTransfer.decided_at, ChildTransfer.id, _transfers, words.transfer),
    Origin(Kind.LEDGER, LedgerChange.changed_on, LedgerChange.id, _of(LedgerChange), words.ledger),
    Origin(
        Kind.REGISTERED, Child.registered_on, Child.id, lambda child: select(Child).where(Child.id == child.id),
        words.registered,
    ),
)  # fmt: skip
