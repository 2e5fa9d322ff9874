"""Reads of requests and grants, each within the reader's scope."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.children.disclosure.codes import GrantOutcome
from app.children.models import AccessGrant, Child
from app.foundation import clock
from app.foundation.access import Actor, Role, visible_to
from app.foundation.database import DbSession

PAGE = 50


def latest_request(session: DbSession, actor: Actor, child: Child) -> AccessGrant | None:
    """What the actor asked for last about a file."""
    query = select(AccessGrant).where(AccessGrant.account_id == actor.id, AccessGrant.child_id == child.id)
    return session.scalars(query.order_by(AccessGrant.asked_at.desc()).limit(1)).first()


def own_requests(session: DbSession, actor: Actor) -> list[AccessGrant]:
    """What the actor asked for, the latest first."""
    query = _loaded(visible_to(actor, AccessGrant).where(AccessGrant.account_id == actor.id))
    return list(session.scalars(query.order_by(AccessGrant.asked_at.desc()).limit(PAGE)))


def requests_waiting(session: DbSession, actor: Actor) -> list[AccessGrant]:
    """What waits for the actor's answer, the longest waiting first; one's own is for another lead."""
    query = _of_others(actor).where(AccessGrant.outcome.is_(None))
    return list(session.scalars(_loaded(query).order_by(AccessGrant.asked_at)))


def grants_running(session: DbSession, actor: Actor) -> list[AccessGrant]:
    """The grants of the actor's district whose time runs, the first to end first."""
    query = _of_others(actor).where(
        AccessGrant.outcome == GrantOutcome.GRANTED,
        AccessGrant.ended_at.is_(None),
        AccessGrant.expires_at > clock.now(),
    )
    return list(session.scalars(_loaded(query).order_by(AccessGrant.expires_at)))


def request_to_answer(session: DbSession, actor: Actor, grant_id: uuid.UUID) -> AccessGrant | None:
    """One request of the actor's district."""
    return session.scalars(_loaded(_of_others(actor).where(AccessGrant.id == grant_id))).one_or_none()


def count_waiting(session: DbSession, actor: Actor) -> int:
    """How many requests wait for the actor's answer."""
    query = _of_others(actor).where(AccessGrant.outcome.is_(None))
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _of_others(actor: Actor) -> Select[AccessGrant]:
    districts = actor.scope_ids(Role.SAFEGUARDING_LEAD)
    query = visible_to(actor, AccessGrant).where(AccessGrant.district_id.in_(districts))
    return query.where(AccessGrant.account_id != actor.id)


def _loaded(query: Select[AccessGrant]) -> Select[AccessGrant]:
    return query.options(
        selectinload(AccessGrant.child), selectinload(AccessGrant.account), selectinload(AccessGrant.role_grant)
    )
