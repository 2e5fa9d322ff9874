"""The places for children with a volunteer: as many rows as the capacity: a fact of the database."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.foundation.database import DbSession
from app.foundation.events import publish
from app.volunteers.events import SlotsShrinking
from app.volunteers.models import Volunteer, VolunteerSlot

MOST = 3


def set_slots(session: DbSession, volunteer: Volunteer, capacity: int) -> None:
    """Make the places 1..``capacity`` and take away the others, never one that a pairing stands on. Does not commit.

    Raises:
        ValueError: capacity is not 0..3.
    """
    if not 0 <= capacity <= MOST:
        raise ValueError(f"capacity must be 0..{MOST}, not {capacity}")
    session.flush()
    have = {slot.number: slot for slot in volunteer.places}
    volunteer.places.extend(VolunteerSlot(number=number) for number in range(1, capacity + 1) if number not in have)
    session.flush()
    surplus = frozenset(number for number in have if number > capacity)
    if not surplus:
        return
    event = SlotsShrinking(volunteer, surplus)
    publish(session, event)
    for number in sorted(surplus - event.kept, reverse=True):
        _remove(session, volunteer, have[number])


def _remove(session: DbSession, volunteer: Volunteer, slot: VolunteerSlot) -> None:
    try:
        with session.begin_nested():
            session.delete(slot)
            session.flush()
    except IntegrityError:
        session.refresh(volunteer, ["places"])  # a pairing stands on it, open or past: it stays
        return
    session.expire(volunteer, ["places"])
