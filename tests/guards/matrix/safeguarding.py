"""Concerns: anybody raises one; the lead and the deputies of the district handle it; the school asks after silences."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.foundation import clock
from app.foundation.access import Role
from app.foundation.database import db
from app.safeguarding.access import DRILLED
from app.safeguarding.models import PartyKind, SilenceAlert
from app.sessions.models import ServiceSession
from tests import factories as make
from tests.factories import concerns
from tests.guards.matrix import Row, row
from tests.guards.world import Half, World

LEAD = Role.SAFEGUARDING_LEAD
NAMERS = (Role.ORGANIZER, Role.ADMINISTRATOR)


def _concern(half: Half) -> Mapping[str, Any]:
    made = concerns.concern(half.district)
    db.session.commit()
    return {"concern_id": made.id}


def _name(half: Half) -> Mapping[str, Any]:
    made = concerns.concern(half.district)
    party = concerns.party(made, make.account(LEAD, half.district), PartyKind.NAMED)
    db.session.commit()
    return {"concern_id": made.id, "party_id": party.id}


def _suspension(half: Half) -> Mapping[str, Any]:
    by = half.accounts[LEAD]
    made = concerns.suspension(concerns.concern(half.district), half.volunteer, by)
    db.session.commit()
    return {"suspension_id": made.id}


def _post(world: World) -> Mapping[str, Any]:
    made = concerns.post(world.own.district, make.account(LEAD, world.own.district))
    db.session.commit()
    return {"post_id": made.id}


def _no_post(world: World) -> Mapping[str, Any]:
    # The administrator reaches every district, so what is foreign to both is what does not exist.
    return {"post_id": world.foreign.school.id}


def _silence(half: Half) -> Mapping[str, Any]:
    known = db.session.scalars(select(SilenceAlert).where(SilenceAlert.pairing_id == half.active.id)).first()
    made = known or concerns.silence(half.active)
    db.session.commit()
    return {"alert_id": made.id}


def _look(half: Half) -> Mapping[str, Any]:
    """A pair with a session that was not safe, so that it stands on the board."""
    if not any(not one.safe for one in _sessions(half)):
        make.service_session(half.active, clock.now() - timedelta(days=2), safe=False)
        db.session.commit()
    return {"pairing_id": half.active.id}


def _sessions(half: Half) -> list[ServiceSession]:
    return list(db.session.scalars(select(ServiceSession).where(ServiceSession.pairing_id == half.active.id)))


# Nobody looks at a pairing that is over.
NOT_ON_BOARD = {fate: frozenset[Role]() for fate in ("ended", "withdrawn")}


def _lead(endpoint: str, record: Any, method: str = "POST") -> Row:
    """A row of one concern: for the district's lead alone, whatever school or township the child is of."""
    return row(endpoint, LEAD, method=method, own=lambda w: record(w.own), foreign=lambda w: record(w.foreign))


ROWS = [
    row("concerns.drill", *DRILLED),
    row("concerns.report", public=True),
    row("concerns.send", public=True, method="POST"),
    row("concerns.more", public=True),
    row("concerns.send_more", public=True, method="POST"),
    row("concerns.index", LEAD),
    _lead("concerns.show", _concern, "GET"),
    _lead("concerns.acknowledge", _concern),
    _lead("concerns.suspend", _concern),
    _lead("concerns.triage", _concern),
    _lead("concerns.note", _concern),
    _lead("concerns.reported", _concern),
    _lead("concerns.connect", _concern),
    _lead("concerns.clear_name", _name),
    _lead("concerns.close", _concern),
    _lead("concerns.ask_to_lift", _suspension),
    _lead("concerns.lift", _suspension),
    _lead("concerns.refuse_to_lift", _suspension),
    row("concerns.duty", LEAD),
    row("concerns.send_duty", LEAD, method="POST"),
    row("concerns.send_times", LEAD, method="POST"),
    row("concerns.team", *NAMERS),
    row("concerns.send_post", *NAMERS, method="POST"),
    row("concerns.confirm_post", *NAMERS, method="POST", own=_post, foreign=_no_post),
    row("concerns.refuse_post", *NAMERS, method="POST", own=_post, foreign=_no_post),
    row("concerns.looks", LEAD),
    row("concerns.look_rules", LEAD),
    row("concerns.look_rules", LEAD, method="POST", data={"number-late_hours": "99"}),
    row("concerns.look", LEAD, method="POST", own=lambda w: _look(w.own), foreign=lambda w: _look(w.foreign),
        allowed_in=NOT_ON_BOARD),
    row("concerns.silences", Role.SCHOOL_STAFF, Role.VILLAGE_DIRECTOR, LEAD),
    row(
        "concerns.close_silence", Role.SCHOOL_STAFF, LEAD, method="POST",
        own=lambda w: _silence(w.own), foreign=lambda w: _silence(w.foreign),
    ),
]  # fmt: skip
