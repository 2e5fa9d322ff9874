"""Files that look like one child: found on entry, held from matching, judged by the township supervisor."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select, update

from app.children.codes import DoubleOutcome, LeaveReason, WithdrawReason
from app.children.events import ChildLeft, ChildrenMerged, ConsentWithdrawn
from app.children.gates import mirror_consent
from app.children.models import (
    Child,
    ChildStatus,
    ConsentReceipt,
    CounsellingNote,
    HoldReason,
    Need,
    PossibleDouble,
    RiskReason,
)
from app.children.rules.history import note_ledger, note_risk
from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.audit import Action
from app.foundation.database import DbSession
from app.foundation.errors import Refused
from app.foundation.events import publish
from app.foundation.secrets.keyring import by_every_form
from app.places.models import Area

CHUNK = 500


def lock_district(session: DbSession, district_id: uuid.UUID) -> None:
    """Files of one district enter one at a time, so that two of the same child cannot miss each other."""
    session.execute(select(Area.id).where(Area.id == district_id).with_for_update(key_share=True))


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is looked at of a file that enters the ledger."""

    id: uuid.UUID
    district_id: uuid.UUID
    lookalike_token: str


def hold_lookalikes(session: DbSession, newcomers: Sequence[Child]) -> None:
    """Hold each new file that looks like another on the district's ledger.

    The caller holds the district's lock. The newcomers have ids and tokens and are in the session. Whoever enters
    them learns nothing: the other file is outside their scope.
    """
    seen = [Newcomer(child.id, child.district_id, child.lookalike_token) for child in newcomers]
    doubles = lookalikes(session, seen)
    for child in newcomers:
        if others := doubles.get(child.id):
            child.hold = HoldReason.POSSIBLE_DOUBLE
            session.add_all(PossibleDouble(child_id=child.id, other_id=other) for other in others)


def lookalikes(session: DbSession, newcomers: Sequence[Newcomer]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """For each newcomer that looks like one, the files on the district's ledger, and among the newcomers before it."""
    known: dict[tuple[uuid.UUID, str], list[uuid.UUID]] = defaultdict(list)
    sought = by_every_form(one.lookalike_token for one in newcomers)
    newcomer_ids = {one.id for one in newcomers}
    for tokens in _chunks(sorted({one.lookalike_token for one in newcomers})):
        query = select(Child.district_id, Child.lookalike_token, Child.id).where(
            Child.lookalike_token.in_(tokens), Child.status == ChildStatus.ACTIVE
        )
        for district_id, token, child_id in session.execute(query.order_by(Child.registered_on, Child.id)):
            if child_id not in newcomer_ids:
                known[district_id, sought[token]].append(child_id)
    found = {}
    for one in newcomers:
        others = known[one.district_id, one.lookalike_token]
        if others:
            found[one.id] = list(others)
        others.append(one.id)
    return found


def _chunks(tokens: list[str]) -> Iterable[list[str]]:
    return (tokens[start : start + CHUNK] for start in range(0, len(tokens), CHUNK))


def resolve_double(
    session: DbSession, actor: Actor, double_id: uuid.UUID, outcome: DoubleOutcome, keep: uuid.UUID | None = None
) -> PossibleDouble:
    """Judge a possible double; idempotent for the same answer.

    Args:
        session: the transaction; committed.
        actor: a supervisor of the later file's township.
        double_id: the possible double.
        outcome: merged, or two children.
        keep: with merged, the id of the file that stays.

    Raises:
        Refused: it was judged otherwise before, or ``keep`` is neither file.
    """
    double = authorize(actor, Permission.DUPLICATE_RESOLVE, session.get(PossibleDouble, double_id))
    lock_district(session, double.district_id)
    session.refresh(double, with_for_update=True)
    if double.outcome is not None:
        if double.outcome == outcome.value:
            return double
        raise Refused("children.double_judged")
    if outcome is DoubleOutcome.MERGED:
        if keep not in {double.child_id, double.other_id}:
            raise Refused("children.double_keep", field="keep")
        kept, gone = (double.child, double.other) if keep == double.child_id else (double.other, double.child)
        _merge(session, actor, kept, gone)
    _close(double, actor, outcome)
    session.flush()
    for one in (double.child, double.other):
        _release(session, one)
    audit.record(session, actor, Action.CHILD_DUPLICATE_RESOLVED, double, outcome=outcome.value)
    session.commit()
    return double


def _close(double: PossibleDouble, actor: Actor, outcome: DoubleOutcome) -> None:
    double.outcome, double.decided_by_id, double.decided_at = outcome.value, actor.id, clock.now()


def _merge(session: DbSession, actor: Actor, kept: Child, gone: Child) -> None:
    """Consents, needs and counselling notes go to the file that stays; the other leaves the ledger."""
    had = kept.consented(clock.today())
    for consent in list(gone.consents):
        consent.child = kept
    for model in (ConsentReceipt, CounsellingNote):
        moved = update(model).where(model.child_id == gone.id).values(child_id=kept.id)
        session.execute(moved, execution_options={"synchronize_session": False})
    known = {(need.area, need.subject) for need in kept.needs}
    kept.needs.extend(
        Need(area=one.area, subject=one.subject, must=one.must, position=len(kept.needs) + one.position)
        for one in gone.needs
        if (one.area, one.subject) not in known
    )
    before, kept.risk = kept.risk, max(kept.risk, gone.risk)
    if kept.risk != before:
        note_risk(session, actor, kept, before, RiskReason.MERGED)
    kept.registered_on = min(kept.registered_on, gone.registered_on)
    session.flush()
    session.refresh(kept, ["consents"])
    mirror_consent(kept)
    gone.consented_until = None
    gone.status, gone.left_on, gone.left_reason = ChildStatus.LEFT, clock.today(), LeaveReason.MERGED.value
    note_ledger(session, actor, gone)
    _pass_on(session, actor, kept, gone)
    publish(session, ChildrenMerged(kept, gone, actor))
    publish(session, ChildLeft(gone, actor, LeaveReason.MERGED.value))
    if had and not kept.consented(clock.today()):
        publish(session, ConsentWithdrawn(kept, actor, WithdrawReason.REFUSED_NOW.value))
    audit.record(session, actor, Action.CHILD_CHANGED, kept, fields=["consents", "needs", "registered_on", "risk"])
    audit.record(session, actor, Action.CHILD_LEFT, gone, reason=LeaveReason.MERGED.value)


def _pass_on(session: DbSession, actor: Actor, kept: Child, gone: Child) -> None:
    """Other open doubts about the file that goes are from now on about the file that stays."""
    query = select(PossibleDouble).where(
        or_(PossibleDouble.child_id == gone.id, PossibleDouble.other_id == gone.id), PossibleDouble.outcome.is_(None)
    )
    for doubt in session.scalars(query).all():
        later = kept.id if doubt.child_id == gone.id else doubt.child_id
        earlier = kept.id if doubt.other_id == gone.id else doubt.other_id
        if later == earlier:
            continue  # the doubt that is being judged
        _close(doubt, actor, DoubleOutcome.MERGED)
        pair = {later, earlier}
        known = select(PossibleDouble.id).where(PossibleDouble.child_id.in_(pair), PossibleDouble.other_id.in_(pair))
        if session.scalars(known).first() is None:
            session.add(PossibleDouble(child_id=later, other_id=earlier))


def _release(session: DbSession, child: Child) -> None:
    """No longer held where no doubt about this file is open."""
    open_doubts = select(PossibleDouble.id).where(PossibleDouble.child_id == child.id, PossibleDouble.outcome.is_(None))
    child.hold = HoldReason.POSSIBLE_DOUBLE if session.scalars(open_doubts).first() is not None else None
