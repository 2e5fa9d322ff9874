"""Two who act on each other's account are judged one after the other."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from app.accounts.models import Account, RoleGrant
from app.foundation.access import Actor
from app.foundation.database import DbSession
from app.foundation.errors import Missing


def lock_accounts(session: DbSession, actor: Actor, account_id: uuid.UUID) -> Account | None:
    """Lock an account together with the actor's own, always in the order of their ids, and return the first.

    Two administrators who end each other at the same instant would else both succeed, and nobody be left.

    Raises:
        Missing: by now the actor's account is closed, or a role it had when it asked has ended.
    """
    ids = {account_id} | ({actor.id} if actor.id is not None else set())
    ordered = select(Account).where(Account.id.in_(ids)).order_by(Account.id).with_for_update()
    found = {one.id: one for one in session.scalars(ordered.execution_options(populate_existing=True))}
    if actor.id is not None:
        live = select(RoleGrant.role).where(RoleGrant.account_id == actor.id, RoleGrant.ended_at.is_(None))
        if not found[actor.id].active or {grant.role for grant in actor.grants} - set(session.scalars(live)):
            raise Missing
    return found.get(account_id)
