"""What time alone makes due in children's files: a child that became too old for the ledger."""

from __future__ import annotations

from app.children.rules.attention import flag_over_age
from app.foundation.access import system_actor
from app.foundation.database import DbSession
from app.foundation.jobs import chore


@chore
def flag_children_over_age(session: DbSession) -> int:
    """Children on the ledger who turned 16."""
    return flag_over_age(session, system_actor("children"))
