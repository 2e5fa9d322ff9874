"""Writing a plan's new and changed volunteers. Does not commit."""

from __future__ import annotations

import uuid

from app.foundation import audit
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.ids import short_code
from app.seasons.models import Season
from app.volunteers.intake.plan import Entry, Plan
from app.volunteers.models import Volunteer
from app.volunteers.rules.profiles import write_offer, write_profile


def save_plan(session: DbSession, actor: Actor, plan: Plan, season: Season) -> tuple[int, int]:
    """Write it; return how many volunteers were made and how many changed."""
    for entry in plan.new:
        session.add(_new(session, entry, season))
    for change in plan.changes:
        volunteer = change.volunteer
        if volunteer.account_id is None:
            write_profile(volunteer, change.entry.profile, session)
        write_offer(session, volunteer, season, change.entry.offer)
        audit.record(session, actor, audit.Action.VOLUNTEER_CHANGED, volunteer, fields=list(change.fields))
    session.flush()
    return len(plan.new), len(plan.changes)


def _new(session: DbSession, entry: Entry, season: Season) -> Volunteer:
    # Everything hangs on the new row and is saved with it in one go: one flush a volunteer would be a thousand.
    volunteer = Volunteer(id=uuid.uuid4(), district_id=season.district_id, code=short_code())
    write_profile(volunteer, entry.profile, session)
    write_offer(session, volunteer, season, entry.offer, new=True)
    return volunteer
