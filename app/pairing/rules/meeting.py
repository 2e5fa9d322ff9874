"""The first meeting: agreed with the approval, and how it went. Met makes the pairing active."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, time

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.pairing.models import Meeting, MeetingOutcome, MeetingPlace, Pairing, PairingState
from app.pairing.queries import introducers, meeting_schools, meeting_sites
from app.pairing.rules.steps import expect, judge, lock, lock_pairing, move

EARLIEST, LATEST = time(7, 30), time(20, 30)


@dataclass(frozen=True)
class MeetingPlan:
    """When (aware), where, and who introduces. ``place_id`` names the school or the site; a call has none."""

    at: datetime
    place: MeetingPlace
    place_id: uuid.UUID | None
    introducer_id: uuid.UUID
    another_adult: bool


def set_meeting(session: DbSession, actor: Actor, pairing: Pairing, plan: MeetingPlan) -> Meeting:
    """Agree on a first meeting. Does not commit.

    Raises:
        Refused: naming the field that cannot be like that.
    """
    _check_moment(pairing, plan.at)
    school_id, site_id = _check_place(session, pairing, plan)
    if plan.introducer_id not in {account.id for account in introducers(session, pairing)}:
        raise Refused("meeting.introducer", field="introducer")
    if not plan.another_adult:
        raise Refused("meeting.another_adult", field="another_adult")
    made = Meeting(
        id=uuid.uuid4(),
        pairing=pairing,
        at=plan.at,
        place=plan.place,
        school_id=school_id,
        site_id=site_id,
        introducer_id=plan.introducer_id,
        another_adult=True,
        set_by_id=actor.id,
        set_at=clock.now(),
    )
    session.add(made)
    audit.record(session, actor, audit.Action.MEETING_SET, pairing)
    return made


def _check_moment(pairing: Pairing, at: datetime) -> None:
    there, season = clock.local(at), pairing.season
    if at <= clock.now():
        raise Refused("meeting.past", field="day")
    if not season.starts_on <= there.date() <= season.ends_on:
        raise Refused("meeting.outside_season", field="day", first=season.starts_on, last=season.ends_on)
    if there.date().isoformat() in season.blackout:
        raise Refused("meeting.blackout", field="day")
    if not EARLIEST <= there.time() <= LATEST:
        raise Refused("meeting.hour", field="hour", first=f"{EARLIEST:%H:%M}", last=f"{LATEST:%H:%M}")


def _check_place(session: DbSession, pairing: Pairing, plan: MeetingPlan) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """The school and the site of the meeting, at most one of them."""
    if plan.place is MeetingPlace.CALL:
        return None, None
    found = meeting_schools if plan.place is MeetingPlace.SCHOOL else meeting_sites
    if plan.place_id not in {place.id for place in found(session, pairing)}:
        raise Refused("meeting.place", field="place")
    return (plan.place_id, None) if plan.place is MeetingPlace.SCHOOL else (None, plan.place_id)


def record_met(session: DbSession, actor: Actor, meeting_id: uuid.UUID, usual_place: str = "") -> Pairing:
    """They have met: the pairing is active. Saying so twice is saying it once.

    Raises:
        Refused: a gate does not hold.
        Conflict: the meeting was recorded, moved or called off before.
    """
    pairing, meeting = _to_record(session, actor, meeting_id)
    if meeting.outcome is MeetingOutcome.MET and pairing.state is PairingState.ACTIVE:
        return pairing
    _expect_open(pairing, meeting)
    judge(session, actor, pairing)
    now = clock.now()
    meeting.at = min(meeting.at, now)  # people do meet earlier than agreed
    _note(session, actor, pairing, meeting, MeetingOutcome.MET)
    pairing.active_at, pairing.usual_place = now, usual_place.strip() or None
    move(session, actor, pairing, PairingState.ACTIVE)
    session.commit()
    return pairing


def record_missed(session: DbSession, actor: Actor, meeting_id: uuid.UUID, plan: MeetingPlan) -> Pairing:
    """Somebody did not come; another meeting is agreed on.

    Raises:
        Refused: the agreed hour has not come yet, or the new meeting cannot be like that.
        Conflict: the meeting was recorded, moved or called off before.
    """
    pairing, meeting = _to_record(session, actor, meeting_id)
    _expect_open(pairing, meeting)
    if meeting.at > clock.now():
        raise Refused("meeting.not_yet")
    return _again(session, actor, pairing, meeting, plan, MeetingOutcome.MISSED)


def record_moved(session: DbSession, actor: Actor, meeting_id: uuid.UUID, plan: MeetingPlan) -> Pairing:
    """The meeting is at another time or place.

    Raises:
        Refused: the new meeting cannot be like that.
        Conflict: the meeting was recorded, moved or called off before.
    """
    pairing, meeting = _to_record(session, actor, meeting_id)
    _expect_open(pairing, meeting)
    return _again(session, actor, pairing, meeting, plan, MeetingOutcome.MOVED)


def _again(
    session: DbSession, actor: Actor, pairing: Pairing, meeting: Meeting, plan: MeetingPlan, outcome: MeetingOutcome
) -> Pairing:
    judge(session, actor, pairing)
    _note(session, actor, pairing, meeting, outcome)
    set_meeting(session, actor, pairing, plan)
    session.commit()
    return pairing


def _to_record(session: DbSession, actor: Actor, meeting_id: uuid.UUID) -> tuple[Pairing, Meeting]:
    found = session.get(Meeting, meeting_id)
    if found is None:
        raise Missing
    pairing = lock_pairing(session, found.pairing_id)
    authorize(actor, Permission.MEETING_RECORD, pairing)
    return pairing, lock(session, Meeting, meeting_id)


def _expect_open(pairing: Pairing, meeting: Meeting) -> None:
    expect(pairing, PairingState.APPROVED)
    if meeting.outcome is not None:
        raise Conflict("meeting.recorded", outcome=meeting.outcome)


def _note(session: DbSession, actor: Actor, pairing: Pairing, meeting: Meeting, outcome: MeetingOutcome) -> None:
    meeting.outcome, meeting.recorded_by_id, meeting.recorded_at = outcome, actor.id, clock.now()
    audit.record(session, actor, audit.Action.MEETING_RECORDED, pairing, outcome=outcome.value)
