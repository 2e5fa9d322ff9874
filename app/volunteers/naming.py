"""The keyed index of volunteers' names, for finding an exact name where there are too many to open."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import event, inspect, select

from app.foundation.chinese import normalise_name
from app.foundation.database import DbSession
from app.foundation.secrets.keyring import IndexToken, keyring
from app.volunteers.models import Volunteer


def name_token(name: str, district_id: uuid.UUID) -> IndexToken:
    """Normalised name, under a key of the district."""
    return keyring.scoped_token("volunteer.name", str(district_id), normalise_name(name))


@event.listens_for(Volunteer, "before_insert")
@event.listens_for(Volunteer, "before_update")
def keep_name_token(mapper: Any, connection: Any, volunteer: Volunteer) -> None:  # noqa: ARG001 - the event's signature
    """Bring the index up to the profile whenever name or district change, whoever changes them."""
    attributes = inspect(volunteer).attrs
    if volunteer.erased_at is None and any(attributes[one].history.has_changes() for one in ("name", "district_id")):
        volunteer.name_token = name_token(volunteer.name, volunteer.district_id)


def fill_name_tokens(session: DbSession, limit: int = 1000) -> int:
    """Make the index of profiles that have none yet; returns how many. Commits."""
    wanted = select(Volunteer).where(Volunteer.name_token.is_(None), Volunteer.erased_at.is_(None))
    found = session.scalars(wanted.order_by(Volunteer.id).limit(limit)).all()
    for volunteer in found:
        volunteer.name_token = name_token(volunteer.name, volunteer.district_id)
    session.commit()
    return len(found)
