"""What the nights do for volunteers' profiles."""

from __future__ import annotations

from app.foundation.database import DbSession
from app.foundation.jobs import chore
from app.volunteers.naming import fill_name_tokens


@chore
def index_names_of_volunteers(session: DbSession) -> int:
    """Profiles from before there was a search by exact name."""
    total = 0
    while found := fill_name_tokens(session):
        total += found
    return total
