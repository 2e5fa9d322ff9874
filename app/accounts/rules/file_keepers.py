"""Who keeps the children's files of a school: said by who keeps the accounts, never of oneself."""

from __future__ import annotations

import uuid

from app.accounts.models import Account
from app.accounts.rules.creating import Invitee
from app.foundation import audit
from app.foundation.access import Actor, Permission, Role, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Missing, Refused


def set_file_keeper(session: DbSession, actor: Actor, account_id: uuid.UUID, grant_id: uuid.UUID, keeps: bool) -> None:
    """Say whether somebody keeps the files of the school of this role. Commits; idempotent.

    It opens nothing by itself: the safeguarding lead approves it for a season. Taken away, it ends at once.

    Raises:
        Missing: no such role at a school, or not one the actor may give there.
        Refused: it is the actor's own.
    """
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    found = next((one for one in account.roles if one.id == grant_id), None) if account else None
    if account is None or found is None or found.role is not Role.SCHOOL_STAFF or found.ended_at is not None:
        raise Missing
    authorize(actor, Permission.ACCOUNT_INVITE, Invitee(found.role, found.district_id))
    if actor.id == account.id:
        raise Refused("accounts.own_role")
    if found.file_keeper is not keeps:
        found.file_keeper = keeps
        scope = f"{found.scope.value}:{found.scope_id}"
        audit.record(session, actor, audit.Action.ACCOUNT_FILE_KEEPER_SET, account, scope=scope, keeps=keeps)
    session.commit()
