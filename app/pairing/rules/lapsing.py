"""What must hold as long as a pairing lasts, and does not any more: what began is suspended, the rest is taken back.

What somebody records (a failed check, a wish of the child) acts at once, by an event of the floor below. What merely
runs out is found by a chore; nothing relies on it, because every step judges every gate itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.children.consent_text import material_version
from app.children.gates import HIGHEST_RISK, ChildGate
from app.children.models import Child, Consent, ConsentDecision
from app.foundation import clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.pairing.apart import are_kept_apart, keeps_apart, open_pairings_under
from app.pairing.gates import covers_enough, lapsed_of_child, lapsed_of_volunteer
from app.pairing.models import OPEN_STATES, DoNotPair, LapseReason, Pairing, PairingState
from app.pairing.rules.steps import lock_pairing, move
from app.seasons.models import Season
from app.texts.kinds import TextKind
from app.texts.queries import standing
from app.volunteers.gates import VolunteerGate
from app.volunteers.models import VettingCheck, VettingKind, VettingResult, Volunteer

TO_STOP = tuple(state for state in OPEN_STATES if state is not PairingState.SUSPENDED)


def stop_for_volunteer(
    session: DbSession, actor: Actor, volunteer: Volunteer, reason: LapseReason = LapseReason.VETTING_FAILED
) -> None:
    """A check failed or was taken back, or the volunteer is suspended. The caller holds the volunteer and commits."""
    held = _held(session, select(Pairing).where(Pairing.volunteer_id == volunteer.id))
    _stop(session, actor, held, reason)


def stop_for_skills_of(session: DbSession, actor: Actor, volunteer: Volunteer) -> None:
    """A skill does not count any more: stop what it alone carried. The caller holds the volunteer and commits."""
    held = _held(session, select(Pairing).where(Pairing.volunteer_id == volunteer.id))
    left = [pairing for pairing in held if not covers_enough(pairing.child, volunteer)]
    _stop(session, actor, left, LapseReason.SKILL_UNVERIFIED)


def stop_for_gates_of(session: DbSession, actor: Actor, child: Child) -> None:
    """Something in the file changed: judge its gates again. The caller holds the child and commits."""
    reason = _reason_of_child(lapsed_of_child(child, clock.today()))
    if reason is not None:
        _stop(session, actor, _held(session, select(Pairing).where(Pairing.child_id == child.id)), reason)


def stop_kept_apart(session: DbSession, actor: Actor, entry: DoNotPair) -> int:
    """Stop what an entry forbids, and return how much. The caller holds the volunteer and commits.

    One that began is suspended, not ended: the two are apart at once, and what a child is owed at an end, a farewell
    and somebody who comes after, is written by a person, who ends it. It cannot go on while the entry stands.
    """
    held = _held(session, open_pairings_under(entry))
    _stop(session, actor, held, LapseReason.KEPT_APART)
    return len(held)


def stop_lapsed(session: DbSession, actor: Actor) -> int:
    """Stop every pairing that rests on something run out; return how many. Each in a transaction of its own."""
    stopped, today = 0, clock.today()
    for pairing_id in session.scalars(_perhaps_lapsed(session, today)).all():
        pairing = lock_pairing(session, pairing_id)
        reason = lapse_of(pairing, today)
        if reason is None and are_kept_apart(session, pairing.child, pairing.volunteer):
            reason = LapseReason.KEPT_APART  # the child came to a school or village that an entry is about
        # Somebody may have renewed or ended it since the list was made.
        if reason is not None and pairing.state in TO_STOP:
            _stop(session, actor, [pairing], reason)
            stopped += 1
        session.commit()
    return stopped


def lapse_of(pairing: Pairing, today: date) -> LapseReason | None:
    """Why a pairing cannot go on today; None: everything that must hold as long as it lasts does."""
    of_volunteer = lapsed_of_volunteer(pairing.volunteer, pairing.season, today)
    if VolunteerGate.SUSPENDED in of_volunteer:
        return LapseReason.VOLUNTEER_SUSPENDED
    if VolunteerGate.BACKGROUND_EXPIRED in of_volunteer:
        return LapseReason.VETTING_EXPIRED
    if of_volunteer:
        return LapseReason.VETTING_FAILED
    return _reason_of_child(lapsed_of_child(pairing.child, today))


def _reason_of_child(shut: Iterable[ChildGate]) -> LapseReason | None:
    gates = set(shut)
    if not gates:
        return None
    return LapseReason.CONSENT_EXPIRED if ChildGate.CONSENT_EXPIRED in gates else LapseReason.CHILD_GATE


def _stop(session: DbSession, actor: Actor, pairings: Iterable[Pairing], reason: LapseReason) -> None:
    for pairing in pairings:
        begun = pairing.state is PairingState.ACTIVE
        move(session, actor, pairing, PairingState.SUSPENDED if begun else PairingState.WITHDRAWN, reason.value)


def _held(session: DbSession, wanted: Select[Pairing]) -> list[Pairing]:
    """Those that can be stopped, locked in one order."""
    open_ones = wanted.where(Pairing.state.in_(TO_STOP)).order_by(Pairing.id)
    return list(session.scalars(open_ones.with_for_update().execution_options(populate_existing=True)))


def _perhaps_lapsed(session: DbSession, today: date) -> Select[Any]:
    """Ids of pairings worth judging: all that lapsed by the day alone, and few others."""
    child = Pairing.child.has(or_(_no_consent(session, today), _no_risk_note()))
    checks = or_(_no_background(today), _no_pledge(session), _no_quiz(session), _something_ran_out(today))
    volunteer = Pairing.volunteer.has(or_(checks, Volunteer.suspended_since.is_not(None)))
    shut = or_(child, volunteer, _few_hours(), keeps_apart())
    return select(Pairing.id).where(Pairing.state.in_(TO_STOP), shut).order_by(Pairing.id)


def _no_consent(session: DbSession, today: date) -> ColumnElement[bool]:
    stands = and_(Consent.decision == ConsentDecision.GIVEN, Consent.text_version >= material_version(session))
    return or_(~Child.is_consented(today), ~Child.consents.any(stands))


def _no_risk_note() -> ColumnElement[bool]:
    return and_(Child.risk >= HIGHEST_RISK, or_(Child.suitability.is_(None), Child.professional.is_(None)))


def _no_background(today: date) -> ColumnElement[bool]:
    """No background check that counts for sure; the gate judges the day itself."""
    counts = and_(
        VettingCheck.kind == VettingKind.BACKGROUND,
        VettingCheck.result == VettingResult.CLEAR,
        VettingCheck.checked_on > today - timedelta(days=365),
        or_(VettingCheck.expires_on.is_(None), VettingCheck.expires_on > today),
    )
    return ~Volunteer.checks.any(counts)


def _no_pledge(session: DbSession) -> ColumnElement[bool]:
    """Signed no text that still counts: everybody does once a new one is material."""
    material = standing(session, TextKind.PLEDGE).material
    counts = and_(VettingCheck.kind == VettingKind.PLEDGE, VettingCheck.text_version >= material)
    return ~Volunteer.checks.any(counts)


def _no_quiz(session: DbSession) -> ColumnElement[bool]:
    """Passed no quiz that still counts."""
    material = standing(session, TextKind.QUIZ).material
    counts = and_(VettingCheck.kind == VettingKind.TRAINING, VettingCheck.text_version >= material)
    return ~Volunteer.checks.any(counts)


def _few_hours() -> ColumnElement[bool]:
    """Fewer hours of training than the season asks for; what was taken back was acted on when it was."""
    done = select(func.coalesce(func.sum(VettingCheck.hours), 0)).where(
        VettingCheck.volunteer_id == Pairing.volunteer_id, VettingCheck.kind == VettingKind.TRAINING
    )
    asked = select(Season.training_hours).where(Season.id == Pairing.season_id)
    return done.correlate(Pairing).scalar_subquery() < asked.correlate(Pairing).scalar_subquery()


def _something_ran_out(today: date) -> ColumnElement[bool]:
    other = VettingCheck.kind != VettingKind.BACKGROUND
    return Volunteer.checks.any(and_(other, VettingCheck.expires_on.is_not(None), VettingCheck.expires_on <= today))
