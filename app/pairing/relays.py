"""Reading relays: which two go on in a season, what the next volunteer is told, what is undecided."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from app.foundation.database import DbSession
from app.pairing.models import EndReason, Pairing, PairingState, Relay, RelayWay
from app.seasons.models import Season


def season_before(session: DbSession, season: Season) -> Season | None:
    """The last season of the district that was over before this one begins."""
    before = select(Season).where(Season.district_id == season.district_id, Season.ends_on < season.starts_on)
    return session.scalars(before.order_by(Season.ends_on.desc(), Season.id).limit(1)).one_or_none()


def renewed_pairs(
    session: DbSession, season: Season, children: Collection[str], volunteers: Collection[str]
) -> dict[str, str]:
    """The pairs of the season before that every side wants again, child's id -> volunteer's, of these people only.

    Of a child that had several, only the pairing that began last can go on.
    """
    before = season_before(session, season)
    if before is None:
        return {}
    later = aliased(Pairing)
    followed = exists().where(
        later.child_id == Pairing.child_id, later.id != Pairing.id, later.active_at > Pairing.active_at
    )
    wanted = (
        select(Pairing.child_id, Pairing.volunteer_id)
        .join(Relay, Relay.pairing_id == Pairing.id)
        .where(
            Pairing.season_id == before.id,
            Pairing.state == PairingState.ENDED,
            Pairing.reason == EndReason.SEASON_OVER.value,
            Relay.way == RelayWay.RENEWED,
            Relay.volunteer_returns.is_(True),
            ~followed,
        )
    )
    found = {str(child_id): str(volunteer_id) for child_id, volunteer_id in session.execute(wanted)}
    return {child: volunteer for child, volunteer in found.items() if child in children and volunteer in volunteers}


def handed_over_to(session: DbSession, pairing: Pairing) -> str | None:
    """What the school wrote for who comes after the child's last volunteer; None where nobody was before."""
    if pairing.active_at is None:
        return None
    wanted = (
        select(Relay)
        .join(Pairing, Pairing.id == Relay.pairing_id)
        .where(
            Pairing.child_id == pairing.child_id,
            Pairing.volunteer_id != pairing.volunteer_id,
            Pairing.state == PairingState.ENDED,
            Pairing.ended_at <= pairing.active_at,
        )
        .order_by(Pairing.ended_at.desc(), Pairing.id)
        .limit(1)
    )
    last = session.scalars(wanted).one_or_none()
    return last.note if last is not None and last.way is RelayWay.HANDED_OVER else None


def undecided() -> ColumnElement[bool]:
    """Pairings that ended with their season, of which the school has not said what comes after, over ``Pairing``."""
    ended = and_(Pairing.state == PairingState.ENDED, Pairing.reason == EndReason.SEASON_OVER.value)
    return and_(ended, Pairing.active_at.is_not(None), ~Pairing.relay.has(Relay.way.is_not(None)))


def renewals_of(session: DbSession, volunteer_id: uuid.UUID, season: Season) -> int:
    """How many children of the season before the school, the child and the carer want to go on with the volunteer."""
    before = season_before(session, season)
    if before is None:
        return 0
    wanted = select(Pairing.id).join(Relay, Relay.pairing_id == Pairing.id)
    mine = wanted.where(
        Pairing.season_id == before.id, Pairing.volunteer_id == volunteer_id, Relay.way == RelayWay.RENEWED
    )
    return len(session.scalars(mine).all())
