"""What the worker does at night, and what production looks at before it serves."""

from __future__ import annotations

import sys

from sqlalchemy import Executable, inspect, select, union

from app.foundation import clock
from app.foundation.access import system_actor
from app.foundation.database import DbSession, db
from app.foundation.jobs import chore
from app.foundation.production import start_check
from app.foundation.retention import Subject, holding
from app.privacy.ledger import LedgerBroken
from app.privacy.models import RequestState, RightsRequest
from app.privacy.rules.erasing import ledger
from app.privacy.rules.replaying import standing
from app.privacy.rules.retaining import run
from app.safeguarding.models import Concern, ConcernParty, ConcernState, Suspension
from app.volunteers.models import Volunteer
from config import command_of

NIGHT = 3
"""The hour, where the children are, in which the worker anonymises: backups run before it or after it, not during."""
AT_ONCE = 50
MENDING = frozenset({"backup", "db", "erasures", "restore", "setup"})
"""Commands that must run on a database that may not serve yet: they are how it is brought level."""


@chore
def anonymise_at_night(session: DbSession) -> int:
    """Files whose time is over, some every minute of one hour."""
    if clock.local(clock.now()).hour != NIGHT:
        return 0
    done = run(session, system_actor("retention"), dry_run=False, limit=AT_ONCE)
    return done.children + done.volunteers


# Whoever asked is answered first, from what is on file.
@holding(Subject.CHILD, "request")
def _children_asked_for() -> Executable:
    asked = select(RightsRequest.child_id).where(RightsRequest.state == RequestState.OPEN)
    return asked.where(RightsRequest.child_id.is_not(None))


@holding(Subject.VOLUNTEER, "request")
def _volunteers_asked_for() -> Executable:
    asked = select(RightsRequest.volunteer_id).where(RightsRequest.state == RequestState.OPEN)
    return asked.where(RightsRequest.volunteer_id.is_not(None))


# A concern is never deleted; until it is closed, neither is the file of whom it is about.
@holding(Subject.CHILD, "concern")
def _children_of_open_concerns() -> Executable:
    about = select(Concern.child_id).where(Concern.state != ConcernState.CLOSED)
    return about.where(Concern.child_id.is_not(None))


@holding(Subject.VOLUNTEER, "concern")
def _volunteers_of_open_concerns() -> Executable:
    is_open = Concern.state != ConcernState.CLOSED
    about = select(Concern.volunteer_id).where(is_open, Concern.volunteer_id.is_not(None))
    parties = (
        select(Volunteer.id)
        .join(ConcernParty, ConcernParty.account_id == Volunteer.account_id)
        .join(Concern, Concern.id == ConcernParty.concern_id)
    )
    return union(about, parties.where(is_open))


# Who was suspended and not let back in must not come back as somebody new.
@holding(Subject.VOLUNTEER, "suspension")
def _volunteers_suspended() -> Executable:
    return select(Suspension.volunteer_id).where(Suspension.lifted_at.is_(None))


@start_check
def no_erasure_forgotten() -> str | None:
    """A database older than the last erasure must not serve: who was erased would be back."""
    if command_of(sys.argv) in MENDING:
        return None
    if not inspect(db.session.connection()).has_table("erasure"):
        return (
            None if not ledger().path.exists() else _words("its tables are older than the ledger: run flask db upgrade")
        )
    try:
        found = standing(db.session)
    except LedgerBroken as broken:
        return f"The ledger of erasures cannot be trusted: {broken}. Put back the copy of it that belongs here."
    if found.behind:
        return _words(f"{len(found.behind)} erased files are missing in it")
    if found.unwritten:
        return (
            f"The ledger of erasures lacks {len(found.unwritten)} entries that the database knows: it is older, or not "
            "this installation's. Put it back, or run flask erasures replay to write them."
        )
    return None


def _words(why: str) -> str:
    return f"This database came back from before the last erasure ({why}). Run flask erasures replay before serving."
