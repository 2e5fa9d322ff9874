"""The list of pairings: of each no more than the list shows, for what lies sealed need not be opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import defer, selectinload

from app.children.models import Child
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.paging import Page, entity_page
from app.pairing.models import Pairing, PairingState
from app.pairing.queries import in_states
from app.places.models import School
from app.volunteers.models import Volunteer


def pairing_page(
    session: DbSession, actor: Actor, states: Iterable[PairingState], cursor: str | None, size: int
) -> Page[Pairing]:
    """A page of the pairings within the actor's scope as staff in some states, the newest first.

    Each with what a row of the list shows; anything else raises where it is asked for.
    """
    keys = (Pairing.proposed_at, Pairing.id)
    return entity_page(session, _listed(in_states(actor, states)), keys, cursor, size, descending=True)


def _listed(wanted: Select[Any]) -> Select[Any]:
    """What a list shows, and the places a scope is judged by."""
    child = selectinload(Pairing.child).load_only(
        Child.code, Child.name, Child.consented_until, Child.district_id, Child.township_id, Child.village_id,
        Child.school_id, raiseload=True,
    )  # fmt: skip
    return wanted.options(
        *(defer(column, raiseload=True) for column in (Pairing.reasons, Pairing.note, Pairing.home_note)),
        *(defer(column, raiseload=True) for column in (Pairing.farewell, Pairing.usual_place)),
        child.joinedload(Child.township),
        child.joinedload(Child.school).joinedload(School.township),
        selectinload(Pairing.volunteer).load_only(Volunteer.name, Volunteer.code, Volunteer.account_id, raiseload=True),
    )
