"""Whom to call today, gathered from the records: nothing is entered by hand, and what is settled goes away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.calls.codes import CallKind, CallResult
from app.calls.models import CareCall, LateNotice
from app.children.gates import has_said_no
from app.children.models import Child
from app.foundation import clock
from app.foundation.access import Actor, Permission, Role, may
from app.foundation.database import DbSession
from app.pairing.absences import absences_to_handle, standing
from app.pairing.access import seen_near
from app.pairing.models import Pairing, PairingState, SubstituteState
from app.pairing.queries import meetings_due, visible_pairings
from app.pairing.stages import called, seen_meeting
from app.safeguarding.queries import open_silences
from app.sessions.missed import missed_near
from app.sessions.models import MissedKind, MissedParty

AHEAD = timedelta(days=3)
"""Families are told of a first meeting, and of days away, so long before."""
ENDS_WITHIN = timedelta(days=14)
LAPSED_FOR = timedelta(days=30)
RESTS = {CallKind.CONSENT: timedelta(days=7), CallKind.SILENT: timedelta(days=3)}
"""What stays open though the family was told comes back after so long; everything else is settled by telling."""
CONFIRMED = (PairingState.APPROVED, PairingState.ACTIVE, PairingState.SUSPENDED)


@dataclass(frozen=True)
class Due:
    """One call to make. ``says`` fills the sentence of its kind; ``again_at``: not before then, when tried already."""

    kind: CallKind
    subject_id: uuid.UUID
    pairing: Pairing
    says: dict[str, Any] = field(default_factory=dict)
    tries: tuple[CareCall, ...] = ()

    @property
    def child(self) -> Child:
        """Whose family is called."""
        return self.pairing.child

    @property
    def again_at(self) -> datetime | None:
        """When it comes back after the last try; None: now."""
        last = self.tries[-1] if self.tries else None
        if last is None:
            return None
        if last.result is CallResult.TOLD:
            rest = RESTS.get(self.kind)
            return last.made_at + rest if rest is not None else None
        return last.again_at


@dataclass(frozen=True)
class Calls:
    """The calls of the actor: those to make now, and those that come back later."""

    now: list[Due]
    later: list[Due]


def todays_calls(session: DbSession, actor: Actor) -> Calls:
    """What the actor's school or village has to call about, the most pressing first."""
    now = clock.now()
    due = [one for one in _with_tries(session, _gathered(session, actor)) if not _settled(one)]
    waiting = [one for one in due if one.again_at is not None and one.again_at > now]
    ready = [one for one in due if one.again_at is None or one.again_at <= now]
    order = list(CallKind).index
    ready.sort(key=lambda one: (order(one.kind), bool(one.tries), one.child.code))
    return Calls(ready, sorted(waiting, key=lambda one: (one.again_at or now, one.child.code)))


def find_due(session: DbSession, actor: Actor, kind: CallKind, subject_id: uuid.UUID) -> Due | None:
    """One call of the actor's, whether it is for now or for later."""
    calls = todays_calls(session, actor)
    found = (one for one in (*calls.now, *calls.later) if one.kind is kind and one.subject_id == subject_id)
    return next(found, None)


def _settled(due: Due) -> bool:
    told = any(one.result is CallResult.TOLD for one in due.tries)
    return told and due.kind not in RESTS


def _with_tries(session: DbSession, found: Iterable[Due]) -> list[Due]:
    wanted = list(found)
    rows: Sequence[CareCall] = session.scalars(
        select(CareCall)
        .where(CareCall.subject_id.in_({one.subject_id for one in wanted}))
        .order_by(CareCall.made_at, CareCall.id)
    ).all()
    tries: dict[tuple[CallKind, uuid.UUID], list[CareCall]] = {}
    for row in rows:
        tries.setdefault((row.kind, row.subject_id), []).append(row)
    return [
        Due(one.kind, one.subject_id, one.pairing, one.says, tuple(tries.get((one.kind, one.subject_id), ())))
        for one in wanted
    ]


def _gathered(session: DbSession, actor: Actor) -> Iterator[Due]:
    """Everything there is a reason to call about; each once, and only of pairings the actor calls for."""
    for due in (
        *_late(session, actor), *_nobody(session, actor), *_cannot_come(session, actor),
        *_first_meetings(session, actor), *_silent(session, actor), *_consents(session, actor),
    ):  # fmt: skip
        if may(actor, Permission.CALL_MAKE, due.pairing):
            yield due


def _late(session: DbSession, actor: Actor) -> Iterator[Due]:
    query = (
        select(LateNotice)
        .join(LateNotice.pairing)
        .where(LateNotice.day == clock.today(), Pairing.state == PairingState.ACTIVE, seen_near(actor))
        .options(joinedload(LateNotice.pairing).joinedload(Pairing.child))
        .options(joinedload(LateNotice.pairing).joinedload(Pairing.volunteer))
    )
    for row in session.scalars(query):
        yield Due(CallKind.LATE, row.id, row.pairing, {"name": _who(row.pairing), "minutes": row.minutes})


def _nobody(session: DbSession, actor: Actor) -> Iterator[Due]:
    """Today's and yesterday's, where the volunteer came and the child did not."""
    since = clock.today() - timedelta(days=1)
    for row in missed_near(session, actor):
        alone = row.kind is MissedKind.MISSED and row.missing is MissedParty.CHILD
        if alone and row.day >= since and row.recorded_by_id == row.pairing.account_id:
            yield Due(CallKind.NOBODY, row.id, row.pairing, {"name": _who(row.pairing), "day": row.day})


def _cannot_come(session: DbSession, actor: Actor) -> Iterator[Due]:
    today = clock.today()
    for row in absences_to_handle(session, actor, today):
        if row.told_at is None and row.first_on <= today + AHEAD:
            instead = standing(row)
            comes = instead is not None and instead.state is SubstituteState.ACCEPTED
            said = {"name": _who(row.pairing), "first": row.first_on, "last": row.last_on}
            said["instead"] = called(instead.volunteer.name) if instead is not None and comes else ""
            yield Due(CallKind.CANNOT_COME, row.id, row.pairing, said)


def _first_meetings(session: DbSession, actor: Actor) -> Iterator[Due]:
    now = clock.now()
    for row in meetings_due(session, actor):
        if now <= row.at <= now + AHEAD:
            seen = seen_meeting(session, row)
            said = {"name": _who(row.pairing), "at": row.at, "place": seen.place_name, "introducer": seen.introducer}
            yield Due(CallKind.FIRST_MEETING, row.id, row.pairing, said)


def _silent(session: DbSession, actor: Actor) -> Iterator[Due]:
    if not actor.has(Role.SCHOOL_STAFF):
        return
    for row in open_silences(session, actor):
        yield Due(CallKind.SILENT, row.id, row.pairing, {"name": _who(row.pairing), "day": row.silent_since})


def _consents(session: DbSession, actor: Actor) -> Iterator[Due]:
    """Of children in a pairing whose consent ends soon, or ended and nobody said no."""
    today = clock.today()
    ends_near = Pairing.child.has(Child.consented_until.between(today - LAPSED_FOR, today + ENDS_WITHIN))
    for pairing in visible_pairings(session, actor, CONFIRMED, ends_near):
        ends = pairing.child.consented_until
        if not has_said_no(pairing.child):
            yield Due(
                CallKind.CONSENT, pairing.child_id, pairing, {"day": ends, "over": ends is not None and ends < today}
            )


def _who(pairing: Pairing) -> str:
    return called(pairing.volunteer.name)
