"""Factories of what people hold in the hand: photos."""

from __future__ import annotations

from app.foundation import clock
from app.volunteers.models import PhotoRefusal, PhotoState, Volunteer, VolunteerPhoto
from tests.factories import add

JPEG = "/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/2Q=="
"""Begins and ends as a JPEG does, and shows nothing."""


def photo(of: Volunteer, state: PhotoState = PhotoState.WAITING) -> VolunteerPhoto:
    """A picture of a volunteer; with a refusal none."""
    refused = state is PhotoState.REFUSED
    made: VolunteerPhoto = add(
        VolunteerPhoto(
            volunteer_id=of.id, state=state, picture=None if refused else JPEG,
            refusal=PhotoRefusal.NOT_ALONE if refused else None,
            decided_at=None if state is PhotoState.WAITING else clock.now(),
        )
    )  # fmt: skip
    return made
