"""Reading absences and who stands in; what staff see follows the pairing."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload, selectinload

from app.children.models import Child
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing
from app.foundation.panels import once_a_landing
from app.pairing.access import seen_near
from app.pairing.models import STANDING_IN, Absence, Pairing, PairingState, Substitute
from app.pairing.standing_in import SeenStandIn, seen_by_substitute
from app.volunteers.models import Volunteer


@once_a_landing
def absences_to_handle(session: DbSession, actor: Actor, today: date) -> list[Absence]:
    """Days of today and later on which a volunteer of the actor's school or village cannot come, the next first."""
    wanted = (
        select(Absence)
        .join(Absence.pairing)
        .where(
            Absence.taken_back_at.is_(None),
            Absence.last_on >= today,
            and_(Pairing.state == PairingState.ACTIVE, seen_near(actor)),
        )
        .options(
            joinedload(Absence.pairing).joinedload(Pairing.child).joinedload(Child.township),
            joinedload(Absence.pairing).joinedload(Pairing.volunteer),
            selectinload(Absence.substitutes).joinedload(Substitute.volunteer),
        )
        .order_by(Absence.first_on, Absence.id)
    )
    return list(session.scalars(wanted))


def absence_to_handle(session: DbSession, actor: Actor, absence_id: uuid.UUID) -> Absence:
    """One absence within the actor's scope as staff.

    Raises:
        Missing: there is none, or not for the actor.
    """
    found = session.get(Absence, absence_id)
    authorize(actor, Permission.ABSENCE_READ, None if found is None else found.pairing)
    return session.get_one(Absence, absence_id)


def own_absences(session: DbSession, pairing: Pairing, today: date) -> list[Absence]:
    """Days of today and later on which the volunteer of a pairing said not to come."""
    wanted = select(Absence).where(
        Absence.pairing_id == pairing.id, Absence.taken_back_at.is_(None), Absence.last_on >= today
    )
    return list(session.scalars(wanted.order_by(Absence.first_on, Absence.id)))


def standing(absence: Absence) -> Substitute | None:
    """Who was asked to stand in, or does."""
    return next((one for one in absence.substitutes if one.state in STANDING_IN), None)


def seen_standing_in(session: DbSession, actor: Actor, today: date) -> list[SeenStandIn]:
    """Where the actor is asked to stand in or does, as far as that may be seen today."""
    wanted = select(Substitute).where(
        Substitute.volunteer.has(Volunteer.account_id == actor.id),
        Substitute.state.in_(STANDING_IN),
        Substitute.last_on >= today,
    )
    found = session.scalars(wanted.order_by(Substitute.first_on, Substitute.id)).all()
    seen = (seen_by_substitute(session, one, today) for one in found)
    return [one for one in seen if one is not None]


def own_standing_in(session: DbSession, actor: Actor, substitute_id: uuid.UUID, today: date) -> SeenStandIn:
    """One of them.

    Raises:
        Missing: not the actor's, or its days are over, or something does not hold: there is nothing to see any more.
    """
    found = authorize(actor, Permission.SUBSTITUTE_OWN, session.get(Substitute, substitute_id))
    seen = seen_by_substitute(session, found, today)
    if seen is None:
        raise Missing
    return seen
