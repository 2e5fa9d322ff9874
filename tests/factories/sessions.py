"""What stands around sessions: disputes, meetings that were missed, days away and who stands in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.accounts.models import Account
from app.foundation import clock
from app.pairing.models import Absence, AbsenceReason, Pairing, Substitute, SubstituteState
from app.sessions.models import (
    DisputeReason,
    MissedKind,
    MissedMeeting,
    MissedParty,
    MissedReason,
    SessionDispute,
    SessionState,
)
from app.volunteers.models import Volunteer
from tests import factories as make


def dispute(of: Pairing, by: Account, **values: Any) -> SessionDispute:
    """An open dispute about a session of two days ago that was voided."""
    at = clock.now() - timedelta(days=2)
    row = make.service_session(of, at, state=SessionState.VOID, reason="double")
    values = {"reason": DisputeReason.HELD, "words": "那天确实去了", "state": row.state, **values}
    made: SessionDispute = make.add(SessionDispute(session_id=row.id, raised_by_id=by.id, **values))
    return made


def missed(of: Pairing, by: Account, **values: Any) -> MissedMeeting:
    """A meeting of yesterday to which the child did not come."""
    values = {
        "day": clock.today() - timedelta(days=1), "kind": MissedKind.MISSED, "missing": MissedParty.CHILD,
        "reason": MissedReason.ILL, **values,
    }  # fmt: skip
    made: MissedMeeting = make.add(MissedMeeting(pairing_id=of.id, recorded_by_id=by.id, **values))
    return made


def absence(of: Pairing, by: Account, **values: Any) -> Absence:
    """From today for three days its volunteer cannot come."""
    first = values.pop("first_on", clock.today())
    values = {"last_on": first + timedelta(days=2), "reason": AbsenceReason.ILL, **values}
    made: Absence = make.add(Absence(pairing_id=of.id, first_on=first, said_by_id=by.id, **values))
    return made


def substitute(of: Absence, who: Volunteer, by: Account, **values: Any) -> Substitute:
    """Approved for all days of an absence, and said yes unless ``state`` says otherwise."""
    values = {"state": SubstituteState.ACCEPTED, "first_on": of.first_on, "last_on": of.last_on, **values}
    if values["state"] is not SubstituteState.APPROVED:
        values.setdefault("answered_at", clock.now())
    row = Substitute(
        absence_id=of.id, pairing_id=of.pairing_id, volunteer_id=who.id, approved_by_id=by.id, **values
    )  # fmt: skip
    made: Substitute = make.add(row)
    return made
