"""Where a concern goes: who is on duty, else the lead, then the next deputy, at last the second."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import or_, select

from app.accounts.models import Account
from app.foundation import audit, clock
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.safeguarding.models import Concern, ConcernState, EntryKind, ResponseTime
from app.safeguarding.rules.record import enter
from app.safeguarding.team import Team, on_duty, team_of


def may_reach(concern: Concern, account: Account, team: Team) -> bool:
    """Whether the concern may be given to somebody of the team."""
    hidden = concern.hidden_from
    if account.id in hidden:
        return False
    able = team.second is not None and team.second.id not in hidden
    return not concern.for_second or not able or account is team.second


def chain(session: DbSession, concern: Concern) -> list[Account]:
    """To whom the concern goes, one after the other."""
    team = team_of(session, concern.district_id)
    duty = on_duty(session, concern.district_id, clock.today())
    first = [one for one in team.members if one.id == duty]
    ordered = [*first, *(one for one in team.members if one not in first)]
    return [one for one in ordered if may_reach(concern, one, team)]


def time_to_answer(session: DbSession, district_id: uuid.UUID, *, urgent: bool) -> timedelta:
    """Within which time a concern of a district is acknowledged."""
    kept = session.get(ResponseTime, district_id)
    normal, fast = (kept.minutes, kept.urgent_minutes) if kept is not None else (120, 30)
    return timedelta(minutes=fast if urgent else normal)


def pass_on(session: DbSession, actor: Actor, concern: Concern) -> bool:
    """Give the concern to the next who was not tried yet; return whether there was one. Does not commit.

    Where nobody is left it stays with the last, in front of everybody who may see it.
    """
    tried = {one.target_id for one in concern.entries if one.target_id is not None}
    following = next((one for one in chain(session, concern) if one.id not in tried), None)
    if following is None:
        concern.due_at = None
        return False
    _give(session, actor, concern, following, EntryKind.ESCALATED if tried else EntryKind.ASSIGNED)
    return True


def hand_over(session: DbSession, actor: Actor, concern: Concern) -> None:
    """Give the concern to somebody else where whoever has it may not see it any more. Does not commit."""
    able = chain(session, concern)
    if concern.assigned_to_id in {one.id for one in able}:
        return
    if able:
        _give(session, actor, concern, able[0], EntryKind.ASSIGNED)
    else:
        concern.assigned_to_id = concern.due_at = None


def _give(session: DbSession, actor: Actor, concern: Concern, account: Account, kind: EntryKind) -> None:
    concern.assigned_to_id = account.id
    if concern.state is ConcernState.OPEN:
        concern.due_at = clock.now() + time_to_answer(session, concern.district_id, urgent=concern.urgent)
    enter(session, actor, concern, kind, target_id=account.id)


def escalate_due(session: DbSession, actor: Actor) -> int:
    """Pass on every concern that nobody acknowledged in time, or that nobody could be given; return how many."""
    moved, now = 0, clock.now()
    late = or_(Concern.due_at <= now, Concern.assigned_to_id.is_(None))
    for concern_id in session.scalars(select(Concern.id).where(Concern.state != ConcernState.CLOSED, late)).all():
        concern = session.get(Concern, concern_id, with_for_update={"of": Concern}, populate_existing=True)
        # Somebody may have acknowledged it since the list was made.
        if concern is not None and concern.state is not ConcernState.CLOSED and _is_late(concern):
            step = sum(one.target_id is not None for one in concern.entries)
            if pass_on(session, actor, concern):
                audit.record(session, actor, audit.Action.CONCERN_ESCALATED, concern, step=step)
                moved += 1
        session.commit()
    return moved


def _is_late(concern: Concern) -> bool:
    return concern.assigned_to_id is None or (concern.due_at is not None and concern.due_at <= clock.now())
