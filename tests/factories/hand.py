"""Factories of what people hold in the hand: photos."""

from __future__ import annotations

import base64
import io

from PIL import Image

from app.foundation import clock
from app.foundation.portraits import SIZE
from app.volunteers.models import PhotoRefusal, PhotoState, Volunteer, VolunteerPhoto
from tests.factories import add


def jpeg() -> str:
    """A grey portrait in base64."""
    written = io.BytesIO()
    Image.new("RGB", SIZE, "grey").save(written, "JPEG")
    return base64.b64encode(written.getvalue()).decode()


def photo(of: Volunteer, state: PhotoState = PhotoState.WAITING) -> VolunteerPhoto:
    """A picture of a volunteer; with a refusal none."""
    refused = state is PhotoState.REFUSED
    made: VolunteerPhoto = add(
        VolunteerPhoto(
            volunteer_id=of.id, state=state, picture=None if refused else jpeg(),
            refusal=PhotoRefusal.NOT_ALONE if refused else None,
            decided_at=None if state is PhotoState.WAITING else clock.now(),
        )
    )  # fmt: skip
    return made
