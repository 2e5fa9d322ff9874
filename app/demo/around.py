"""What stands around the printed volunteer's sessions: a late entry, a disputed one, a missed meeting, days away."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.demo.service import Cast
from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import DbSession
from app.pairing.models import Absence, AbsenceReason, Pairing, PairingState
from app.sessions.models import (
    DisputeReason,
    MissedKind,
    MissedMeeting,
    MissedParty,
    MissedReason,
    Mood,
    Response,
    ServiceSession,
    SessionDispute,
    SessionPlace,
    SessionState,
    VoidReason,
)
from app.volunteers.models import Volunteer


def make_around(session: DbSession, cast: Cast) -> None:
    """Add one of each to the active pairing of the printed volunteer."""
    own = Pairing.volunteer.has(Volunteer.account_id == cast.accounts[Role.VOLUNTEER].id)
    pairing = session.scalars(select(Pairing).where(own, Pairing.state == PairingState.ACTIVE)).first()
    if pairing is None:
        return  # a small demo has none
    who, staff = cast.accounts[Role.VOLUNTEER].id, cast.accounts[Role.SCHOOL_STAFF].id
    late = _session(
        cast, pairing, 6, late=True, late_reason="村里停电，没有信号（演示）", done=["did_reading", "did_talk"],
        response=Response.KEEN, mood=Mood.HAPPY,
    )  # fmt: skip
    void = _session(
        cast, pairing, 4, state=SessionState.VOID, reason=VoidReason.NOT_HELD.value, decided_by_id=staff,
        logged_at=clock.now() - timedelta(days=4),
    )  # fmt: skip
    session.add_all([late, void])
    session.flush()
    session.add(
        SessionDispute(
            session_id=void.id, state=void.state, reason=DisputeReason.HELD, words="那天在学校，老师看到了（演示）",
            raised_by_id=who,
        )
    )  # fmt: skip
    session.add(
        MissedMeeting(
            pairing_id=pairing.id, day=cast.today - timedelta(days=2), kind=MissedKind.MISSED,
            missing=MissedParty.CHILD, reason=MissedReason.ILL, recorded_by_id=who,
        )
    )  # fmt: skip
    session.add(
        Absence(
            id=uuid.uuid4(), pairing_id=pairing.id, first_on=cast.today + timedelta(days=2),
            last_on=cast.today + timedelta(days=3), reason=AbsenceReason.FAMILY, said_by_id=who,
        )
    )  # fmt: skip


def _session(cast: Cast, pairing: Pairing, ago: int, **values: Any) -> ServiceSession:
    starts = clock.from_local(datetime.combine(cast.today - timedelta(days=ago), time(17)))
    return ServiceSession(
        id=uuid.uuid4(), pairing_id=pairing.id, volunteer_id=pairing.volunteer_id, child_id=pairing.child_id,
        starts_at=starts, ends_at=starts + timedelta(hours=1), minutes=60, place=SessionPlace.SCHOOL,
        service_area="companionship", adult_present=True, safe=True, logged_by_id=cast.accounts[Role.VOLUNTEER].id,
        **values,
    )  # fmt: skip
