"""Naming who leads and who is second: by two people, neither of them the one named nor a handler of concerns."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.foundation import audit, clock
from app.foundation.access import Actor, Permission, authorize
from app.foundation.database import DbSession
from app.foundation.errors import Conflict, Refused
from app.places.models import Area
from app.safeguarding.models import Post, SafeguardingPost
from app.safeguarding.team import posts_of, team_of


def ask_for_post(session: DbSession, actor: Actor, district: Area, post: Post, account_id: uuid.UUID) -> None:
    """Ask for somebody of the team to be named; another person confirms. Asked twice, it waits once. Commits.

    Raises:
        Missing: the district is not the actor's.
        Refused: the account holds no role of a safeguarding lead there, is the actor's own, or has the other post.
    """
    session.get(Area, district.id, with_for_update=True, populate_existing=True)
    authorize(actor, Permission.POST_NAME, district)
    if account_id not in {one.id for one in team_of(session, district.id).members}:
        raise Refused("concerns.member_unknown", field="member")
    if actor.id is None or account_id == actor.id:
        raise Refused("concerns.own_post", field="member")
    held = posts_of(session, district.id)
    if any(kept == account_id and other is not post for other, kept in held.items()):
        raise Refused("concerns.two_posts", field="member")
    if held.get(post) == account_id:
        session.rollback()
        return
    for waiting in waiting_posts(session, (district.id,)):
        if waiting.post is post and waiting.account_id == account_id:
            session.rollback()
            return
    session.add(SafeguardingPost(district_id=district.id, post=post, account_id=account_id, asked_by_id=actor.id))
    audit.record(session, actor, audit.Action.POST_ASKED, district, post=post.value)
    session.commit()


def confirm_post(session: DbSession, actor: Actor, post_id: uuid.UUID) -> SafeguardingPost:
    """Name, as the second person, whoever was asked for; whoever had the post has it no longer. Commits.

    Raises:
        Missing: there is none within the actor's reach.
        Conflict: it was decided before.
        Refused: the actor asked for it, or is the one named.
    """
    wanted = _held(session, actor, post_id)
    if actor.id in {wanted.asked_by_id, wanted.account_id}:
        raise Refused("concerns.second_person")
    if wanted.account_id not in {one.id for one in team_of(session, wanted.district_id).members}:
        raise Refused("concerns.member_unknown")
    if any(kept == wanted.account_id and other is not wanted.post
           for other, kept in posts_of(session, wanted.district_id).items()):  # fmt: skip
        raise Refused("concerns.two_posts")
    for before in _in_force(session, wanted):
        before.ended_at = clock.now()
    session.flush()
    wanted.confirmed_by_id, wanted.confirmed_at = actor.id, clock.now()
    _decided(session, actor, wanted, "confirmed")
    return wanted


def refuse_post(session: DbSession, actor: Actor, post_id: uuid.UUID) -> SafeguardingPost:
    """Say no, or take back what one asked for. Commits.

    Raises:
        Missing: there is none within the actor's reach.
        Conflict: it was decided before.
    """
    wanted = _held(session, actor, post_id)
    wanted.ended_at = clock.now()
    _decided(session, actor, wanted, "refused")
    return wanted


def waiting_posts(session: DbSession, district_ids: Collection[uuid.UUID]) -> list[SafeguardingPost]:
    """What waits for a second person in the districts, the oldest first."""
    found = select(SafeguardingPost).where(
        SafeguardingPost.district_id.in_(district_ids),
        SafeguardingPost.confirmed_at.is_(None),
        SafeguardingPost.ended_at.is_(None),
    )
    loaded = found.options(joinedload(SafeguardingPost.asked_by))
    return list(session.scalars(loaded.order_by(SafeguardingPost.asked_at, SafeguardingPost.id)))


def _held(session: DbSession, actor: Actor, post_id: uuid.UUID) -> SafeguardingPost:
    found = session.get(SafeguardingPost, post_id)
    wanted = authorize(actor, Permission.POST_NAME, found)
    session.get(Area, wanted.district_id, with_for_update=True, populate_existing=True)
    session.refresh(wanted)
    if wanted.confirmed_at is not None or wanted.ended_at is not None:
        raise Conflict("concerns.decided_before")
    return wanted


def _in_force(session: DbSession, wanted: SafeguardingPost) -> list[SafeguardingPost]:
    found = select(SafeguardingPost).where(
        SafeguardingPost.district_id == wanted.district_id,
        SafeguardingPost.post == wanted.post,
        SafeguardingPost.confirmed_at.is_not(None),
        SafeguardingPost.ended_at.is_(None),
    )
    return list(session.scalars(found))


def _decided(session: DbSession, actor: Actor, wanted: SafeguardingPost, outcome: str) -> None:
    district = session.get(Area, wanted.district_id)
    audit.record(session, actor, audit.Action.POST_DECIDED, district, post=wanted.post.value, outcome=outcome)
    session.commit()
