"""The code of the day that a school or site shows, and that a volunteer enters with a session held there.

It says that somebody was at the place on that day, and nothing about a child: five digits that follow from the place
and the day for good, so that nothing is stored and what a phone kept is still right when it arrives.
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select

from app.foundation.database import DbSession
from app.foundation.secrets.keyring import keyring
from app.pairing.access import central_school_id
from app.pairing.models import Pairing
from app.places.models import Site
from app.sessions.models import SessionPlace

DIGITS = 5
PLACES = frozenset({SessionPlace.SCHOOL, SessionPlace.SITE})
"""Where there is a code at all."""


def code_of(place_id: uuid.UUID, day: date) -> str:
    """The code of a school or a site on a day."""
    digest = keyring.lasting("check_in", str(place_id), day.isoformat())
    return f"{int(digest, 16) % 10**DIGITS:0{DIGITS}d}"


def is_right(session: DbSession, pairing: Pairing, place: SessionPlace, day: date, typed: str) -> bool:
    """Whether what was typed is the code of that day at a school of the child, or at a site of its district."""
    if place is SessionPlace.SCHOOL:
        places = [id_ for id_ in (pairing.child.school_id, central_school_id(pairing.child)) if id_ is not None]
    elif place is SessionPlace.SITE:
        places = list(session.scalars(select(Site.id).where(Site.district_id == pairing.child.district_id)))
    else:
        places = []
    return typed in {code_of(place_id, day) for place_id in places}
