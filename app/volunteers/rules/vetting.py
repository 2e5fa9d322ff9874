"""Recording checks: by whom, when, with what result. Never a document, never an offence."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.chinese import parse_name
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused
from app.foundation.events import publish
from app.texts.kinds import TextKind
from app.texts.queries import standing
from app.volunteers.events import SkillUnverified, VolunteerFailedVetting
from app.volunteers.gates import ADULT, NEEDS_VERIFICATION, expiry_of, latest_checks
from app.volunteers.models import Skill, VettingCheck, VettingKind, VettingResult, Volunteer
from app.volunteers.training import MOST_HOURS, counting_training

CAN_FAIL = frozenset({VettingKind.IDENTITY, VettingKind.BACKGROUND})
OF_A_TEXT = {VettingKind.PLEDGE: TextKind.PLEDGE, VettingKind.TRAINING: TextKind.QUIZ}
OLDEST = timedelta(days=365 * 5)


@dataclass(frozen=True)
class Outcome:
    """What one check of one volunteer came to."""

    volunteer_id: uuid.UUID
    kind: VettingKind
    checked_on: date
    result: VettingResult = VettingResult.CLEAR
    reference: str = ""
    hours: int | None = None
    """Of training done in person, where the quiz was answered too."""


def record_checks(session: DbSession, actor: Actor, outcomes: Iterable[Outcome]) -> int:
    """Record them all or none; return how many said something new. A repeat of the same outcome says nothing new.

    One that failed or was taken back is told to the parts above, which suspend the volunteer's pairings in the same
    transaction.

    Raises:
        Missing: a volunteer is not there, or not of the actor's district.
        Refused: a day lies in the future or too far back, a kind that cannot fail is said to have failed, or nothing
            stands that could be taken back.
    """
    wanted = list(outcomes)
    volunteers = _locked(session, actor, {one.volunteer_id for one in wanted})
    for one in wanted:
        check_outcome(one, volunteers[one.volunteer_id])
    recorded = sum(_record(session, actor, volunteers[one.volunteer_id], one) for one in wanted)
    session.commit()
    return recorded


def verify_skill(session: DbSession, actor: Actor, skill_id: uuid.UUID, supervisor: str) -> Skill:
    """Say that a volunteer can do what needs verifying (counselling), and who supervises.

    Raises:
        Missing: no such skill, or not of the actor's district.
        Refused: the skill needs no verifying, or no supervisor is named.
    """
    skill = _skill(session, actor, skill_id)
    name = parse_name(supervisor).value
    if name is None:
        raise Refused("volunteers.supervisor_missing", field="supervisor")
    if skill.area not in NEEDS_VERIFICATION:
        raise Refused("volunteers.needs_no_verifying")
    if skill.verified_on is None or skill.supervisor != name:
        skill.verified_on, skill.supervisor = clock.today(), name
        details = {"check": skill.area, "result": VettingResult.CLEAR.value}
        audit.record(session, actor, audit.Action.VETTING_RECORDED, skill.volunteer, **details)
    session.commit()
    return skill


def unverify_skill(session: DbSession, actor: Actor, skill_id: uuid.UUID) -> Skill:
    """Take a verification back; pairings that rest on it are suspended by the event, in this transaction.

    Raises:
        Missing: no such skill, or not of the actor's district.
    """
    skill = _skill(session, actor, skill_id)
    if skill.verified_on is not None:
        skill.verified_on = skill.supervisor = None
        details = {"check": skill.area, "result": VettingResult.WITHDRAWN.value}
        publish(session, SkillUnverified(skill.volunteer, actor))
        audit.record(session, actor, audit.Action.VETTING_RECORDED, skill.volunteer, **details)
    session.commit()
    return skill


def _skill(session: DbSession, actor: Actor, skill_id: uuid.UUID) -> Skill:
    found = session.get(Skill, skill_id)
    if found is None:
        raise Missing
    _locked(session, actor, {found.volunteer_id})
    session.refresh(found)
    return found


def _locked(session: DbSession, actor: Actor, ids: set[uuid.UUID]) -> dict[uuid.UUID, Volunteer]:
    """The volunteers, locked in one order: an approval that reads their gates waits until this is decided."""
    query = (
        select(Volunteer)
        .where(Volunteer.id.in_(ids))
        .order_by(Volunteer.id)
        .options(selectinload(Volunteer.checks))
        .with_for_update(of=Volunteer)
        .execution_options(populate_existing=True)
    )
    found: Sequence[Volunteer] = session.scalars(query).all()
    if len(found) != len(ids):
        raise Missing
    return {one.id: authorize(actor, Permission.VETTING_RECORD, one) for one in found}


def check_outcome(outcome: Outcome, volunteer: Volunteer) -> None:
    """Refuse what cannot be recorded.

    Raises:
        Refused: see ``record_checks``.
    """
    today = clock.today()
    if outcome.checked_on > today:
        raise Refused("volunteers.checked_in_future", field="checked_on")
    if outcome.checked_on < today - OLDEST:
        raise Refused("volunteers.checked_long_ago", field="checked_on")
    clear = outcome.result is VettingResult.CLEAR
    if clear and outcome.kind is VettingKind.BACKGROUND and today >= expiry_of(outcome.checked_on):
        raise Refused("volunteers.background_expired", field="checked_on")
    hours = outcome.hours or 0
    if clear and outcome.kind is VettingKind.TRAINING and not 1 <= hours <= MOST_HOURS:
        raise Refused("volunteers.hours_missing", field="hours", most=MOST_HOURS)
    if outcome.result is VettingResult.FAILED and outcome.kind not in CAN_FAIL:
        raise Refused("volunteers.cannot_fail", field="result")
    if outcome.result is VettingResult.WITHDRAWN and not _can_withdraw(outcome.kind, volunteer):
        raise Refused("volunteers.nothing_to_withdraw", field="result")
    if outcome.kind is VettingKind.GUARDIAN and clock.age_on(volunteer.birth_date, today) >= ADULT:
        raise Refused("volunteers.guardian_not_needed", field="kind")


def _can_withdraw(kind: VettingKind, volunteer: Volunteer) -> bool:
    """Whether the check that counts is one that was clear; taking back twice is taking back once."""
    last = latest_checks(volunteer).get(kind)
    return last is not None and last.result is not VettingResult.FAILED


def _record(session: DbSession, actor: Actor, volunteer: Volunteer, outcome: Outcome) -> bool:
    last = latest_checks(volunteer).get(outcome.kind)
    if last is not None and _is_known(session, volunteer, last, outcome):
        return False
    volunteer.checks.append(
        VettingCheck(
            kind=outcome.kind,
            result=outcome.result,
            checked_on=outcome.checked_on,
            expires_on=_expires_on(outcome),
            reference=outcome.reference,
            text_version=_text_version(session, outcome),
            hours=outcome.hours if outcome.result is VettingResult.CLEAR else None,
            recorded_by_id=actor.id,
            recorded_at=clock.now(),
        )
    )
    details = {"check": outcome.kind.value, "result": outcome.result.value}
    audit.record(session, actor, audit.Action.VETTING_RECORDED, volunteer, **details)
    if outcome.result is not VettingResult.CLEAR:
        publish(session, VolunteerFailedVetting(volunteer, actor))
    return True


def _is_known(session: DbSession, volunteer: Volunteer, last: VettingCheck, outcome: Outcome) -> bool:
    """Whether this was recorded already: as the last of its kind, or among the hours of training that add up."""
    hours = outcome.hours if outcome.result is VettingResult.CLEAR else None
    said = (outcome.result, outcome.checked_on, outcome.reference, hours, _text_version(session, outcome))
    adding = outcome.kind is VettingKind.TRAINING and outcome.result is VettingResult.CLEAR
    among = counting_training(volunteer, clock.today()) if adding else [last]
    return said in [(one.result, one.checked_on, one.reference, one.hours, one.text_version) for one in among]


def _text_version(session: DbSession, outcome: Outcome) -> int | None:
    """Which text was signed or answered on paper: the one in force."""
    kind = OF_A_TEXT.get(outcome.kind)
    return standing(session, kind).current if kind and outcome.result is VettingResult.CLEAR else None


def _expires_on(outcome: Outcome) -> date | None:
    is_dated = outcome.kind is VettingKind.BACKGROUND and outcome.result is VettingResult.CLEAR
    return expiry_of(outcome.checked_on) if is_dated else None
