"""What time alone makes due in children's files: a child that became too old for the ledger, an index to be made."""

from __future__ import annotations

from app.children.identity import fill_name_tokens
from app.children.rules.attention import flag_over_age
from app.foundation.access import system_actor
from app.foundation.database import DbSession
from app.foundation.jobs import chore


@chore
def flag_children_over_age(session: DbSession) -> int:
    """Children on the ledger who turned 16."""
    return flag_over_age(session, system_actor("children"))


@chore
def index_names_of_children(session: DbSession) -> int:
    """Files from before there was a search by exact name."""
    total = 0
    while found := fill_name_tokens(session):
        total += found
    return total
