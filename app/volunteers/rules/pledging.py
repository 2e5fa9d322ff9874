"""A volunteer signs the pledge: the one check that is one's own act."""

from __future__ import annotations

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Missing, Refused
from app.texts.kinds import TextKind
from app.texts.queries import standing
from app.volunteers.gates import latest_checks
from app.volunteers.models import VettingCheck, VettingKind, VettingResult, Volunteer


def sign_pledge(session: DbSession, actor: Actor, volunteer: Volunteer, version: int) -> VettingCheck:
    """Sign the text of ``version``; signing it again is signing it once.

    Raises:
        Missing: it is not the actor's own profile.
        Conflict: another text is in force than the one that was read.
        Refused: the League has taken the pledge back; only the League records it again.
    """
    held = session.get(Volunteer, volunteer.id, with_for_update=True, populate_existing=True)
    own = authorize(actor, Permission.SIGNUP_WRITE, held)
    if own.account_id != actor.id:
        raise Missing
    if version != standing(session, TextKind.PLEDGE).current:
        raise Conflict("volunteers.pledge_changed")
    session.refresh(own, ["checks"])
    last = latest_checks(own).get(VettingKind.PLEDGE)
    if last is not None and last.result is not VettingResult.CLEAR:
        raise Refused("volunteers.pledge_taken_back")
    if last is not None and last.text_version == version:
        session.rollback()  # a double click
        return last
    signed = VettingCheck(
        kind=VettingKind.PLEDGE,
        result=VettingResult.CLEAR,
        checked_on=clock.today(),
        text_version=version,
        recorded_by_id=actor.id,
        recorded_at=clock.now(),
    )
    own.checks.append(signed)
    details = {"check": VettingKind.PLEDGE.value, "result": VettingResult.CLEAR.value}
    audit.record(session, actor, audit.Action.VETTING_RECORDED, own, **details)
    session.commit()
    return signed
